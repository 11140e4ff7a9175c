import type { DocumentError } from '../../devcontainer/document.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

/** Marked at the place of an error: one word, as a reader sees it. */
const word = /"(?:[^"\\\r\n]|\\.)*"?|[\w$.+-]+|\S/y;

export const configurationInvalid = defineCheck({
  code: 'configuration-invalid',
  place: 'configuration',
  severity: 'error',
  title: 'devcontainer.json is not valid',
  why: 'The file is JSON with comments. Where it is broken, or names one thing twice, tools read different things out of it or refuse it; our commands do not edit it, so as not to make it worse.',
  remedy:
    'Put the named place right by hand. Of errors in the syntax only the first is named: it causes the others.',
  status: 'unreadable',
  needs: ['configuration'],
  find: ({ configuration: { document, file } }) =>
    firstOfSyntax(document?.errors ?? []).map(({ message, offset, line, column }) => {
      word.lastIndex = offset;
      const length = word.exec(document?.text ?? '')?.[0].length ?? 0;
      return {
        severity: 'error',
        message: `devcontainer.json is not valid: ${message}.`,
        evidence: [`${file}:${line}:${column}`],
        fix: advice`Fix line ${line}.`,
        range: { offset, length },
      };
    }),
});

/** Behind the first place that cannot be read, nothing is certain. */
function firstOfSyntax(errors: readonly DocumentError[]): readonly DocumentError[] {
  const first = errors.find(({ kind }) => kind === 'syntax');
  return errors.filter((error) => error.kind !== 'syntax' || error === first);
}
