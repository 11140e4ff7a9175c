import type { Diagnostic } from 'vscode-languageserver';

/** Diagnostics of one file by the file that it was found from. */
type Found = ReadonlyMap<string, readonly Diagnostic[]>;

/**
 * Diagnostics at files that others name: a Compose file may be named by several devcontainer.json, and a client keeps for each
 * file what it was sent last.
 */
export class SharedDiagnostics {
  /** By the file that names, then by the file that is named. */
  private readonly found = new Map<string, Found>();
  private readonly send: (uri: string, diagnostics: readonly Diagnostic[]) => Promise<void>;

  constructor(send: (uri: string, diagnostics: readonly Diagnostic[]) => Promise<void>) {
    this.send = send;
  }

  /** Takes what was found from one file in the place of what was before, and sends what has changed by it. */
  async publish(from: string, now: Found): Promise<void> {
    const before = this.found.get(from) ?? new Map();
    this.found.set(from, now);
    if (now.size === 0) this.found.delete(from);
    for (const uri of new Set([...before.keys(), ...now.keys()])) {
      const isSame = JSON.stringify(before.get(uri)) === JSON.stringify(now.get(uri));
      if (!isSame) await this.send(uri, this.allAt(uri));
    }
  }

  /** Each once: two that name a file find the same in it. */
  private allAt(uri: string): Diagnostic[] {
    const all = [...this.found.values()].flatMap((found) => found.get(uri) ?? []);
    return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
  }
}
