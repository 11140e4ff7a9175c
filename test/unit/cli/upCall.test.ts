import { expect, it } from 'vitest';
import { upCall } from '../../../cli/src/host/devcontainerCli.ts';
import type { Engine } from '../../../cli/src/host/engine.ts';
import type { Workspace } from '../../../cli/src/workspace.ts';

it('the tools ask git which folder to mount only where that is not the workspace folder', () => {
  const workspace = { folder: '/w', configFile: '/w/.devcontainer.json' } as Workspace;
  const args = (asksGit: boolean) =>
    upCall(workspace, { command: 'docker' } as Engine, { recreate: false, asksGit }).args;
  expect(args(false).join(' ')).toContain(' --mount-workspace-git-root false');
  expect(args(true).join(' ')).not.toContain('git-root');
});
