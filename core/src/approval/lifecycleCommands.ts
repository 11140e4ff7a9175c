import { toObject } from '../toObject.ts';
import { commandsOf } from './configItems.ts';
import { commandWords, unique } from './namedFiles.ts';
import { scriptNames } from './scriptNames.ts';

/** The commands that run in the container, in the order in which they do (containers.dev, "Lifecycle scripts"). */
export const lifecycleKeys = [
  'onCreateCommand',
  'updateContentCommand',
  'postCreateCommand',
  'postStartCommand',
  'postAttachCommand',
] as const;

/**
 * Words of the lifecycle commands that may name files, from the workspace folder.
 * @param config the value of the whole devcontainer.json
 */
export function lifecycleWords(config: unknown): string[] {
  const members = toObject(config);
  const { workspaceFolder } = members;
  const folders = [
    '${containerWorkspaceFolder}',
    '${localWorkspaceFolder}',
    ...(typeof workspaceFolder === 'string' && workspaceFolder.length > 1 ? [workspaceFolder] : []),
  ];
  const fromHere = (text: string) =>
    folders
      .reduce((now, folder) => now.replaceAll(`${folder}/`, './'), text)
      .replace(/\/workspaces\/[^/\s"']+\//g, './');
  return unique(
    lifecycleKeys.flatMap((key) =>
      commandsOf(members[key]).flatMap((command) => {
        const here = Array.isArray(command)
          ? command.map((word) => (typeof word === 'string' ? fromHere(word) : word))
          : typeof command === 'string'
            ? fromHere(command)
            : undefined;
        const texts = typeof here === 'string' ? [here] : Array.isArray(here) ? here : [];
        const names = texts.filter((text) => typeof text === 'string').map(scriptNames);
        return [...commandWords(here), ...names.flatMap(({ words }) => words)];
      }),
    ),
  );
}
