import { featuresOfImage } from '@claude-sessions/core/container/metadata.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { OurFeature } from '@claude-sessions/core/share/readConfigured.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';

/**
 * Our Features that the image of a devcontainer.json was built with: a prebuilt image has them in its labels, and the Dev
 * Containers tools apply them as if they stood in the file (containers.dev, "Image Metadata").
 * @param labelsOf asks the engine for the labels of an image; for many dev containers of one image, once
 * @returns none where the file names no image by itself (a Dockerfile, Compose, a variable), or the engine does not have it
 */
export async function imageFeatures(
  document: DevcontainerDocument | undefined,
  collections: readonly string[],
  labelsOf: (image: string) => Promise<Readonly<Record<string, string>>>,
): Promise<OurFeature[]> {
  const { image } = toObject(document && documentValue(document));
  if (typeof image !== 'string' || !/^\w[\w./:@-]*$/.test(image)) return [];
  return featuresOfImage(await labelsOf(image), collections);
}
