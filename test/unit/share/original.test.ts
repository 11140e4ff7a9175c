import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restoreOriginal } from '../../../core/src/share/original.ts';
import { apply, configOf } from '../support/document.ts';
import { jsoncTexts } from '../support/jsoncText.ts';

const original = `{
  // the image
  "image": "debian",
  "mounts": [
    "source=history,target=/h,type=volume", // history
    "source=\${localEnv:HOME}/.claude,target=/root/.claude,type=bind" // claude
  ],
  "initializeCommand": "echo hi", // greets
  "forwardPorts": [3000]
}
`;

describe('restoreOriginal', () => {
  const ours = apply(original, 'share', { tasks: true });

  it('gives back the bytes when the file is as we left it', () => {
    expect(restoreOriginal(ours, { original, ours })).toBe(original);
    const odd = '\uFEFF{"image":"x"}   \r\n\r\n';
    expect(restoreOriginal(apply(odd, 'share'), { original: odd, ours: apply(odd, 'share') })).toBe(odd);
  });

  it('keeps edits made elsewhere', () => {
    const edit = (text: string) =>
      text.replace('"debian"', '"alpine"').replace('{\n', '{\n  "name": "new", // mine\n');
    expect(restoreOriginal(edit(ours), { original, ours })).toBe(edit(original));
  });

  it('keeps edits in a file with CRLF and no line end at the end', () => {
    const crlf = original.trimEnd().replaceAll('\n', '\r\n');
    const shared = apply(crlf, 'share');
    const edit = (text: string) => text.replace('"debian"', '"alpine"');
    expect(restoreOriginal(edit(shared), { original: crlf, ours: shared })).toBe(edit(crlf));
  });

  it('does not guess when the very lines were edited', () => {
    const edited = ours.replace('"workspace": "echo hi"', '"workspace": "echo bye"');
    expect(restoreOriginal(edited, { original, ours })).toBeUndefined();
  });

  it('does not know without a record', () => {
    expect(restoreOriginal(ours, undefined)).toBeUndefined();
  });

  it('takes lines for what they are, not for marks of a patch', () => {
    const tricky =
      '{\n/*\n--- a\n+++ b\n@@ -1 +1 @@\n\\ No newline at end of file\n*/\n"mounts": ["source=x,target=/root/.claude"]\n}';
    const shared = apply(tricky, 'share');
    const edit = (text: string) => text.replace('+++ b', '+++ c');
    expect(configOf(restoreOriginal(edit(shared), { original: tricky, ours: shared }) ?? '')).toEqual(
      configOf(tricky),
    );
  });
});

it('an edit of a line that ours does not touch survives, or it is not guessed', () => {
  fc.assert(
    fc.property(jsoncTexts, ({ text, eol }) => {
      const ours = apply(text, 'share');
      const current = `// mine${eol}${ours}`;
      const restored = restoreOriginal(current, { original: text, ours });
      if (restored !== undefined) expect(restored).toBe(`// mine${eol}${text}`);
    }),
    { numRuns: 300 },
  );
});
