import { describe, expect, test } from 'vitest';
import {
  addGuardHooks,
  guardEvents,
  guardHooks,
  removeGuardHooks,
} from '../../../core/src/guard/guardHooks.ts';
import { guardCommand } from '../../../core/src/guard/guardScript.ts';
import { hookScriptText, readHookScript } from '../../../core/src/hooks/hookScript.ts';
import { undoSplices } from '../../../core/src/hooks/splice.ts';
import { preparedFiles } from '../../../core/src/prepare/preparedFiles.ts';

const script = "/home/o'me/.claude-sessions/guard/guard.sh";
const added = (text: string) => addGuardHooks(text, (event) => guardCommand(script, event));
const add = (text: string) => added(text).text;

const texts: Record<string, string> = {
  empty: '{}',
  'with other settings': '{\n  "model": "opus",\n  "env": {"A": "1"}\n}\n',
  'with hooks of its own':
    '{\n    "hooks": {\n        "PreToolUse": [\n            {\n                "matcher": "Bash",\n                "hooks": [{"type": "command", "command": "x"}]\n            }\n        ]\n    },\n    "model": "opus"\n}',
  'on one line': '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"y"}]}]},"model":"opus"}',
  'with line ends of Windows': '{\r\n\t"model": "opus",\r\n\t"hooks": {}\r\n}\r\n',
  'with a byte order mark': '\uFEFF{\n  "model": "opus"\n}\n',
  'with empty lists': '{\n  "hooks": {\n    "SessionStart": [],\n    "Stop": []\n  }\n}\n',
};

const parsed = (text: string) => JSON.parse(text.replace(/^\uFEFF/, ''));

describe.each(Object.entries(texts))('settings %s', (_, text) => {
  test('get the hooks, and change in no other character', () => {
    const { text: after, splices } = added(text);
    expect(
      guardHooks(after)
        .map(({ path: [, event] }) => event)
        .sort(),
    ).toEqual([...guardEvents].sort());
    expect(splices.map(({ removed }) => removed.trim()).join('')).toBe('');
    expect(undoSplices(after, splices)).toBe(text);
    if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('are the same without them, whatever else was edited since', () => {
    const edited = add(text).replace('"opus"', '"sonnet"');
    const rest = removeGuardHooks(edited);
    expect(guardHooks(rest)).toEqual([]);
    const before = parsed(text.replace('"opus"', '"sonnet"'));
    const { hooks = {} } = before;
    const left = Object.fromEntries(
      Object.entries(hooks).filter(([event, items]) => event === 'Stop' || (items as unknown[]).length > 0),
    );
    expect(parsed(rest)).toEqual(
      Object.keys(left).length > 0 ? { ...before, hooks: left } : { ...before, hooks: undefined },
    );
  });

  test('are copied for a container without them', () => {
    const copyOf = (settings: string) => preparedFiles({ settings }).files.get('settings.json');
    expect(copyOf(add(text)) ?? '').not.toContain('guard');
  });
});

test('hooks of others are not ours', () => {
  const others =
    '{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"guard.sh"}]},7,{"hooks":[null]}]}}';
  expect(guardHooks(others)).toEqual([]);
  expect(removeGuardHooks(others)).toBe(others);
  expect(guardHooks('{ broken /.claude-sessions/guard/guard.sh')).toEqual([]);
});

test('the script holds what it runs, whatever its path', () => {
  const program = { node: '/opt/a b/node', tool: "/it's/cli.js", version: '1.2.3' };
  const text = hookScriptText('NODE=\nTOOL=\nVERSION=\n', program);
  expect(text).toBe("NODE='/opt/a b/node'\nTOOL='/it'\\''s/cli.js'\nVERSION=1.2.3\n");
  expect(readHookScript(text)).toEqual(program);
  expect(readHookScript('NODE=\n')).toBeUndefined();
});
