import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { refuseCompose } from '../../../cli/src/prepare/composeRefusals.ts';
import type { Workspace } from '../../../cli/src/workspace/workspace.ts';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import type { Login } from '../../../core/src/share/login.ts';
import type { Mode } from '../../../core/src/share/options.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder();
  mkdirSync(join(folder, 'dc'));
});

const refuse = (environment: string, mode: Mode = 'share', login: Login = 'own') => {
  writeFileSync(join(folder, '.env'), environment);
  const workspace = { folder, configFile: join(folder, '.devcontainer/devcontainer.json') } as Workspace;
  return refuseCompose(workspace, parseDocument('{"dockerComposeFile": [], "service": "app"}'), mode, login);
};

describe('a .env of the workspace that Compose would no longer read', () => {
  it.each([
    '# the file\n\nCOMPOSE_FILE=dc/a.yml\n',
    'COMPOSE_FILE=dc/a.yml\n\n\n  COMPOSE_PROJECT_NAME = mine\n',
    'COMPOSE_FILE=dc/a.yml\n\nexport COMPOSE_PROJECT_NAME=mine\n',
    'COMPOSE_FILE=dc/a.yml\r\n\r\n# TAG=x1\r\n',
  ])('is missed by nobody: %j', async (environment) => {
    await expect(refuse(environment)).resolves.toBeUndefined();
  });

  it.each([
    'TAG=x1',
    'TAG: x1',
    '  TAG =x1',
    'export TAG=x1',
    '\texport\tTAG:x1',
    'my.tag-1=x',
    'COMPOSE_FILES=x',
  ])('holds a variable: %j', async (line) => {
    await expect(refuse(`COMPOSE_FILE=dc/a.yml\n\n${line}\n`)).rejects.toThrow('names no Compose file');
  });

  it('matters where a file of ours is added: for a shared login, too', async () => {
    const environment = 'COMPOSE_FILE=dc/a.yml\n\nTAG=x1\n';
    await expect(refuse(environment, 'isolate', 'shared')).rejects.toThrow('names no Compose file');
    await expect(refuse(environment, 'isolate', 'own')).resolves.toBeUndefined();
    await expect(refuse(environment, 'none', 'shared')).resolves.toBeUndefined();
  });
});
