import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { type Mode, needsPrepare } from '@claude-sessions/core/share/options.ts';
import { type Configured, readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { changeReport } from '../change/changeReport.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { imageFeatures } from '../facts/imageFeatures.ts';
import { labelsOfImage } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { credentialsFolder, keepHostLogin } from '../prepare/hostLogin.ts';
import { type PrepareResult, prepareWorkspace } from '../prepare/prepareWorkspace.ts';
import { watchFolders } from '../review/watchReview.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { escapeControls, note, printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { readRecord } from '../workspace/records.ts';
import { readConfig, type Workspace } from '../workspace/workspace.ts';
import { carryReview } from './carryReview.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

interface PrepareCommandOptions extends CommonOptions {
  /** Also where devcontainer.json shares nothing: its image may have our Feature in it. */
  readonly force?: boolean;
  /** Goes on keeping the host's login for the container up to date. */
  readonly watch?: boolean;
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
  const document = await readConfig(workspace.configFile);
  const configured = await configuredNow(workspace, document, options);
  const { mode } = configured;
  if (!options.force && !needsPrepare(mode, configured.options))
    return nothingToPrepare(workspace, mode, options);
  if (options.watch && configured.options.login !== 'host-readonly')
    throw new UserError(
      `${workspace.configFile} does not give its container the login of this host, so there is nothing to watch.`,
      '`share` and `isolate` with --login host-readonly do.',
    );
  const collection = collectionFrom({}, process.env);
  const only = options.force ? undefined : mode;
  const result = await prepareWorkspace(workspace, { document, collection, mode: only });
  if (mode !== 'isolate') await carryReview(workspace);
  const isChanged = result.made.length + result.refreshed.length > 0;
  if (options.json) {
    printJson(changeReport('prepare', workspace, mode, { changed: isChanged, prepared: result }));
    return options.watch ? await watchLogin(workspace) : 0;
  }
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
      ...(options.verbose ? leftOutLines(result) : []),
    ].join('\n'),
  );
  return options.watch ? await watchLogin(workspace) : 0;
}

/** Until it is interrupted. */
async function watchLogin({ home }: Workspace): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  note('Keeping the login of this host for containers up to date. Press Ctrl+C to stop.');
  const job = () => keepHostLogin(home, process.env, { made: [], refreshed: [] });
  await watchFolders([credentialsFolder(home, process.env)], job, stop.signal);
  return 0;
}

function leftOutLines({ leftOut, leftOutFiles, leftOutImports }: PrepareResult): string[] {
  return [
    ...list('Left out of the copy of settings.json:', leftOut),
    ...list('Not copied, of what links in ~/.claude lead to:', leftOutFiles),
    ...list('Not copied, of what CLAUDE.md imports:', leftOutImports),
  ];
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  ${escapeControls(item)}`)];
}

/** By devcontainer.json, or by the image that it names. */
async function configuredNow(
  workspace: Workspace,
  document: DevcontainerDocument,
  { dockerPath }: CommonOptions,
): Promise<Pick<Configured, 'mode' | 'options'>> {
  const collections = collectionsOf(collectionFrom({}, process.env), await readRecord(workspace));
  const configured = readConfigured(document, collections);
  if (needsPrepare(configured.mode, configured.options)) return configured;
  const engine = engineFrom(dockerPath, process.env);
  const ofImage = await imageFeatures(document, collections, (image) => labelsOfImage(engine, image));
  return readConfigured(document, collections, ofImage);
}

function nothingToPrepare(workspace: Workspace, mode: Mode, options: CommonOptions): number {
  if (options.json) printJson(changeReport('prepare', workspace, mode, {}));
  else {
    printResult(
      `${escapeControls(workspace.configFile)} shares nothing with its dev container, so there is nothing to prepare; nothing changed.`,
    );
    note('If its image has the sharing Feature built in, add --force.');
  }
  return 0;
}
