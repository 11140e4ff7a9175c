import type { TranscriptEntry, TranscriptSummary } from '@claude-sessions/core/conversations/Conversation.ts';
import { readSummaryRow, summaryRow, summaryRules } from '@claude-sessions/core/conversations/summaryRow.ts';
import { type RowForm, RowIndex } from './RowIndex.ts';

/** Fewer are read sooner than the index is written. */
const worthKeeping = 16;

const form: RowForm<TranscriptSummary> = {
  rules: `${summaryRules}`,
  toRow: summaryRow,
  fromRow: readSummaryRow,
};

/** What was read of the transcripts of a folder: of one whose file has the same number, size and time nothing has to be read. */
export class SummaryIndex {
  readonly #rows: RowIndex<TranscriptSummary>;

  private constructor(rows: RowIndex<TranscriptSummary>) {
    this.#rows = rows;
  }

  /** @param name of the folder, one of its own among all */
  static async open(indexFolder: string, name: string): Promise<SummaryIndex> {
    return new SummaryIndex(await RowIndex.open(indexFolder, name, form));
  }

  get(entry: TranscriptEntry): TranscriptSummary | undefined {
    return this.#rows.get(entry.id, identityOf(entry));
  }

  add(entry: TranscriptEntry, summary: TranscriptSummary): void {
    this.#rows.add(entry.id, identityOf(entry), summary);
  }

  /** @param entries all that the folder has now @param isDear whatever was read is worth it */
  async keep(entries: readonly TranscriptEntry[], isDear = false): Promise<void> {
    const few = isDear ? 1 : worthKeeping;
    const tooMany = this.#rows.known - entries.length;
    if (this.#rows.added < few && tooMany < worthKeeping) return;
    const newest = entries.toSorted((a, b) => b.changedAt - a.changedAt);
    await this.#rows.keep(newest.map(({ id }) => id));
  }
}

function identityOf({ inode, size, changedAt, titledAt = 0 }: TranscriptEntry): string {
  return `${inode} ${size} ${changedAt} ${titledAt}`;
}
