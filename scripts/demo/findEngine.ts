import { Docker } from '../../test/harness/engine/docker.ts';
import { type Engine, provideUsersEngine } from '../../test/harness/engine/engine.ts';
import { Unavailable } from '../../test/harness/system/requirements.ts';
import { provideDemoImage, publicImage } from './demoImage.ts';

/** An engine, and an image in it that the demo's dev container can be made of; `stop` removes the image first. */
export type DemoEngine = Engine & { readonly image: string };

/** The engine that answers, or one of our own, with an image; undefined where there is none, and says why. */
export async function findEngine(
  directory: string,
  say: (text: string) => void,
): Promise<DemoEngine | undefined> {
  const engine = await provideUsersEngine(directory, process.getgid?.() ?? 0).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
    say(`   No engine: ${error.message}.`);
    return undefined;
  });
  if (!engine) return undefined;
  try {
    const image = await provideDemoImage(new Docker(engine), directory, engine.isPrivate);
    if (image) return { ...engine, image: image.name, stop: () => image.remove().finally(engine.stop) };
  } catch (error) {
    await engine.stop();
    throw error;
  }
  say(
    `   The engine has no image to start from: ${publicImage} cannot be pulled. Name one that it has with DEMO_IMAGE.`,
  );
  await engine.stop();
  return undefined;
}
