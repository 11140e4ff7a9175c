import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestClient, uri } from './TestClient.ts';

const start = `{
  "image": "debian",
  "features": { "ghcr.io/claude-sessions/features/claude-sessions:1": {} },
  "mounts": [
    "type=bind,source=\${localEnv:HOME}/.claude,target=/home/me/.claude",
    { "source": "v", "target": "/v", "readonly": true }, // \u{1f600}
  ],
  "runArgs": ["--privileged", "-v", "/a:/a"]
}
`;

const bits = ['"', '{', '}', '[', ']', ',', ':', '\n', '\r\n', '\\', '//', '/*', '\u{1f600}', 'x', '{}', ''];
const edit = fc.record({
  at: fc.nat(start.length),
  length: fc.nat(6),
  text: fc.oneof(fc.constantFrom(...bits), fc.constant('"__proto__": 1,')),
});

it('after any edits it says of a text what it says of the same text opened anew, and never fails', async () => {
  const client = await TestClient.start();
  const shownLast = () => client.published.at(-1);
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
      await client.open(start);
      let text = start;
      let version = 0;
      for (const each of edits) {
        const document = TextDocument.create(uri, 'jsonc', 1, text);
        const at = Math.min(each.at, text.length);
        const range = { start: document.positionAt(at), end: document.positionAt(at + each.length) };
        const change = { range, newText: each.text };
        text = TextDocument.applyEdits(document, [change]);
        version = await client.change([{ range, text: each.text }]);
      }
      await client.until(() => shownLast()?.version === version);
      const edited = shownLast()?.diagnostics;
      await client.close();
      await client.until(() => shownLast()?.version === undefined);
      expect(await client.diagnose(text)).toEqual(edited);
      await client.close();
      await client.until(() => shownLast()?.version === undefined);
      expect(client.log).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
