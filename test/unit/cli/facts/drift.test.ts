import { expect, it } from 'vitest';
import { driftOf } from '../../../../cli/src/facts/drift.ts';
import type { Container } from '../../../../core/src/container/inspect.ts';
import { defaultShareOptions } from '../../../../core/src/share/options.ts';
import { samePathMembers } from '../../../../core/src/share/samePath.ts';

const folder = '/home/me/mono/web';
const workspace = {
  ...{ folder, realFolder: folder, configFile: `${folder}/.devcontainer.json`, devcontainerId: 'x' },
  ...{ home: '/home/me', preparedFolder: '/home/me/.claude-sessions/x' },
};
const container = (source: string, target: string) =>
  ({
    mounts: [
      { type: 'bind', source, target, writable: true },
      { type: 'volume', source: 'claude-code-config-x', target: '/var/lib/claude', writable: true },
    ],
  }) as unknown as Container;
const drift = (made: Container, config: unknown, mode: 'isolate' | 'none' = 'isolate') => {
  const { missing, unexpected, wrong } = driftOf(workspace, made, {
    ...{ mode, options: defaultShareOptions, config },
  });
  return { missing, unexpected, wrong };
};
const none = { missing: [], unexpected: [], wrong: [] };

it('the container of before lacks the project at the host’s path, or still has it there', () => {
  const tools = container(folder, '/workspaces/web');
  const same = container(folder, folder);
  const top = container('/home/me/mono', '/home/me/mono');
  expect(drift(tools, {})).toEqual(none);
  expect(drift(same, samePathMembers(false))).toEqual(none);
  expect(drift(top, samePathMembers(false, '/..'))).toEqual(none);
  expect(drift(tools, samePathMembers(false))).toMatchObject({ missing: [folder] });
  expect(drift(same, samePathMembers(false, '/..'))).toMatchObject({ missing: ['/home/me/mono'] });
  expect(drift(same, {})).toMatchObject({ unexpected: [folder] });
  expect(drift(top, {})).toMatchObject({ unexpected: ['/home/me/mono'] });
  // What is not ours to say.
  expect(drift(same, {}, 'none').unexpected).not.toContain(folder);
  expect(drift(same, { workspaceMount: 'type=bind,source=/x,target=/y' })).toEqual(none);
  expect(drift(same, { dockerComposeFile: 'c.yml', ...samePathMembers(true) })).toEqual(none);
});
