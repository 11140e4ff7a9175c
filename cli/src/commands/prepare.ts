import { UserError } from '../host/errors.ts';
import { prepareWorkspace } from '../prepare/prepareWorkspace.ts';
import { askConfig } from '../terminal/ask.ts';
import { escapeControls, printJson, printResult } from '../terminal/output.ts';
import { collectionFrom } from '../workspace/collection.ts';
import { chooseConfig, openWorkspace, personalConfig, resolveFolder } from '../workspace/workspace.ts';
import type { CommonOptions } from './options.ts';

/** `prepare`: makes on the host what the mounts of this dev container need. */
export async function prepare(folderName: string | undefined, options: CommonOptions): Promise<number> {
  const folder = await resolveFolder(folderName);
  const configFile = options.personal
    ? `${folder}/${personalConfig}`
    : await chooseConfig(folder, options.config, askConfig);
  if (!configFile) {
    throw new UserError(
      `${folder} has no devcontainer.json.`,
      'There is nothing to prepare. `claude-sessions share --create` makes one.',
    );
  }
  const workspace = await openWorkspace(folder, configFile);
  const result = await prepareWorkspace(workspace, collectionFrom({}, process.env));
  if (options.json) {
    printJson({ folder, config: configFile, devcontainerId: workspace.devcontainerId, ...result });
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
