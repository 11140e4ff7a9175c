import { describe, expect, it } from 'vitest';
import { insideCall } from '../../../cli/src/facts/insideFacts.ts';

const callWith = (remoteEnv: Record<string, string>) => {
  const labels = { 'devcontainer.metadata': JSON.stringify([{ remoteEnv }]) };
  const container = { id: 'abc', name: 'x', image: 'i', running: true, user: '', labels, mounts: [] };
  const look = { container, remoteUser: 'vscode', folder: '/workspaces/app', commands: ['a b', '-x'] };
  return insideCall({ command: 'docker' }, look, 'b');
};

describe('the look inside, as a call', () => {
  it('is one exec as the remote user, everything an argument of its own', () => {
    const { command, args } = callWith({});
    expect([command, ...args.slice(0, 6)]).toEqual([
      'docker',
      'exec',
      '--user',
      'vscode',
      'abc',
      '/bin/sh',
      '-c',
    ]);
    expect(args.slice(7)).toEqual(['sh', 'b', '/workspaces/app', '', '', 'a b', '-x']);
  });

  it('takes of remoteEnv where Claude’s state lies and the PATH, and no other value', () => {
    const { args } = callWith({
      CLAUDE_CONFIG_DIR: '/x',
      TOKEN: 'secret',
      PATH: '/a:${containerEnv:PATH}:/b',
    });
    expect(args).toContain('CLAUDE_CONFIG_DIR=/x');
    expect(args.slice(-4, -2)).toEqual(['/a:', ':/b']);
    expect(args.join(' ')).not.toContain('secret');
  });

  it('hands over the names of what logs in, where they are set on this host, and no value', () => {
    const { args } = callWith({
      CLAUDE_SECURESTORAGE_CONFIG_DIR: '/elsewhere',
      ANTHROPIC_API_KEY: 'canary-1',
      ANTHROPIC_AUTH_TOKEN: '${localEnv:NOT_SET_ANYWHERE}',
      CLAUDE_CODE_OAUTH_TOKEN: '${localEnv:NOT_SET_ANYWHERE:canary-2}',
    });
    expect(args).toContain('CLAUDE_SECURESTORAGE_CONFIG_DIR=/elsewhere');
    expect(args).toContain('CLAUDE_STATE_REMOTE_ENV=CLAUDE_CODE_OAUTH_TOKEN ANTHROPIC_API_KEY');
    expect(args.join(' ')).not.toContain('canary');
  });

  it('hands over no provider that is switched off', () => {
    const named = (value: string) =>
      callWith({ CLAUDE_CODE_USE_BEDROCK: value }).args.includes(
        'CLAUDE_STATE_REMOTE_ENV=CLAUDE_CODE_USE_BEDROCK',
      );
    expect(['1', 'true', ' Yes ', 'ON'].map(named)).toEqual([true, true, true, true]);
    expect(['0', 'false', '', 'no', 'off', '2', 'x'].map(named)).toEqual(Array(7).fill(false));
  });

  it.each(['/only', '${containerEnv:PATH}:${containerEnv:HOME}/bin', '${localEnv:PATH}'])(
    'leaves the PATH alone where it is %s',
    (PATH) =>
      expect(callWith({ PATH, CLAUDE_CONFIG_DIR: '${containerEnv:X}' }).args.slice(7)).toEqual(
        callWith({}).args.slice(7),
      ),
  );
});
