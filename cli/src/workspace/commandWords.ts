import { shortConfigName } from '@claude-sessions/core/devcontainer/find.ts';
import {
  type Advice,
  adviceAbout,
  adviceText,
  type OurCommand,
  ourCommand,
  typedCommand,
} from '@claude-sessions/core/findings/advice.ts';
import { findProjectFolder } from './findFolder.ts';
import { type KnownConfig, knownConfigs, newPersonalFile } from './personalConfig.ts';
import { insideWorkspace, type Workspace } from './workspace.ts';

type Place = Pick<Workspace, 'folder' | 'configFile'>;

/**
 * The words that name a configuration on our command line, from anywhere in its project: none where it is the only one.
 * With several it is always named, since which one is meant without changes with what is set up.
 */
export async function configWords(workspace: Place): Promise<string[]> {
  const file = insideWorkspace(workspace, workspace.configFile);
  const configs = await knownConfigs(workspace.folder);
  return wordsAmong(file, configs);
}

function wordsAmong(file: string, configs: readonly KnownConfig[]): string[] {
  const self = configs.find((each) => each.file === file);
  // One that is gone leaves what was prepared for it, and its name.
  if (self ? self.personal : file === newPersonalFile) return ['--personal'];
  if (self ? configs.length === 1 : configs.length === 0) return [];
  return ['--config', shortConfigName(file)];
}

/** The folder as a word of our command line; none where it is found from the current directory. */
export async function folderWords(folder: string): Promise<string[]> {
  return (await findProjectFolder(process.cwd())) === folder ? [] : [folder];
}

/** Advice about this dev container, with our commands as they are typed here. */
export async function adviceHere(workspace: Place, advice: Advice): Promise<string> {
  const where = [...(await folderWords(workspace.folder)), ...(await configWords(workspace))];
  return adviceText(adviceAbout(advice, where));
}

/** One of our commands as it is typed here, about this dev container. */
export function typedHere(
  workspace: Place,
  ...[command, ...options]: Parameters<typeof ourCommand>
): Promise<string> {
  return adviceHere(workspace, [ourCommand(command, ...options)]);
}

/** Names our commands as they are typed here, with the folder where the current directory is not in it. */
export async function wordsHere(folder: string): Promise<(command: OurCommand) => string> {
  const words = await folderWords(folder);
  return (command) => typedCommand({ ...command, where: [...words, ...(command.where ?? [])] });
}
