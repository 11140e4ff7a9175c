import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageRecipes } from '../../harness/engine/imageRecipes.ts';
import type { Podman } from '../../harness/engine/podman.ts';

/** Builds an image in Podman of what the tests' Docker images are made of. @param recipe the last lines of its Dockerfile */
export async function buildPodmanImage(podman: Podman, image: string, recipe: string): Promise<void> {
  const { shared, sharedInside } = podman;
  await podman.run(['import', `${sharedInside}/debian.tar`, 'localhost/debian:1'], { timeout: 300_000 });
  mkdirSync(join(shared, 'context'), { recursive: true });
  const system = 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin';
  writeFileSync(
    join(shared, 'Dockerfile'),
    `FROM localhost/debian:1\n${system}\n${imageRecipes.vscode}\n${recipe}`,
  );
  const file = ['-f', `${sharedInside}/Dockerfile`, `${sharedInside}/context`];
  await podman.run(['build', '--network', 'none', '-t', image, ...file], { timeout: 300_000 });
}
