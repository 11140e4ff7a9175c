import { escapeHiddenInJson } from '../../hiddenCharacters.ts';
import type { Renderer } from './Renderer.ts';
import type { ShownHeader, ShownItem } from './ShownItem.ts';

/** For programs: as `schemas/conversation-report.schema.json` says. All of it, images too; an item a line. */
export class JsonRenderer implements Renderer {
  #isFirst = true;

  /** @param version of claude-sessions */
  constructor(readonly version: string) {}

  begin(header: ShownHeader): string {
    const { version } = this;
    const {
      id,
      title = null,
      folder = null,
      gitBranch = null,
      version: client = null,
      forkedFrom = null,
    } = header;
    const head = { schemaVersion: 1, version, id, title, folder, gitBranch, client, forkedFrom };
    return `${json(head).slice(0, -1)},"items":[`;
  }

  item(item: ShownItem): string {
    const separator = this.#isFirst ? '\n' : ',\n';
    this.#isFirst = false;
    return `${separator}${json(item)}`;
  }

  end(): string {
    return '\n]}\n';
  }
}

const json = (value: unknown) => escapeHiddenInJson(JSON.stringify(value));
