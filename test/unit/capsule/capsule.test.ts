import {
  agentArguments,
  initArguments,
  userArguments,
} from '@claude-sessions/core/capsule/engineArguments.ts';
import { parseImageUser } from '@claude-sessions/core/capsule/imageUser.ts';
import { capsuleName, isCapsuleName } from '@claude-sessions/core/capsule/name.ts';
import { ownUserDockerfile } from '@claude-sessions/core/capsule/ownUser.ts';
import { parseState } from '@claude-sessions/core/capsule/state.ts';
import { endedWords, Supervision } from '@claude-sessions/core/capsule/supervision.ts';
import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const capsule: Capsule = {
  name: 'app',
  folder: '/home/me/app, "the" $(one)',
  volume: 'app-home',
  image: undefined,
  dockerfile: '/home/me/app/Dockerfile',
  memory: '4g',
  workspace: true,
  login: 'folder',
  loginFolder: '/home/me/app.claude-login',
  variables: ['GITHUB_TOKEN'],
  conversation: 'a84378af-1d92-59c5-b812-07fed80aca04',
  prompt: '-- $(do) it',
  command: [],
  watch: false,
  lock: '/run/lock',
};
const user = { uid: 1000, gid: 1000, home: '/home/agent' };
const valuesOf = (words: readonly string[], option: string) =>
  words.flatMap((word, at) => (word === option ? [words[at + 1]] : []));

describe('the name of a capsule', () => {
  it.each([
    ['app', 'app'],
    ['My Äpp', 'my-app'],
    ['a.b_c', 'a-b_c'],
    ['-_x-', 'x'],
    ['a-_b', 'a-b'],
    ['a___b', 'a-b'],
    ['a__b--c', 'a__b--c'],
    ['日本', 'capsule'],
    ['', 'capsule'],
    ['x'.repeat(80), 'x'.repeat(48)],
  ])('%j is %s', (folder, name) => expect(capsuleName(folder)).toBe(name));

  it('is a name whatever the folder is called', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (folder) => isCapsuleName(capsuleName(folder))));
  });

  it.each(['a-', 'a-_b', 'a___b', 'x'.repeat(49), 'A', ''])('%j is none: an image cannot have it', (name) => {
    expect(isCapsuleName(name)).toBe(false);
  });
});

describe('what an engine is asked', () => {
  const words = agentArguments(capsule, 'sha256:1', user, false);

  it('mounts the home, the login and the folder, and nothing else of the host', () => {
    expect(valuesOf(words, '--volume')).toEqual(['app-home:/home/agent:nocopy']);
    expect(valuesOf(words, '--mount')).toEqual([
      'type=bind,source=/home/me/app.claude-login,target=/var/lib/claude-login',
      'type=bind,"source=/home/me/app, ""the"" $(one)",target=/workspace',
    ]);
    const bare = agentArguments(
      { ...capsule, workspace: false, login: 'own', loginFolder: undefined },
      'i',
      user,
      false,
    );
    expect(valuesOf(bare, '--mount')).toEqual([]);
    expect(valuesOf(bare, '--workdir')).toEqual(['/home/agent']);
    for (const no of ['--privileged', '--publish', '--network', '--pid']) expect(words).not.toContain(no);
  });

  it('names variables without their values, and bounds memory and swap', () => {
    expect(valuesOf(words, '--env')).toEqual([
      'HOME=/home/agent',
      'CLAUDE_CONFIG_DIR=/home/agent/.claude',
      `CLAUDE_STATE_CONVERSATION=${capsule.conversation}`,
      'CLAUDE_STATE_PROMPT=-- $(do) it',
      'CLAUDE_SECURESTORAGE_CONFIG_DIR=/var/lib/claude-login/store',
      'GITHUB_TOKEN',
    ]);
    const token = agentArguments({ ...capsule, login: 'token', loginFolder: undefined }, 'i', user, false);
    expect(valuesOf(token, '--env')).toContain('CLAUDE_CODE_OAUTH_TOKEN');
    expect([valuesOf(words, '--memory'), valuesOf(words, '--memory-swap')]).toEqual([['4g'], ['4g']]);
  });

  it('runs the conversation, or a command as it is; with a terminal where there is one', () => {
    expect(words.slice(-5)).toEqual([
      '--entrypoint',
      '/bin/sh',
      'sha256:1',
      '/opt/claude-sessions/claude-state',
      'converse',
    ]);
    const command = agentArguments({ ...capsule, command: ['sh', '-c', 'a; b'] }, 'i', user, true);
    expect(command.slice(-5)).toEqual(['--entrypoint', 'sh', 'i', '-c', 'a; b']);
    expect([words.includes('--tty'), command.includes('--tty')]).toEqual([false, true]);
  });

  it('lets root give the volumes to the user and no more, and the user alone fill the home', () => {
    const own = initArguments(capsule, 'own', 'i', user);
    const fill = initArguments(capsule, 'fill', 'i', user);
    expect(valuesOf(own, '--cap-add')).toEqual(['CHOWN', 'DAC_OVERRIDE', 'FOWNER']);
    expect([valuesOf(own, '--user'), valuesOf(fill, '--user')]).toEqual([
      ['0:0', '1000:1000'],
      ['1000:1000'],
    ]);
    for (const each of [own, fill, userArguments('i')]) expect(valuesOf(each, '--network')).toEqual(['none']);
    expect([valuesOf(fill, '--volume')[0], valuesOf(fill, '--mount')]).toEqual([
      'app-home:/home-volume:nocopy',
      [],
    ]);
    expect(fill.slice(-2)).toEqual(['--image', '/home/agent']);
    expect([valuesOf(own, '--mount'), valuesOf(own, '--login')]).toEqual([
      ['type=bind,source=/home/me/app.claude-login,target=/var/lib/claude-login'],
      ['/var/lib/claude-login'],
    ]);
    const ofRoot = initArguments(capsule, 'own', 'i', { uid: 0, gid: 0, home: '/root' });
    expect([valuesOf(ofRoot, '--mount'), valuesOf(ofRoot, '--login')]).toEqual([[], []]);
  });
});

describe('the user of an image', () => {
  it.each([
    ['1000\n1000\n/home/agent\n', user],
    ['0\n0\n/root/\n', { uid: 0, gid: 0, home: '/root' }],
    ['1000\n1000\n/\n', undefined],
    ['1000\n1000\n\n', undefined],
    ['1000\n1000\n/home/../etc\n', undefined],
    ['1000\n1000\n/home:/etc\n', undefined],
    ['1000\n1000\n/home/\u001b[2J\n', undefined],
    ['99999999999\n1\n/home/x\n', undefined],
    ['1\n1\n/home/x\nmore\n', undefined],
    ['', undefined],
  ])('%j', (text, expected) => expect(parseImageUser(text)).toEqual(expected));

  it('is given other ids by words, not by shell text', () => {
    const lines = ownUserDockerfile('i:1', { ...user, home: '/home/$(x) y' }, { uid: 1234, gid: 1235 }).split(
      '\n',
    );
    expect(JSON.parse(lines[2]?.slice(4) ?? '').slice(4)).toEqual([
      'sh',
      '1000',
      '1000',
      '1234',
      '1235',
      '/home/$(x) y',
    ]);
    expect(lines.at(-2)).toBe('USER 1234:1235');
  });
});

describe('keeping up', () => {
  const failed = { exitCode: 1, oomKilled: false, upMs: 10 };

  it('starts it again with a growing wait, and gives up on what never stays up', () => {
    const supervision = new Supervision(false);
    const nexts = Array.from({ length: 5 }, () => supervision.after(failed));
    expect(nexts).toEqual([
      ...[1000, 2000, 4000, 8000].map((afterMs) => ({ kind: 'again', afterMs })),
      { kind: 'give-up' },
    ]);
  });

  it('counts anew after a good start, and for another image', () => {
    const supervision = new Supervision(false);
    for (let turn = 0; turn < 20; turn++) {
      expect(supervision.after({ ...failed, upMs: 60_000 })).toEqual({ kind: 'again', afterMs: 1000 });
    }
    supervision.after(failed);
    supervision.reset();
    expect(supervision.after(failed)).toEqual({ kind: 'again', afterMs: 1000 });
  });

  it('ends where it ended by itself; from a terminal with any code, but not when it was killed', () => {
    expect(new Supervision(false).after({ ...failed, exitCode: 0 })).toEqual({ kind: 'end', exitCode: 0 });
    expect(new Supervision(true).after({ ...failed, exitCode: 130 })).toEqual({ kind: 'end', exitCode: 130 });
    expect(new Supervision(true).after({ ...failed, exitCode: 137 }).kind).toBe('again');
    expect(new Supervision(true).after({ ...failed, oomKilled: true }).kind).toBe('again');
  });

  it('says why', () => {
    expect(endedWords({ ...failed, oomKilled: true }, '4g')).toContain('memory limit of 4g');
    expect(endedWords({ ...failed, exitCode: 143 }, '4g')).toBe('was ended by signal 15 (code 143)');
    expect(endedWords(failed, '4g')).toBe('ended with code 1');
  });

  it('reads what engines say, and takes what never started for a failure', () => {
    const state = { Running: false, ExitCode: 137, OOMKilled: true, Error: '' };
    const times = { StartedAt: '2026-01-01T00:00:00Z', FinishedAt: '2026-01-01T00:01:00Z' };
    expect(parseState(JSON.stringify({ ...state, ...times }))).toEqual({
      running: false,
      exitCode: 137,
      oomKilled: true,
      error: '',
      upMs: 60_000,
    });
    const never = { ...state, ExitCode: 0, OOMKilled: false, StartedAt: '0001-01-01T00:00:00Z' };
    expect(parseState(JSON.stringify(never))).toMatchObject({
      exitCode: 127,
      error: 'the engine did not start it',
    });
    expect(parseState('no JSON')).toBeUndefined();
  });
});
