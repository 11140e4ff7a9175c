import { expect, it } from 'vitest';
import { TestClient } from './TestClient.ts';

it('says what it can do', async () => {
  const { answer } = await TestClient.start();
  expect(answer.serverInfo?.name).toBe('claude-sessions');
  expect(answer.capabilities).toMatchObject({ hoverProvider: true, textDocumentSync: { change: 2 } });
});

it('publishes what the checks find, with code, place, severity and address', async () => {
  const client = await TestClient.start();
  const [first, ...rest] = await client.diagnose(
    '{ "mounts": [{ "type": "bind", "source": "/x", "target": "/y", "readonly": true }] }',
  );
  expect(rest).toEqual([]);
  expect(first).toMatchObject({
    code: 'object-readonly',
    source: 'claude-sessions',
    severity: 2,
    range: { start: { line: 0, character: 13 }, end: { line: 0, character: 81 } },
  });
  expect(first?.codeDescription?.href).toMatch(/checks\.md#object-readonly$/);
});
