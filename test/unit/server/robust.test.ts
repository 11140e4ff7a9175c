import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { typedCommand } from '../../../core/src/findings/advice.ts';
import { configurationFacts } from '../../../core/src/findings/configurationFacts.ts';
import { checkText } from '../../../extension/server/src/file/checkText.ts';
import { findingText } from '../../../extension/server/src/file/findingText.ts';
import { guarded } from '../../../extension/server/src/guard.ts';
import { hostOf } from '../checks/facts.ts';
import { apply } from '../support/document.ts';
import { quietHost, TestClient, uri } from './TestClient.ts';

const file = '.devcontainer/devcontainer.json';

/** The codes that are shown of a text, on a host on which all is well. */
function shown(text: string): string[] {
  const configuration = configurationFacts(file, parseDocument(text), []);
  return checkText(configuration, hostOf(text)).findings.map(({ code }) => code);
}

const workspaces = join(import.meta.dirname, '../../fixtures/workspaces');
const fixtures = readdirSync(workspaces, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('devcontainer.json'))
  .map((path) => readFileSync(join(workspaces, path), 'utf8'))
  .filter((text) => parseDocument(text).errors.length === 0);

describe('while somebody types', () => {
  const texts = [
    apply('{\n  "image": "debian",\n  "remoteUser": "me"\n}\n', 'share'),
    apply('{ "image": "debian" }', 'isolate'),
    apply('{ "image": "debian" }', 'share', { memory: 'rw', tasks: true, allProjects: true }),
    '{ "dockerComposeFile": ["c.yml", ".claude-sessions/compose.yaml"], "service": "app", "initializeCommand": "sh .devcontainer/claude-sessions-prepare.sh ${devcontainerId} compose app profile", "features": { "ghcr.io/claude-sessions/features/claude-persist:1": {} } }',
    '{ "remoteUser": "me", "mounts": ["type=volume,source=v,target=/home/me/.claude", { "type": "bind", "source": "/a", "target": "/b" }], "containerEnv": { "A": "b" } }',
  ];

  it.each(texts)('nothing is shown of a file in which all is well: %s', (text) =>
    expect(shown(text)).toEqual([]),
  );

  /** What one character less makes wrong by itself, in a file that is still JSON, is rightly told. */
  const isBroken = (text: string) => parseDocument(text).errors.some(({ kind }) => kind === 'syntax');

  it.each(texts)('nor with any one character missing, where that breaks it: %s', (text) => {
    for (let at = 0; at < text.length; at++) {
      const typed = text.slice(0, at) + text.slice(at + 1);
      if (isBroken(typed)) expect([typed, shown(typed)]).toEqual([typed, []]);
    }
  });

  it.each(texts)('nor cut off at any place: %s', (text) => {
    for (let at = 0; at < text.length; at++) {
      const typed = text.slice(0, at);
      if (isBroken(typed)) expect([typed, shown(typed)]).toEqual([typed, []]);
    }
  });

  it('what a broken file says whole is shown all the same', () => {
    const mount = '{ "source": "v", "target": "/v", "readonly": true }';
    expect(shown(`{ "mounts": [${mount}], "image": }`)).toEqual(['object-readonly']);
  });

  it('files as they are found give what they give with the host unknown, or more; never an error', () => {
    expect(fixtures.length).toBeGreaterThan(20);
    for (const text of fixtures) expect(() => shown(text)).not.toThrow();
  });
});

describe('what comes from outside', () => {
  const finding = (evidence: string[], message = 'It is wrong.') =>
    findingText(
      { code: 'x', severity: 'error', place: 'configuration', message, evidence, fix: ['Do this.'] },
      '"marked"',
      typedCommand,
    );

  it('is plain text, a line each', () => {
    expect(finding(['seen'])).toBe('It is wrong.\n- seen\nDo this.');
  });

  it('is not said twice', () => {
    expect(finding(['wrong', 'marked'])).toBe('It is wrong.\nDo this.');
  });

  it('is not said twice of an entry that is laid out in another way', async () => {
    const client = await TestClient.start();
    const [first] = await client.diagnose(
      '{ "mounts": [{ "source": "v",\n "target": "/v", "readonly": true }] }',
    );
    expect(first?.message).not.toContain('{"source"');
  });

  it('shows what it hides', () => {
    expect(finding(['\u001b[31mred', '\u202eabc', 'a\nb', 'zero\u200bwidth'])).toBe(
      'It is wrong.\n- \\u001b[31mred\n- \\u202eabc\n- a\\u000ab\n- zero\\u200bwidth\nDo this.',
    );
  });

  it('is clipped, by its lines and by their number', () => {
    expect(finding(['x'.repeat(10_000)]).length).toBeLessThan(400);
    expect(finding(['\u202e'.repeat(10_000)]).length).toBeLessThan(400);
    expect(finding([], `${'y'.repeat(10_000)}.`).length).toBeLessThan(400);
    const many = finding(Array.from({ length: 1_000 }, (_, index) => `line ${index}`));
    expect(many.split('\n')).toHaveLength(11);
    expect(many).toContain('- … 992 more');
  });

  it('comes to the client so, from a file that is hostile', async () => {
    const client = await TestClient.start();
    const name = `\u001b[31m\u202e[x](command:evil)<img onerror=1>${'A'.repeat(10_000)}`;
    const [first] = await client.diagnose(
      JSON.stringify({ mounts: [`source=a,target=/${name}`, `source=b,target=/${name}`] }),
    );
    expect(first?.code).toBe('duplicate-target');
    expect(first?.message).not.toMatch(/[\u001b\u202e]/);
    expect(String(first?.message).length).toBeLessThan(2_000);
  });

  it('is at most so much of it', async () => {
    const client = await TestClient.start();
    const mounts = Array.from({ length: 1_000 }, () => ({ source: 'v', target: '/v', readonly: true }));
    expect(await client.diagnose(JSON.stringify({ mounts }))).toHaveLength(200);
  });
});

describe('a fault of ours', () => {
  it('is told to the client, and answered by nothing', async () => {
    const log: string[] = [];
    const handler = guarded({ error: (message) => log.push(message) }, 'hover', null, () => {
      throw new Error('oh');
    });
    expect(await handler()).toBeNull();
    expect(log.join()).toContain('hover: Error: oh');
  });

  it('does not end the server, whatever the client sends', async () => {
    const client = await TestClient.start(quietHost, {
      initializationOptions: 'nonsense',
      capabilities: { textDocument: null as never },
    });
    await client.open('{');
    for (const params of [{}, null, { textDocument: { uri: 7 } }, { textDocument: { uri }, position: {} }]) {
      for (const method of ['hover', 'completion', 'codeAction'])
        await client.connection.sendRequest(`textDocument/${method}`, params).catch(() => undefined);
    }
    const faulty = '{ "mounts": [{ "source": "v", "target": "/v", "readonly": true }] }';
    await client.change([{ text: faulty }]);
    await client.until(() => (client.published.at(-1)?.diagnostics.length ?? 0) === 1);
    expect(client.published.at(-1)?.diagnostics[0]?.code).toBe('object-readonly');
  });
});
