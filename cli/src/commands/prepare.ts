import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { imageFeatures } from '../facts/imageFeatures.ts';
import { prepareWorkspace } from '../prepare/prepareWorkspace.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { escapeControls, note, printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { readRecord } from '../workspace/records.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

interface PrepareCommandOptions extends CommonOptions {
  /** Also where devcontainer.json shares nothing: its image may have our Feature in it. */
  readonly force?: boolean;
}

/** `prepare`: makes on the host what the mounts of this dev container need. */
export async function prepare(
  folderName: string | undefined,
  options: PrepareCommandOptions,
): Promise<number> {
  const workspace = await openChosen(folderName, options, {
    hint: async (folder) =>
      `There is nothing to prepare. ${(await wordsHere(folder))(ourCommand('share', '--create'))} makes one.`,
  });
  const { folder, configFile: config, devcontainerId } = workspace;
  const document = await readConfig(config);
  if (!options.force && !(await isShared(workspace, document, options))) {
    return nothingToPrepare(workspace, options);
  }
  const result = await prepareWorkspace(workspace, { document, collection: collectionFrom({}, process.env) });
  if (options.json) {
    printJson({ folder, config, devcontainerId, ...result });
    return 0;
  }
  const isChanged = result.made.length + result.refreshed.length > 0;
  const done = options.quiet
    ? []
    : [
        ...result.made.map((path) => `  made ${escapeControls(path)}`),
        ...result.refreshed.map((path) => `  refreshed ${escapeControls(path)}`),
      ];
  printResult(
    [
      done.length === 0
        ? `${result.preparedFolder} is ready${isChanged ? '.' : '; nothing changed.'}`
        : `${result.preparedFolder} is ready:`,
      ...done,
      ...(options.verbose ? leftOutLines(result.leftOut) : []),
    ].join('\n'),
  );
  return 0;
}

function leftOutLines(leftOut: readonly string[]): string[] {
  if (leftOut.length === 0) return [];
  return ['Left out of the copy of settings.json:', ...leftOut.map((name) => `  ${escapeControls(name)}`)];
}

/** By devcontainer.json, or by the image that it names. */
async function isShared(
  workspace: Workspace,
  document: DevcontainerDocument,
  { dockerPath }: CommonOptions,
): Promise<boolean> {
  const collections = collectionsOf(collectionFrom({}, process.env), await readRecord(workspace));
  if (readConfigured(document, collections).mode === 'share') return true;
  const ofImage = await imageFeatures(engineFrom(dockerPath, process.env), document, collections);
  return readConfigured(document, collections, ofImage).mode === 'share';
}

function nothingToPrepare(
  { folder, configFile: config, devcontainerId }: Workspace,
  options: CommonOptions,
): number {
  if (options.json)
    printJson({ folder, config, devcontainerId, made: [], refreshed: [], leftOut: [], shared: false });
  else {
    printResult(
      `${escapeControls(config)} shares nothing with its dev container, so there is nothing to prepare; nothing changed.`,
    );
    note('If its image has the sharing Feature built in, add --force.');
  }
  return 0;
}
