import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findImage } from '../../../cli/src/workspace/findImage.ts';
import type { Workspace } from '../../../cli/src/workspace/workspace.ts';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { newFolder } from '../../harness/place/newFolder.ts';

/** An engine that has built images of some names, and no other. */
function engineWith(...built: string[]) {
  const command = join(newFolder(), 'engine');
  const cases = built.map((name) => `  case ${name} in $pattern) echo 'id:${name}' ;; esac`).join('\n');
  writeFileSync(
    command,
    `#!/bin/sh\n[ "$1 $2" = 'image ls' ] || exit 1\nfor word; do\n  case $word in reference=*) pattern=\${word#reference=} ;; *) continue ;; esac\n${cases}\ndone\n`,
  );
  chmodSync(command, 0o755);
  return { command };
}

const workspace = (folder: string) => ({ folder, realFolder: folder }) as Workspace;
const built = (name: string, path: string) =>
  `vsc-${name}-${createHash('sha256').update(path).digest('hex')}`;
const find = (folder: string, ...images: string[]) =>
  findImage(
    engineWith(...images),
    [],
    workspace(folder),
    parseDocument('{"build": {"dockerfile": "Dockerfile"}}'),
  );

it('takes an image that was built for the folder, and none of another folder with its name', async () => {
  const ours = built('app', '/home/me/app');
  expect(await find('/home/me/app', `${ours}-uid`)).toBe(`id:${ours}-uid`);
  expect(await find('/home/me/app', built('app', '/home/me/elsewhere/app'))).toBeUndefined();
});

it('knows the name of a folder as the tools write it', async () => {
  const path = '/home/me/My App._x';
  const name = built('myapp.x', path);
  expect(await find(path, name)).toBe(`id:${name}`);
});
