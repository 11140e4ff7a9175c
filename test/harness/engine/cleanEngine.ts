import type { Docker, ObservedMount } from './docker.ts';

/** The label of containers and volumes that tests make by hand, so that they are removed afterwards. */
export const testLabel = 'claude-sessions-test';

/** What says where a container's project lies; of a service beside a dev container it is Compose that says so. */
const folderLabels = ['devcontainer.local_folder', 'com.docker.compose.project.working_dir'];

/**
 * Removes the containers whose project lies below `directory` or that bear the tests' label, with their volumes
 * and, unless they are to stay, with the images that were built for them.
 */
export async function cleanBelow(
  docker: Docker,
  directory: string,
  { imagesStay = false } = {},
): Promise<void> {
  const containers = await docker.lines(['ps', '-aq', '--filter', `label=${testLabel}`]);
  const format = ['{{.ID}}', ...folderLabels.map((label) => `{{.Label "${label}"}}`)].join('\t');
  for (const line of await docker.lines(['ps', '-a', '--format', format])) {
    const [id, ...folders] = line.split('\t');
    if (id && folders.some((folder) => folder.startsWith(`${directory}/`))) containers.push(id);
  }
  for (const container of new Set(containers)) await removeContainer(docker, container, { imagesStay });
  await removeAll(docker, ['volume', 'rm', '-f'], ['volume', 'ls', '-q', '--filter', `label=${testLabel}`]);
}

/** Removes every container, volume and network, and every image but the tests' own: for an engine that is ours alone. */
export async function cleanAll(docker: Docker): Promise<void> {
  await removeAll(docker, ['rm', '-f', '-v'], ['ps', '-aq']);
  await removeAll(docker, ['volume', 'rm', '-f'], ['volume', 'ls', '-q']);
  // A network's bridge stays on the machine when its engine has ended.
  await docker.tryRun(['network', 'prune', '-f']);
  const names = await docker.lines(['images', '--format', '{{.Repository}}:{{.Tag}}']);
  const built = names.filter(
    (name) => !name.startsWith('claude-sessions-test/') && !name.startsWith('<none>'),
  );
  if (built.length > 0) await docker.tryRun(['rmi', '-f', ...built]);
  await docker.tryRun(['image', 'prune', '-f']);
}

/** Removes one container, the named volumes that it had, and, unless they are to stay, the images that were built for it. */
export async function removeContainer(
  docker: Docker,
  container: string,
  { imagesStay = false } = {},
): Promise<void> {
  const format = '{{.Config.Image}}\t{{json .Mounts}}';
  const inspected = await docker.tryRun(['inspect', '--format', format, container]);
  if (inspected.code !== 0) return;
  const [image = '', mounts = '[]'] = inspected.stdout.trim().split('\t');
  const volumes = (JSON.parse(mounts) as ObservedMount[]).flatMap(({ Type, Name }) =>
    Type === 'volume' && Name ? [Name] : [],
  );
  await docker.tryRun(['rm', '-f', '-v', container]);
  if (volumes.length > 0) await docker.tryRun(['volume', 'rm', '-f', ...volumes]);
  if (!imagesStay && image.startsWith('vsc-'))
    await docker.tryRun(['rmi', image, image.replace(/-uid$/, '')]);
}

async function removeAll(docker: Docker, command: string[], list: string[]): Promise<void> {
  const found = await docker.lines(list);
  if (found.length > 0) await docker.tryRun([...command, ...found]);
}
