import { describe, expect, it } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { composedConfigs } from '../support/composedConfigs.ts';
import { corpus } from '../support/corpus.ts';
import { askAll } from './everyProvider.ts';
import expected from './wildFindings.json' with { type: 'json' };

const files = [...corpus, ...composedConfigs];
const severities = { [DiagnosticSeverity.Error]: 'error', [DiagnosticSeverity.Warning]: 'warning' };

// The texts are our own, composed after how people write such files; none is a file that was found. Every finding in
// `wildFindings.json` was held against its text in a review, and is true of it.
describe('devcontainer.json composed after how people write them', () => {
  it('there are enough', () => {
    expect(new Set(files.map(([, source]) => source)).size).toBeGreaterThan(300);
  });

  it.each(files)('%s', async (name, source) => {
    const offsets = Array.from({ length: Math.floor(source.length / 7) + 1 }, (_, index) => index * 7);
    const found = await askAll(
      source,
      source.length > 20_000 ? offsets.filter((_, at) => at % 50 === 0) : offsets,
    );
    const texts = found.map(({ severity, code }) => {
      return `${severities[severity as keyof typeof severities] ?? 'information'} ${code}`;
    });
    expect(texts).toEqual((expected as Record<string, string[]>)[name] ?? []);
  });
});
