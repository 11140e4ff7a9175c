import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cached } from '../system/cache.ts';
import { findOnPath } from '../system/findOnPath.ts';
import { run } from '../system/run.ts';
import { makeBusyboxTar } from './busyboxTar.ts';
import type { Docker } from './docker.ts';
import { type ImageName, imageRecipes } from './imageRecipes.ts';

export type Images = Record<ImageName, string>;

/** Makes the tests' images where the engine lacks them; returns the reference of each by its name. */
export async function provideImages(docker: Docker, runDirectory: string): Promise<Images> {
  const debian = await provideDebian(docker);
  const busybox = await importOnce(docker, 'busybox', 'static-1', () => makeBusyboxTar(runDirectory));
  const images: Partial<Images> = {};
  for (const [name, recipe] of Object.entries(imageRecipes) as [ImageName, string][]) {
    const base = name.startsWith('busybox') ? busybox : debian;
    images[name] = await buildOnce(docker, name, `FROM ${base}\n${recipe}\n`);
  }
  return images as Images;
}

/** A minimal Debian with git, procps, sudo; only root may log in. */
export function provideDebian(docker: Docker): Promise<string> {
  return importOnce(docker, 'debian', 'bookworm', () =>
    cached(join('rootfs', `debian-bookworm-${process.arch}.tar`), makeDebianTar),
  );
}

async function importOnce(
  docker: Docker,
  name: string,
  tag: string,
  makeTar: () => Promise<string>,
): Promise<string> {
  const reference = `claude-sessions-test/${name}:${tag}`;
  if (await has(docker, reference)) return reference;
  await docker.run(['import', await makeTar(), reference], { timeout: 300_000 });
  return reference;
}

async function buildOnce(docker: Docker, name: string, dockerfile: string): Promise<string> {
  const digest = createHash('sha256').update(dockerfile).digest('hex').slice(0, 12);
  const reference = `claude-sessions-test/${name}:${digest}`;
  if (await has(docker, reference)) return reference;
  await docker.run(['build', '--network=none', '-t', reference, '-'], {
    input: dockerfile,
    timeout: 300_000,
  });
  return reference;
}

async function has(docker: Docker, reference: string): Promise<boolean> {
  return (await docker.tryRun(['image', 'inspect', reference])).code === 0;
}

/** A minimal Debian as a tar. Needs debootstrap, the Debian mirror, and root (or sudo without a password). */
async function makeDebianTar(path: string): Promise<void> {
  const debootstrap = findOnPath('debootstrap');
  if (!debootstrap) throw new Error('debootstrap is not installed: apt-get install debootstrap');
  const rootfs = `${path}.rootfs`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    const include = '--include=ca-certificates,git,procps,sudo';
    await asRoot(debootstrap, ['--variant=minbase', include, 'bookworm', rootfs]);
    await asRoot('tar', ['-C', rootfs, '--numeric-owner', '-cf', path, '.']);
  } finally {
    if (process.getuid?.() === 0) rmSync(rootfs, { recursive: true, force: true });
    else await asRoot('rm', ['-rf', rootfs]);
  }
}

function asRoot(command: string, args: string[]): Promise<string> {
  const options = { timeout: 600_000 };
  if (process.getuid?.() === 0) return run(command, args, options);
  return run('sudo', ['-n', command, ...args], options);
}
