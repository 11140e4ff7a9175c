import { homedir } from 'node:os';
import { join } from 'node:path';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import type { FoundConversation } from '../../conversations/findConversations.ts';
import { volumeWords } from '../../conversations/resume/chooseSide.ts';
import { UserError } from '../../host/errors.ts';
import { engineFrom } from '../../settings/setting.ts';
import { isVolumeOf } from '../../workspace/findVolumes.ts';
import { knownProjects } from '../../workspace/knownProjects.ts';
import { knownConfigs } from '../../workspace/personalConfig.ts';
import { openWorkspace, readConfig, type Workspace } from '../../workspace/workspace.ts';
import type { ResumeContext } from './ResumeContext.ts';

type ContainerPlace = Extract<FoundConversation['place'], { kind: 'container' }>;

/**
 * The dev container whose volume it is: the volume's name is made of its id, or devcontainer.json mounts it by name.
 * @throws UserError when none is known on this host
 */
export async function workspaceOfVolume(
  { id, project }: FoundConversation,
  place: ContainerPlace,
  { workspace, options }: ResumeContext,
): Promise<Workspace> {
  for await (const each of candidates(project, workspace))
    if (isVolumeOf(place.volume, each.devcontainerId) || (await mountsByName(each, place))) return each;
  throw new UserError(
    `${id} lies in ${volumeWords(place)}, which belongs to no dev container that this host knows.`,
    place.container !== undefined && place.running
      ? `Go on there by \`${engineFrom(options.dockerPath, process.env).command} exec -it ${shellWord(place.container)} claude --resume ${id}\`.`
      : 'If its project was moved or renamed, `claude-sessions adopt` in its new folder takes the volume over; `claude-sessions migrate` copies it into that of another dev container.',
  );
}

async function mountsByName({ configFile }: Workspace, { volume }: ContainerPlace): Promise<boolean> {
  const document = await readConfig(configFile).catch(() => undefined);
  if (!document) return false;
  return readConfigured(document).handMade.some(({ mount }) => mount.source === volume);
}

async function* candidates(
  project: string | undefined,
  workspace: Workspace | undefined,
): AsyncGenerator<Workspace> {
  if (workspace) yield workspace;
  if (project !== undefined) {
    for (const { file } of await knownConfigs(project)) {
      const opened = await openWorkspace(project, join(project, file)).catch(() => undefined);
      if (opened) yield opened;
    }
  }
  for (const { folder, configFile } of await knownProjects(homedir())) {
    const opened = configFile && (await openWorkspace(folder, configFile).catch(() => undefined));
    if (opened) yield opened;
  }
}
