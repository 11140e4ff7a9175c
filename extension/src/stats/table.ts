import { type Html, html } from './html.ts';

export interface Column<Row> {
  readonly heading: string;
  /** A number stands on the right. */
  readonly isNumber?: boolean;
  text(row: Row): string;
}

/** More than anybody reads; `claude-sessions stats` has all. */
const mostRows = 200;

/** A table, whose first column names its rows. It scrolls by itself, by keyboard too. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  most = mostRows,
): Html {
  const left = rows.length - most;
  const more =
    left > 0 ? html`<p>And ${left} more: <code>claude-sessions stats</code> has all.</p>` : undefined;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ heading, isNumber }) => html`<th scope="col"${numberClass(isNumber)}>${heading}</th>`)}</tr></thead>
<tbody>${rows.slice(0, most).map((row) => line(columns, row))}</tbody>
</table></div>${more}`;
}

function line<Row>([first, ...others]: readonly Column<Row>[], row: Row): Html {
  const cells = others.map(({ text, isNumber }) => html`<td${numberClass(isNumber)}>${text(row)}</td>`);
  return html`<tr><th scope="row"><bdi>${first?.text(row)}</bdi></th>${cells}</tr>
`;
}

function numberClass(isNumber = false): Html | undefined {
  return isNumber ? html` class="number"` : undefined;
}
