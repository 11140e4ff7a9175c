import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readFilesInside } from '../../../cli/src/approval/filesInside.ts';
import type { Workspace } from '../../../cli/src/workspace/workspace.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

let root: string;
let workspace: Workspace;

beforeEach(() => {
  root = newFolder();
  const folder = join(root, 'app');
  workspace = {
    folder,
    realFolder: folder,
    configFile: join(folder, '.devcontainer/devcontainer.json'),
    devcontainerId: 'x',
    home: root,
    preparedFolder: join(root, '.claude-sessions/x'),
  };
  write('.devcontainer/devcontainer.json', '{}');
});

function write(path: string, text: string): void {
  const file = join(root, 'app', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const paths = async (config: unknown) => {
  const { files, isComplete } = await readFilesInside(workspace, config);
  return { paths: files.map(({ path }) => path).sort(), isComplete };
};

describe('files by which a dev container is made and set up', () => {
  it.each([
    'bash .devcontainer/setup.sh',
    'cd .devcontainer && ./setup.sh',
    '${containerWorkspaceFolder}/.devcontainer/setup.sh',
    'bash "${containerWorkspaceFolder}/.devcontainer/setup.sh" --all',
    '/workspaces/app/.devcontainer/setup.sh',
    ['bash', '/workspaces/app/.devcontainer/setup.sh'],
    { claude: 'bash .devcontainer/setup.sh', other: 'true' },
  ])('the script of %j, and what it runs in turn', async (command) => {
    write('.devcontainer/setup.sh', '#!/bin/bash\n. "$(dirname "$0")/lib/claude.sh"\n');
    write('.devcontainer/lib/claude.sh', 'npm i -g @anthropic-ai/claude-code\n');
    expect(await paths({ postCreateCommand: command })).toEqual({
      paths: ['.devcontainer/lib/claude.sh', '.devcontainer/setup.sh'],
      isComplete: true,
    });
  });

  it.each(['build', 'dockerFile'])(
    'the Dockerfile of %s, and scripts that it copies and runs',
    async (key) => {
      write('.devcontainer/Dockerfile', 'FROM debian\nCOPY install.sh /tmp/\nRUN bash install.sh\n');
      write('.devcontainer/install.sh', 'true\n');
      const config = key === 'build' ? { build: { dockerfile: 'Dockerfile' } } : { dockerFile: 'Dockerfile' };
      const expected = ['.devcontainer/Dockerfile', '.devcontainer/install.sh'];
      expect((await paths(config)).paths).toEqual(expected);
    },
  );

  it('Compose files and what they build, and local Features', async () => {
    write(
      '.devcontainer/c.yml',
      'services:\n  app:\n    build: { context: .., dockerfile: dev.Dockerfile }\n',
    );
    write('dev.Dockerfile', 'FROM debian\n');
    write('.devcontainer/mine/devcontainer-feature.json', '{}');
    write('.devcontainer/mine/install.sh', 'true\n');
    const found = await paths({ dockerComposeFile: 'c.yml', service: 'app', features: { './mine': {} } });
    expect(found.paths).toEqual(
      expect.arrayContaining(['.devcontainer/c.yml', 'dev.Dockerfile', '.devcontainer/mine/install.sh']),
    );
  });

  it('no link is followed: what it leads to is not known', async () => {
    writeFileSync(join(root, 'secret.sh'), 'claude-code\n');
    symlinkSync(join(root, 'secret.sh'), join(root, 'app/setup.sh'));
    expect(await paths({ postCreateCommand: 'bash setup.sh' })).toEqual({ paths: [], isComplete: false });
  });
});
