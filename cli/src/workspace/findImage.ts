import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Container } from '@claude-sessions/core/container/inspect.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import type { Engine } from '../host/engine.ts';
import { runProcess } from '../host/runProcess.ts';
import type { Workspace } from './workspace.ts';

/**
 * An image of this project that the engine has: that of its containers, the one that devcontainer.json names, or one that the Dev
 * Containers CLI built for this very folder. What is copied with it may hold a login, so no other image gets that to see, and none is
 * ever fetched.
 */
export async function findImage(
  engine: Engine,
  containers: readonly (Container | undefined)[],
  workspace: Workspace,
  document: DevcontainerDocument,
): Promise<string | undefined> {
  const { image } = toObject(documentValue(document));
  const known = [
    ...containers.flatMap((container) => container?.image || []),
    ...(typeof image === 'string' && /^\w[\w./:@-]*$/.test(image) ? [image] : []),
  ];
  return (await firstThere(engine, known)) ?? (await builtImages(workspace, engine))[0];
}

/** The first of these images that the engine has. */
export async function firstThere(
  { command, signal }: Engine,
  images: readonly string[],
): Promise<string | undefined> {
  for (const each of images) {
    const args = ['image', 'inspect', '--format', '{{.Id}}', each];
    if ((await runProcess({ command, args, signal })).exitCode === 0) return each;
  }
  return undefined;
}

async function builtImages(
  { folder, realFolder }: Workspace,
  { command, signal }: Engine,
): Promise<string[]> {
  const references = [...new Set([folder, realFolder])].map((path) => `reference=${builtName(path)}*`);
  const filters = references.flatMap((reference) => ['--filter', reference]);
  const args = ['image', 'ls', '--quiet', '--no-trunc', ...filters];
  const { exitCode, stdout } = await runProcess({ command, args, signal });
  return exitCode === 0 ? stdout.split(/\s+/).filter(Boolean) : [];
}

/** As @devcontainers/cli makes it, before `-uid` and the like: the folder's name alone would be that of other projects, too. */
function builtName(path: string): string {
  return `vsc-${basename(path)}-${createHash('sha256').update(path).digest('hex')}`
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '')
    .replace(/(\.[._-]|_[.-]|__[._-]|-+[._])[._-]*/g, (_, kept: string) => kept.slice(0, -1));
}
