import type { FilePlace } from '../filePlace.ts';
import type { ComposeHost } from './composeHost.ts';
import type { UnknownSetting } from './containerSettings.ts';
import { interpolate } from './interpolate.ts';
import type { YamlNode } from './yamlTree.ts';

/** How values of one file are read: with which variables, from which folder; and what of them is not known. */
export class FileScope {
  readonly host: ComposeHost;
  /** Relative paths start here. */
  readonly folder: string;
  readonly variable: (name: string) => string | undefined;
  private readonly unknown: UnknownSetting[];

  constructor(
    host: ComposeHost,
    folder: string,
    variable: (name: string) => string | undefined,
    unknown: UnknownSetting[],
  ) {
    this.host = host;
    this.folder = folder;
    this.variable = variable;
    this.unknown = unknown;
  }

  /** @param isFatal Compose does not start with it */
  addUnknown(why: string, at: FilePlace | undefined, isFatal: boolean): void {
    const isThere = this.unknown.some((each) => {
      return each.why === why && each.at?.file === at?.file && each.at?.line === at?.line;
    });
    if (!isThere) this.unknown.push({ why, isFatal, ...(at && { at }) });
  }

  /** The text of a scalar with its variables replaced; undefined for anything else, or when it cannot be known. */
  text(node: YamlNode | undefined): string | undefined {
    if (node?.kind !== 'scalar' || node.value === null || node.value === undefined) return undefined;
    if (typeof node.value !== 'string') return node.written || String(node.value);
    return this.replace(node.value, node.at);
  }

  replace(text: string, at: FilePlace): string | undefined {
    const result = interpolate(text, this.variable);
    if ('value' in result) return result.value;
    this.addUnknown(result.unknown, at, true);
    return undefined;
  }

  /** A path as it is written, absolute. */
  path(written: string): string {
    const { home, resolve } = this.host;
    if (/^~(?=$|[\\/])/.test(written)) return resolve(home, `.${written.slice(1)}`);
    return /^[A-Za-z]:[\\/]/.test(written) ? written : resolve(this.folder, written);
  }

  /** A value as plain data, variables replaced. */
  plain(node: YamlNode | undefined): unknown {
    if (!node) return undefined;
    if (node.kind === 'list') return node.items.map((item) => this.plain(item));
    if (node.kind === 'map') {
      return Object.fromEntries([...node.members].map(([name, member]) => [name, this.plain(member.node)]));
    }
    if (typeof node.value !== 'string') return node.value;
    const text = this.text(node);
    // The types that `docker compose config` gives to what variables stood in.
    return node.value.includes('$') && (text === 'true' || text === 'false') ? text === 'true' : text;
  }
}
