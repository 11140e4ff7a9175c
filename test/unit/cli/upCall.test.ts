import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../cli/src/host/engine.ts';
import { findDevcontainerCli, upCall } from '../../../cli/src/up/devcontainerCli.ts';
import type { Workspace } from '../../../cli/src/workspace/workspace.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

it('the tools ask git which folder to mount only where that is not the workspace folder', () => {
  const workspace = { folder: '/w', configFile: '/w/.devcontainer.json' } as Workspace;
  const args = (asksGit: boolean) =>
    upCall({ command: 'devcontainer', args: [] }, workspace, { command: 'docker' } as Engine, {
      recreate: false,
      asksGit,
    }).args;
  expect(args(false).join(' ')).toContain(' --mount-workspace-git-root false');
  expect(args(true).join(' ')).not.toContain('git-root');
});

describe('the Dev Containers CLI', () => {
  let folder: string;
  const env = () => ({ PATH: `relative:${folder}` });
  const put = (name: string, mode = 0o755) => {
    writeFileSync(join(folder, name), '#!/bin/sh\n', { mode });
    return join(folder, name);
  };
  beforeEach(() => {
    folder = newFolder();
  });

  it('is the one installed beside, by the Node that runs', async () => {
    put('devcontainer');
    const { command, args } = await findDevcontainerCli(undefined, env());
    expect(command).toBe(process.execPath);
    expect(args).toEqual([expect.stringMatching(/@devcontainers\/cli\/devcontainer\.js$/)]);
  });

  it('is the one that is named, before all others', async () => {
    const path = put('mine');
    for (const named of [path, 'mine', relative(process.cwd(), path)]) {
      expect(await findDevcontainerCli(named, env())).toEqual({ command: path, args: [] });
    }
  });

  it('is the one on the PATH where none is installed beside', async () => {
    const path = put('devcontainer');
    expect(await findDevcontainerCli(undefined, env(), '')).toEqual({ command: path, args: [] });
  });

  it.each([undefined, 'mine', '/none/mine'])('%s that is not there is asked for', async (named) => {
    put('mine', 0o644);
    mkdirSync(join(folder, 'devcontainer'));
    await expect(findDevcontainerCli(named, env(), '')).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(named ?? 'not installed'),
      hint: expect.stringContaining('npm install --global @devcontainers/cli'),
    });
  });
});
