import { claudeCodeFeature } from '@claude-sessions/core/devcontainer/claudeCode.ts';
import {
  type DevcontainerDocument,
  documentSource,
  documentValue,
  parseDocument,
} from '@claude-sessions/core/devcontainer/document.ts';
import { applyMode } from '@claude-sessions/core/share/applyMode.ts';
import { type Change, describeChanges } from '@claude-sessions/core/share/describeChanges.ts';
import { scriptNames } from '@claude-sessions/core/share/initializeCommand.ts';
import { type Mode, needsPrepare, type ShareOptions } from '@claude-sessions/core/share/options.ts';
import { restoreOriginal } from '@claude-sessions/core/share/original.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { restoreReplaced } from '@claude-sessions/core/share/restoreReplaced.ts';
import { hasSamePath } from '@claude-sessions/core/share/samePath.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { isCurrent, loginCompose, type OwnFile, prepareScripts } from '../facts/prepareScripts.ts';
import { UserError } from '../host/errors.ts';
import { type FileChange, readTextIfAny } from '../host/files.ts';
import { composeFolderRemoval } from '../prepare/composeFolder.ts';
import { defaultComposeFiles, fromConfig } from '../workspace/composeFiles.ts';
import type { Target } from '../workspace/target.ts';
import { besideConfig, insideWorkspace, type Workspace } from '../workspace/workspace.ts';
import { lockChanges } from './lockFile.ts';

/** Everything a command would do to the files of a workspace. */
export interface Plan {
  readonly files: readonly FileChange[];
  /** Of devcontainer.json only; for a personal one, against the team's. */
  readonly changes: readonly Change[];
  /** The text that `remove` would restore; null when the file did not exist. */
  readonly original: string | null;
  /** The file as it is or was without what is ours, as far as that is known: with what our commands take out. */
  readonly without: DevcontainerDocument;
  /** devcontainer.json as it is to be; null when there is to be none. */
  readonly after: DevcontainerDocument | null;
  /** How far `original` is what was there before the first command. */
  readonly restores: Restores;
  /** The recorded original, where `original` is not it with the edits made since, to the byte. */
  readonly superseded: string | undefined;
  /** Collections whose Features are ours. */
  readonly collections: readonly string[];
}

/**
 * `exact`: to the byte. `edited`: with the edits made since. `parts`: edits lie where ours was, so what ours replaced is
 * put back value by value. `ours`: only what is ours is known, and taken out.
 */
type Restores = 'exact' | 'edited' | 'parts' | 'ours';

export interface PlanInput extends Target {
  readonly mode: Mode;
  readonly options: ShareOptions;
  readonly collection: string;
  readonly installClaude: boolean;
  /** From the project's folder to the top of its git repository (`samePath.ts`). */
  readonly up?: string;
}

/**
 * Works out what a command does to the files. A mode is applied to the file as it was before our commands, where that
 * can be told, so that toggling back and forth ends where it began. Touches nothing.
 */
export async function planMode(input: PlanInput): Promise<Plan> {
  const { workspace, mode, current, start, team, record } = input;
  const texts = new Texts([start, ...(current ? [current] : [])]);
  const collections = collectionsOf(input.collection, record);
  const { usesCompose } = readConfigured(start, collections);
  const composeFiles = usesCompose ? await defaultComposeFiles(workspace.folder, process.env) : [];
  const applied = {
    ...input,
    scriptPath: insideWorkspace(workspace, besideConfig(workspace, scriptNames.sh)),
    // Once asked for, it stays when the mode is toggled.
    installClaude: input.installClaude || hasClaudeCodeFeature(current),
    formerCollections: record?.collections ?? [],
    samePathByHand: isSamePathByHand(start, record, collections, texts),
    defaultComposeFiles: composeFiles.map((path) => fromConfig(workspace, path)),
  };
  const apply = (document: DevcontainerDocument, to: Mode) =>
    documentSource({ ...document, text: applyMode(document, { ...applied, mode: to }) });
  const direct = apply(start, mode);
  const { text: original, restores } = team
    ? { text: null, restores: 'exact' as const }
    : originalOf(current, record, collections, texts, (document) => apply(document, 'none'));
  // A file that is already so stays as it is; one that we made, or of which we know no more, is changed where it stands.
  const known = original !== null && (restores === 'exact' || restores === 'edited');
  const isSame = direct === documentSource(start) || original === documentSource(start);
  const text = mode === 'none' ? original : isSame || !known ? direct : apply(texts.parsed(original), mode);
  const after = text === null ? null : texts.parsed(text);
  const shared = after !== null && mode === 'share';
  const hasLogin = mode !== 'none' && input.options.login === 'shared';
  return {
    files: [
      { path: workspace.configFile, before: current && documentSource(current), after: text },
      ...(await ownChanges(workspace, prepareScripts(usesCompose), needsPrepare(mode, input.options))),
      ...(usesCompose ? await ownChanges(workspace, [loginCompose], hasLogin) : []),
      ...(mode === 'none' ? await lockChanges(input, after, collections) : []),
      ...(shared && usesCompose ? [] : await composeFolderRemoval(workspace)),
    ].filter((file) => file.before !== file.after),
    changes: after === null ? [] : describeChanges(documentValue(start), documentValue(after)),
    original,
    without: original === null || mode === 'none' ? start : texts.parsed(original),
    after,
    restores,
    superseded: restores === 'parts' ? (record?.original ?? undefined) : undefined,
    collections,
  };
}

/** The texts that a devcontainer.json has on the way; none is parsed twice. */
class Texts {
  readonly #documents: Map<string, DevcontainerDocument>;

  constructor(known: readonly DevcontainerDocument[]) {
    this.#documents = new Map(known.map((document) => [documentSource(document), document]));
  }

  parsed(source: string): DevcontainerDocument {
    const known = this.#documents.get(source) ?? parseDocument(source);
    this.#documents.set(source, known);
    return known;
  }
}

/** Whether the project was at the host's own path before our first command, as far as that is known. */
function isSamePathByHand(
  start: DevcontainerDocument,
  record: Target['record'],
  collections: readonly string[],
  texts: Texts,
): boolean {
  if (!readConfigured(start, collections).anyOfOurs) return hasSamePath(documentValue(start));
  const before = record?.original;
  return typeof before === 'string' && hasSamePath(documentValue(texts.parsed(before)));
}

function hasClaudeCodeFeature(document: DevcontainerDocument | null): boolean {
  return document !== null && claudeCodeFeature in toObject(toObject(documentValue(document)).features);
}

/** The file as it would be without our commands, null when there was none; and how far that is known. */
function originalOf(
  current: DevcontainerDocument | null,
  record: Target['record'],
  collections: readonly string[],
  texts: Texts,
  strip: (document: DevcontainerDocument) => string,
): { text: string | null; restores: Restores } {
  const isOurs = (document: DevcontainerDocument) => {
    const { anyOfOurs, additionsByHand } = readConfigured(document, collections);
    return anyOfOurs && !additionsByHand;
  };
  const present = current && documentSource(current);
  const untouched = present === record?.ours && !record.edited ? 'exact' : 'edited';
  if (current === null || present === null || !isOurs(current)) return { text: present, restores: untouched };
  if (record?.original === null && untouched === 'exact') return { text: null, restores: 'exact' };
  if (typeof record?.original !== 'string') return { text: strip(current), restores: 'ours' };
  const known = { original: record.original, ours: record.ours };
  const merged = restoreOriginal(present, known);
  if (merged !== undefined) {
    const document = texts.parsed(merged);
    const isValid = document.errors.length === 0;
    if (isValid && (merged === record.original || !isOurs(document)))
      return { text: merged, restores: untouched };
  }
  return { text: restoreReplaced(strip(current), present, known), restores: 'parts' };
}

/** Tells a file of ours, of whatever version, from one of somebody else's. */
const marker = /^# Claude Sessions: (?:prepares|one login)\b/m;

async function ownChanges(
  workspace: Workspace,
  files: readonly OwnFile[],
  wanted: boolean,
): Promise<FileChange[]> {
  return Promise.all(
    files.map(async (script) => {
      const path = besideConfig(workspace, script.name);
      const before = (await readTextIfAny(path)) ?? null;
      const foreign = before !== null && !marker.test(before);
      if (foreign && wanted) {
        throw new UserError(
          `${path} is in the way: it was not written by claude-sessions.`,
          'Rename or delete it.',
        );
      }
      const stays = foreign || (wanted && before !== null && isCurrent(script, before));
      return { path, before, after: stays ? before : wanted ? script.text : null };
    }),
  );
}
