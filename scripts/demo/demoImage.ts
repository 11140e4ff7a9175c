import { basename } from 'node:path';
import type { Docker } from '../../test/harness/engine/docker.ts';
import { provideDebian } from '../../test/harness/engine/images.ts';

/** An image that the demo's dev container can be made of. */
export interface DemoImage {
  readonly name: string;
  /** Removes it with all images that were made for this demo, where no container uses them any more. */
  remove(): Promise<void>;
}

export const publicImage = 'mcr.microsoft.com/devcontainers/base:debian';

/** What the Dev Containers CLI calls the content of Features that it builds with, in every build. */
const featureContent = 'dev_container_feature_content_temp';

/**
 * Makes the demo's image of one that the engine has, of a public one, or of a Debian that is made here; undefined where
 * none can be had. `DEMO_IMAGE` names another. It has a label of its own, which images that are built of it inherit.
 */
export async function provideDemoImage(
  docker: Docker,
  directory: string,
  isPrivate: boolean,
): Promise<DemoImage | undefined> {
  const run = basename(directory).toLowerCase();
  const label = `claude-sessions-demo=${run}`;
  const name = `claude-sessions-demo:${run}`;
  const contentBefore = await idOf(docker, featureContent);
  const base = await findBase(docker);
  if (!base) return undefined;
  const remove = async () => {
    // The newest first, so that what was built of another goes before that one.
    const made = await docker.lines(['images', '--quiet', '--no-trunc', '--filter', `label=${label}`]);
    for (const id of new Set(made)) await docker.tryRun(['rmi', '--force', id]);
    await restoreContent(docker, contentBefore);
    // The tests make theirs once for all, in an engine of their own.
    if (base.isNew && !isPrivate) await docker.tryRun(['rmi', base.name]);
  };
  const env = { ...process.env, DOCKER_BUILDKIT: '0' } as Record<string, string>;
  const built = await docker.tryRun(['build', '--label', label, '--tag', name, '-'], {
    env,
    input: `FROM ${base.name}\n`,
    timeout: 600_000,
  });
  if (built.code === 0) return { name, remove };
  await remove();
  throw new Error(`The demo's image could not be made: ${built.stderr.trim()}`);
}

interface Base {
  name: string;
  /** It was not there before. */
  isNew: boolean;
}

async function findBase(docker: Docker): Promise<Base | undefined> {
  const wanted = process.env.DEMO_IMAGE ?? publicImage;
  if (await idOf(docker, wanted)) return { name: wanted, isNew: false };
  const pulled = await docker.tryRun(['pull', '--quiet', wanted], { timeout: 600_000 });
  if (pulled.code === 0) return { name: wanted, isNew: true };
  if (process.env.DEMO_IMAGE) return undefined;
  // Without a registry, a Debian can still be made where debootstrap is.
  const before = await docker.lines(['images', '--quiet', '--no-trunc']);
  const name = await provideDebian(docker).catch(() => undefined);
  return name === undefined ? undefined : { name, isNew: !before.includes(await idOf(docker, name)) };
}

/** Gives the name of the Features' content back to the image that had it, and removes this demo's and its offspring. */
async function restoreContent(docker: Docker, before: string): Promise<void> {
  const now = await idOf(docker, featureContent);
  if (now === before || !now) return;
  await docker.tryRun(before ? ['tag', before, featureContent] : ['rmi', featureContent]);
  for (const id of await docker.lines(['images', '--quiet', '--no-trunc', '--filter', 'dangling=true'])) {
    const ancestors = (await docker.tryRun(['history', '--quiet', '--no-trunc', id])).stdout.split('\n');
    if (ancestors.includes(now)) await docker.tryRun(['rmi', id]);
  }
}

/** The id of an image; empty when the engine lacks it. */
async function idOf(docker: Docker, image: string): Promise<string> {
  return (await docker.tryRun(['image', 'inspect', '--format', '{{.Id}}', image])).stdout.trim();
}
