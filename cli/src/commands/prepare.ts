import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { prepareWorkspace } from '../prepare/prepareWorkspace.ts';
import { escapeControls, printJson, printResult } from '../terminal/output.ts';
import { collectionFrom } from '../workspace/collection.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { readConfig } from '../workspace/workspace.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

/** `prepare`: makes on the host what the mounts of this dev container need. */
export async function prepare(folderName: string | undefined, options: CommonOptions): Promise<number> {
  const workspace = await openChosen(folderName, options, {
    hint: async (folder) =>
      `There is nothing to prepare. ${(await wordsHere(folder))(ourCommand('share', '--create'))} makes one.`,
  });
  const { folder, configFile: config, devcontainerId } = workspace;
  const document = await readConfig(config);
  const result = await prepareWorkspace(workspace, { document, collection: collectionFrom({}, process.env) });
  if (options.json) {
    printJson({ folder, config, devcontainerId, ...result });
    return 0;
  }
  const done = [
    ...result.made.map((path) => `  made ${escapeControls(path)}`),
    ...result.refreshed.map((path) => `  refreshed ${escapeControls(path)}`),
  ];
  printResult(
    [
      done.length === 0
        ? `${result.preparedFolder} is ready; nothing changed.`
        : `${result.preparedFolder} is ready:`,
      ...done,
    ].join('\n'),
  );
  return 0;
}
