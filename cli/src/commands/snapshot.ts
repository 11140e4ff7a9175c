import { homedir } from 'node:os';
import { shownSize } from '@claude-sessions/core/conversations/shownSize.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { version } from '../../package.json';
import type { ContainerSource } from '../conversations/containers/ContainerSource.ts';
import { containerSources } from '../conversations/containers/containerSources.ts';
import { requestForProject } from '../conversations/requestFor.ts';
import { UsageError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import {
  deleteSnapshot,
  findSnapshot,
  foreseeSnapshot,
  listSnapshots,
  type SnapshotRequest,
  takeSnapshot,
} from '../snapshots/snapshots.ts';
import { withProgress } from '../terminal/ask.ts';
import { escapeControls, log, note, printJson, printResult } from '../terminal/output.ts';
import { askConsent } from './askConsent.ts';
import { keepThere, openNamed, tellRepository } from './inRepository.ts';
import { snapshotJson, snapshotLine } from './snapshotWords.ts';

export interface SnapshotOptions {
  readonly name?: string;
  readonly list?: boolean;
  readonly delete?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
  /** True where only the settings say which. */
  readonly to?: string | true;
  readonly from?: string | true;
  readonly init?: boolean;
  readonly resticPath?: string;
  readonly containers?: boolean;
  readonly dockerPath?: string;
}

const longestName = 200;

/** The snapshots of the project around a folder. */
export async function snapshotRequest(folder: string | undefined): Promise<SnapshotRequest> {
  const { home = homedir(), configDir, project } = await requestForProject(folder);
  return { home, configDir, project };
}

/** `snapshot`: keeps the conversations of a project as they are. */
export async function snapshot(folder: string | undefined, options: SnapshotOptions): Promise<number> {
  if (options.containers && (options.list || options.delete !== undefined || options.dryRun))
    throw new UsageError(
      '--containers goes with none of --list, --delete and --dry-run.',
      'It is for a snapshot that is taken.',
    );
  if (options.list && options.delete !== undefined)
    throw new UsageError('--list and --delete do not go together.', 'Choose one.');
  if (options.from !== undefined && !options.list)
    throw new UsageError(
      '--from is said with --list.',
      'To bring something back: `claude-sessions restore --from-repository`.',
    );
  if (options.to !== undefined && (options.list || options.delete !== undefined || options.dryRun))
    throw new UsageError('--to is for a new snapshot.', 'Leave --list, --delete and --dry-run out.');
  const request = await snapshotRequest(folder);
  if (options.from !== undefined) return await tellRepository(request, options.from, options);
  if (options.list) return await list(request, options);
  if (options.delete !== undefined) return await remove(request, options.delete, options);
  return options.dryRun ? await foresee(request, options) : await take(request, options);
}

async function take(request: SnapshotRequest, options: SnapshotOptions): Promise<number> {
  const { name, json, to } = options;
  if (name !== undefined && (name.trim() === '' || name.length > longestName))
    throw new UsageError(`A name has 1 to ${longestName} characters.`, 'Choose another.');
  // Whether it can be kept there is known before anything is written.
  const restic = to === undefined ? undefined : await openNamed(to, options, true);
  const troubles: string[] = [];
  const onTrouble = (sentence: string) => void troubles.push(sentence);
  const taken = await withProgress('Taking a snapshot …', async () => {
    const containers = options.containers ? await containersOf(request, options, onTrouble) : undefined;
    return await takeSnapshot({ ...request, reason: 'asked', name, containers, onTrouble });
  });
  const { newBytes, newFiles } = taken;
  if (restic && !json) log(`Kept here: ${taken.snapshot.id}.`);
  const kept = restic && (await keepThere(request.home, taken.snapshot, restic));
  if (json) {
    const repository =
      kept && restic ? { repository: { place: restic.shown, id: kept.id, added: kept.added } } : {};
    printJson({
      ...report,
      snapshot: snapshotJson(taken.snapshot),
      newFiles,
      newBytes,
      troubles,
      ...repository,
    });
    return 0;
  }
  printResult(snapshotLine(taken.snapshot));
  if (restic && kept) note(`In ${restic.shown}: ${kept.id.slice(0, 8)}, ${shownSize(kept.added)} more.`);
  note(newFiles === 0 ? 'Nothing was new.' : `New: ${shownSize(newBytes)} of ${counted(newFiles, 'file')}.`);
  for (const each of troubles) log(`warning: ${escapeControls(each)}`);
  return 0;
}

async function containersOf(
  { home, project }: SnapshotRequest,
  { dockerPath }: SnapshotOptions,
  onTrouble: (sentence: string) => void,
): Promise<ContainerSource[]> {
  const of = { home, folder: project, realFolder: project };
  const found = await containerSources(of, engineFrom(dockerPath, process.env), onTrouble);
  if (found.length === 0) onTrouble('No volume of a dev container of this project was found.');
  return found;
}

const report = { schemaVersion: 1, version };

async function list(request: SnapshotRequest, { json }: SnapshotOptions): Promise<number> {
  const all = await listSnapshots(request);
  if (json) printJson({ ...report, snapshots: all.map(snapshotJson) });
  else if (all.length === 0)
    note('There are no snapshots of this project yet: `claude-sessions snapshot` takes one.');
  else printResult(all.map(snapshotLine).join('\n'));
  return 0;
}

async function remove(request: SnapshotRequest, id: string, options: SnapshotOptions): Promise<number> {
  const found = await findSnapshot(request, id);
  if (!options.dryRun) {
    log(snapshotLine(found));
    await askConsent('Delete this snapshot?', options);
    await deleteSnapshot(request, found);
  }
  if (options.json) printJson({ ...report, deleted: options.dryRun ? null : found.id });
  else printResult(options.dryRun ? `Would delete ${snapshotLine(found)}` : `Deleted ${found.id}.`);
  return 0;
}

async function foresee(request: SnapshotRequest, { json }: SnapshotOptions): Promise<number> {
  const { files, changed, bytes, leftOut } = await foreseeSnapshot(request);
  if (json)
    printJson({ ...report, snapshot: null, files, newFiles: changed, newBytes: bytes, troubles: leftOut });
  else
    printResult(
      `Would keep ${counted(files, 'file')}; ${changed === 0 ? 'none was' : `${changed} were`} written since the last snapshot (${shownSize(bytes)} more).`,
    );
  if (!json) for (const each of leftOut) log(`warning: ${escapeControls(each)}`);
  return 0;
}
