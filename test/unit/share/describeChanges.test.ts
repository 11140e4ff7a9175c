import { describe, expect, it } from 'vitest';
import { describeChanges } from '../../../core/src/share/describeChanges.ts';
import { apply, configOf } from '../support/document.ts';

const lines = (before: unknown, after: unknown) =>
  describeChanges(before, after).map(({ kind, what }) => `${kind} ${what}`);

describe('describeChanges', () => {
  const handMade = 'source=${localEnv:HOME}/.claude,target=/root/.claude,type=bind';
  const before = JSON.stringify({
    image: 'x',
    mounts: [handMade],
    containerEnv: { CLAUDE_CONFIG_DIR: '/c' },
    initializeCommand: 'echo hi',
  });

  it('names what share adds and what it replaces', () => {
    expect(
      lines(
        configOf(before),
        configOf(apply(before, 'share', { tasks: true, plugins: true, login: 'token' })),
      ),
    ).toEqual([
      'added Feature ghcr.io/claude-sessions/features/claude-sessions:1',
      'added Feature ghcr.io/claude-sessions/features/claude-profile:1',
      'added mount type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/tasks,target=/mnt/claude-host/tasks',
      'added mount type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude-sessions/${devcontainerId}/plugins,target=/mnt/claude-host/plugins,readonly',
      'added mount type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/plugins/cache,target=/mnt/claude-host/plugins/cache,readonly',
      'added mount type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/plugins/marketplaces,target=/mnt/claude-host/plugins/marketplaces,readonly',
      'added CLAUDE_CODE_PLUGIN_SEED_DIR=/mnt/claude-host/plugins in containerEnv',
      'added CLAUDE_CODE_OAUTH_TOKEN in remoteEnv',
      "added initializeCommand that prepares the host's folders",
      `removed mount ${handMade} (made by hand; the Feature replaces it)`,
      'removed CLAUDE_CONFIG_DIR=/c in containerEnv (the Feature sets it)',
    ]);
  });

  it('names what remove restores', () => {
    expect(lines(configOf(apply(before, 'isolate')), configOf(before))).toEqual([
      `added mount ${handMade} (made by hand; restored)`,
      'added CLAUDE_CONFIG_DIR=/c in containerEnv (restored)',
      'removed Feature ghcr.io/claude-sessions/features/claude-persist:1',
    ]);
  });

  it('tells no value of a token', () => {
    const config = { remoteEnv: { CLAUDE_CODE_OAUTH_TOKEN: 'sk-secret' } };
    expect(lines({}, config)).toEqual(['added CLAUDE_CODE_OAUTH_TOKEN in remoteEnv']);
  });

  it('has nothing to say of what is the same, nor of what it cannot read', () => {
    expect(lines(configOf(before), configOf(before))).toEqual([]);
    for (const odd of [
      undefined,
      null,
      [],
      'x',
      { features: 1, mounts: {}, remoteEnv: [], initializeCommand: null },
    ]) {
      expect(lines(odd, odd)).toEqual([]);
      expect(lines(odd, {})).toEqual([]);
    }
  });
});
