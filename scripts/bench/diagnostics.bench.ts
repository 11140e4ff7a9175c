import { parseTree } from 'jsonc-parser';
import { describe, it } from 'vitest';
import { allChecks } from '../../core/src/checks/allChecks.ts';
import { parseDocument } from '../../core/src/devcontainer/document.ts';
import { runChecks } from '../../core/src/findings/check.ts';
import { readDocument } from '../../core/src/findings/readDocument.ts';
import { readConfigured } from '../../core/src/share/readConfigured.ts';
import { largeConfig } from './largeConfig.ts';
import { compare, report } from './measure.ts';

/** What a keystroke costs in a file of 3,000 lines: each round has a text of its own, of which nothing is known before. */
describe('diagnostics after a keystroke', () => {
  let number = 0;
  const typed = (text: string) => text.replace('"image": "debian"', `"image": "debian${number++}"`);
  const whole = largeConfig(0);
  // Somebody types a value: its quote is still missing.
  const broken = whole.replace('"remoteUser": "vscode"', '"remoteUser": "vs');

  const diagnose = (text: string) => {
    const document = parseDocument(text);
    const configured = readConfigured(document);
    const configuration = { file: '.devcontainer/devcontainer.json', document, configured, collections: [] };
    readDocument(configuration);
    runChecks(allChecks, { configuration });
  };

  for (const [what, text] of Object.entries({ '3,000 lines': whole, '3,000 lines, broken': broken })) {
    it(what, async ({ task }) => {
      const names = { what: `diagnostics of ${what}`, against: 'jsonc-parser' };
      const operations = { ours: () => diagnose(typed(text)), bare: () => void parseTree(typed(text)) };
      report(task, await compare(names, operations, 201));
    });
  }
});
