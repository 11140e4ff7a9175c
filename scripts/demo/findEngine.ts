import { Docker } from '../../test/harness/docker.ts';
import { type Engine, provideEngine } from '../../test/harness/engine.ts';
import { provideDebian } from '../../test/harness/images.ts';
import { Unavailable } from '../../test/harness/requirements.ts';

/** An engine, and an image in it that the demo's dev container can be made of. */
export type DemoEngine = Engine & { readonly image: string };

const publicImage = 'mcr.microsoft.com/devcontainers/base:debian';

/** The engine at hand with an image, or undefined; says why. `DEMO_IMAGE` names another image. */
export async function findEngine(
  directory: string,
  say: (text: string) => void,
): Promise<DemoEngine | undefined> {
  const engine = await provideEngine(directory, process.getgid?.() ?? 0).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
    say(`   No engine: ${error.message}.`);
    return undefined;
  });
  if (!engine) return undefined;
  const image = await findImage(new Docker(engine));
  if (image) return { ...engine, image, stop: () => engine.stop() };
  say(
    `   The engine has no image to start from: ${publicImage} cannot be pulled. Name one that it has with DEMO_IMAGE.`,
  );
  await engine.stop();
  return undefined;
}

async function findImage(docker: Docker): Promise<string | undefined> {
  const wanted = process.env.DEMO_IMAGE ?? publicImage;
  if ((await docker.tryRun(['image', 'inspect', wanted])).code === 0) return wanted;
  if ((await docker.tryRun(['pull', '--quiet', wanted], { timeout: 600_000 })).code === 0) return wanted;
  // Without a registry, a Debian can still be made where debootstrap is.
  return process.env.DEMO_IMAGE ? undefined : provideDebian(docker).catch(() => undefined);
}
