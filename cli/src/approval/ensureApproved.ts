import { compareItems, type Difference } from '@claude-sessions/core/approval/compareItems.ts';
import { describeDifferences } from '@claude-sessions/core/approval/describeDifferences.ts';
import { type ApprovalItem, type ApprovedItem, itemId } from '@claude-sessions/core/approval/item.ts';
import { missingPins } from '@claude-sessions/core/approval/lockedFeatures.ts';
import { needsConsent, type Own } from '@claude-sessions/core/approval/ownItems.ts';
import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { isServiceName } from '@claude-sessions/core/share/compose.ts';
import { scriptNames } from '@claude-sessions/core/share/initializeCommand.ts';
import type { Chosen } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { ownFiles } from '../facts/prepareScripts.ts';
import { UserError } from '../host/errors.ts';
import { ownComposeFile } from '../prepare/composeFolder.ts';
import { collectionFrom } from '../settings/setting.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';
import { err, escapeControls, log, note } from '../terminal/output.ts';
import { readRecord } from '../workspace/records.ts';
import { besideConfig, insideWorkspace, readConfig, type Workspace } from '../workspace/workspace.ts';
import { readApproved, writeApproved } from './approvedRecord.ts';
import { gatherItems } from './gatherItems.ts';
import { digestOf } from './lookAtFile.ts';
import { isMountedItem } from './mountedFolder.ts';

export interface ApprovalOptions {
  /** As `--collection` says; else that of the environment, or the public one. */
  readonly collection?: string | undefined;
  /** Approves without asking; what differs is shown all the same. */
  readonly yes?: boolean | undefined;
  /** A program reads the result: nobody is asked. */
  readonly json?: boolean | undefined;
}

/**
 * Makes sure that nothing is brought up unseen: what in the dev container's files acts on the host is compared with what
 * was approved last, and what differs is shown and asked about. To be called right before the start.
 * @param known.chosen what the user asks for by this very command; else what the host's record of the last command says
 * @param known.document devcontainer.json as it was read before; the file is read again all the same
 * @returns `asksGit`: by what was approved, the tools need to ask git which folder to mount
 * @throws UserError when it is not approved, or changes while it is looked at
 */
export async function ensureApproved(
  workspace: Workspace,
  options: ApprovalOptions,
  { chosen, document }: { chosen?: Chosen | undefined; document?: DevcontainerDocument | undefined } = {},
): Promise<{ asksGit: boolean }> {
  const config = await readConfig(workspace.configFile, document);
  const own = await ownOf(workspace, options, config, chosen);
  const items = await ensureItems(workspace, options, own, () => gatherItems(workspace, config));
  return { asksGit: own.writesMount || items.some(isMountedItem) };
}

/**
 * Has the user approve what acts on the host, as far as it differs from what was approved last, and remembers it.
 * @param gather looks at all of it; twice, since a container may be writing meanwhile
 * @param what it is, in a word or two
 * @returns what was approved
 * @throws UserError when it is not approved, or changes while it is looked at
 */
export async function ensureItems(
  place: Pick<Workspace, 'preparedFolder'>,
  options: ApprovalOptions,
  own: Own,
  gather: () => Promise<ApprovalItem[]>,
  what = 'dev container',
): Promise<ApprovalItem[]> {
  const items = await gather();
  const approved = await readApproved(place);
  const missing = missingPins(approved?.items ?? [], items);
  const differences = compareItems(baselineOf(approved?.items ?? [], items, own), items);
  const open = differences.filter((difference) => needsConsent(difference, own));
  if (open.length > 0) {
    show(open, what, approved?.at);
    await consent(options, what);
  }
  if (differences.length > 0 || !approved) {
    await writeApproved(place, [...items, ...missing], own);
  }
  const since = compareItems(items, await gather());
  const changed = since.filter((each) => each.kind === 'removed' || each.item.digest !== null);
  if (changed.length === 0) return items;
  show(changed, what, 'a moment ago');
  throw new UserError(
    `The ${what}'s files are being changed while they are looked at; it was not started.`,
    'See who does that (a running container?), then run this again.',
  );
}

/**
 * Takes over the approval of the same project at its former place, if all that acts on the host is as it was approved there.
 * What differs in anything is not approved, and is asked about at the next start.
 * @returns whether it was taken over; false too where this place has an approval of its own
 */
export async function carryApproval(workspace: Workspace, former: string): Promise<boolean> {
  const approved = await readApproved({ ...workspace, preparedFolder: former });
  if (!approved || (await readApproved(workspace))) return false;
  const config = await readConfig(workspace.configFile);
  const own = await ownOf(workspace, {}, config, undefined);
  const items = await gatherItems(workspace, config);
  if (compareItems(baselineOf(approved.items, items, own), items).length > 0) return false;
  await writeApproved(workspace, [...items, ...missingPins(approved.items, items)], own);
  return true;
}

async function ownOf(
  workspace: Workspace,
  options: Pick<ApprovalOptions, 'collection'>,
  document: DevcontainerDocument,
  chosen: Chosen | undefined,
): Promise<Own & { writesMount: boolean }> {
  const record = await readRecord(workspace);
  const collections = collectionsOf(collectionFrom(options, process.env), record);
  const { usesCompose, service } = readConfigured(document, collections);
  const own = chosen ?? record?.chosen;
  const compose =
    own && usesCompose && isServiceName(service) ? { service, options: own.options } : undefined;
  return {
    chosen: own,
    collections,
    writesMount: 'workspaceMount' in toObject(documentValue(document)),
    scriptPath: insideWorkspace(workspace, besideConfig(workspace, scriptNames.sh)),
    ...(usesCompose && { service: isServiceName(service) ? service : '' }),
    files: new Map([...ownFiles(workspace, usesCompose), ...ownComposeFile(workspace, compose)]),
  };
}

/** The items to compare with: those approved last; of our own files, those that this version writes, recorded or not. */
function baselineOf(
  approved: readonly ApprovedItem[],
  items: readonly ApprovalItem[],
  { files }: Own,
): ApprovedItem[] {
  const text = (item: ApprovalItem) => (item.part === 'file' ? files.get(item.name) : undefined);
  const recorded = new Set(approved.map(itemId));
  const missing = new Set(missingPins(approved, items));
  return [
    ...approved
      .filter((item) => !missing.has(item))
      .map((item) => (item.own ? { ...item, text: text(item) ?? item.text } : item)),
    ...items
      .filter((item) => !recorded.has(itemId(item)) && text(item) !== undefined)
      .map((item) => ({ ...item, text: text(item) ?? '', digest: digestOf(text(item) ?? ''), own: true })),
  ];
}

function show(differences: readonly Difference[], what: string, since: string | undefined): void {
  log(
    since === undefined
      ? `This ${what} has not been approved on this host yet. These settings can run commands or mount files on it:`
      : `Settings that can run commands or mount files on this host have changed since you approved them (${since}):`,
  );
  for (const { sign, text } of describeDifferences(differences)) {
    const line = `  ${sign} ${escapeControls(text.replaceAll('\t', '    '))}`;
    log(sign === '+' ? err.green(line) : sign === '-' ? err.red(line) : line);
  }
}

async function consent({ yes, json }: Pick<ApprovalOptions, 'yes' | 'json'>, what: string): Promise<void> {
  if (yes) {
    note('Approved by --yes.');
    return;
  }
  const asks = !json && canAsk();
  if (asks && (await askYesNo(`Start the ${what} with these changes?`, false))) return;
  throw new UserError(
    `The ${what} was not started: what is shown above was not approved.`,
    asks
      ? 'A container can edit these files. Undo what you do not know, then run this again.'
      : 'A container can edit these files. Look through it, then run the same command with --yes.',
  ).as('not-approved');
}
