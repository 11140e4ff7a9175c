import { describe, expect, it } from 'vitest';
import {
  containerFolder,
  type FolderSource,
  toolsFolder,
} from '../../../core/src/devcontainer/containerFolder.ts';

const source: FolderSource = {
  named: '/links/app',
  folder: '/home/me/mono/packages/app',
  mounted: '/home/me/mono',
  platform: 'linux',
  env: { NAME: 'x' },
};
const windows: FolderSource = {
  named: 'C:\\Users\\me\\app',
  folder: 'C:\\Users\\me\\app',
  mounted: 'C:\\Users\\me\\app',
  platform: 'win32',
  env: {},
};

describe('the folder inside', () => {
  it.each([
    [{}, source, '/workspaces/mono/packages/app'],
    [{}, { ...source, mounted: source.folder }, '/workspaces/app'],
    [{}, windows, '/workspaces/app'],
    [{ workspaceFolder: '/w/' }, source, '/w'],
    [{ workspaceFolder: '/w/${localWorkspaceFolderBasename}' }, source, '/w/app'],
    [{ workspaceFolder: '${localWorkspaceFolder}' }, source, '/links/app'],
    [{ workspaceFolder: '/w/${localEnv:NAME}/${localEnv:NONE:y}' }, source, '/w/x/y'],
    [{ workspaceFolder: '/w/${containerEnv:HOME}' }, source, undefined],
    [{ workspaceFolder: 'w' }, source, undefined],
    [{ workspaceFolder: 1 }, source, undefined],
    [{ dockerComposeFile: 'c.yml' }, source, '/'],
    [{ dockerComposeFile: 'c.yml', workspaceFolder: '/w' }, source, '/w'],
  ] as const)('of %j', (config, from, expected) => expect(containerFolder(config, from)).toBe(expected));

  it('is what the tools take where nothing says otherwise', () =>
    expect(toolsFolder(source)).toBe(containerFolder({}, source)));
});
