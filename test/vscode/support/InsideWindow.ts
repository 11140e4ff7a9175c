import type { Browser } from '../../harness/vscode/Browser.ts';
import {
  type InsideOptions,
  type InsideResult,
  runInExtensionHost,
} from '../../harness/vscode/runInExtensionHost.ts';
import type { VsCodeServer } from '../../harness/vscode/VsCodeServer.ts';

/** What a run of tests inside an extension host left. */
export interface InsideOutcome {
  /** The names of those that passed. */
  passed: string[];
  failed: InsideResult[];
  /** What the extension told the user of as not possible, each once. */
  told: string[];
  /** What is a fault: errors in the extension's log, and those in the host's log that name it. */
  faults: string[];
}

/** Errors that are VS Code's own. */
const theirs = [
  // It shows no dialog under test, such as whether a link is to be opened.
  /DialogService: refused to show dialog in tests/,
  // It asks for what is below a line that has made way for another meanwhile, and the window is closed while it asks.
  /No tree item with id .* found/,
  /Unable to refresh tree view .*: Canceled/,
];

/** Runs a file of tests inside, and returns what came of it and what was logged meanwhile. */
export async function runInside(
  browser: Browser,
  server: VsCodeServer,
  options: InsideOptions,
): Promise<InsideOutcome> {
  const before = new Set(server.files.logs().map(({ name }) => name));
  const results = await runInExtensionHost(browser, server, options);
  const logs = server.files.logs().filter(({ name }) => !before.has(name));
  const of = (pattern: RegExp) => logs.filter(({ name }) => pattern.test(name)).map(({ text }) => text);
  const lines = of(/Claude Sessions\.log$/).flatMap((text) => text.split('\n'));
  const hostLines = of(/remoteexthost\.log$/).flatMap((text) => text.split('\n'));
  return {
    passed: results.filter(({ error }) => !error).map(({ name }) => name),
    failed: results.filter(({ error }) => error),
    told: [...new Set(lines.filter((line) => /\[warning\]/.test(line)).map(withoutTime))],
    faults: [
      ...lines.filter((line) => /\[error\]/.test(line) && !isTheirs(line)),
      ...hostLines.filter(
        (line) => /\[error\]/.test(line) && /claude[- ]?sessions/i.test(line) && !isTheirs(line),
      ),
    ],
  };
}

function withoutTime(line: string): string {
  return line.replace(/^.*?\[warning\] /, '');
}

function isTheirs(line: string): boolean {
  return theirs.some((pattern) => pattern.test(line));
}
