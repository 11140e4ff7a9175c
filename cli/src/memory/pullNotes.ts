import { createHash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import type { DevcontainerDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { whyNoNote } from '@claude-sessions/core/memory/noteNames.ts';
import {
  type DecidedNotes,
  type NotesPlan,
  narrowedIndex,
  type OfferedNote,
  planNotes,
} from '@claude-sessions/core/memory/planNotes.ts';
import { memoryName } from '@claude-sessions/core/prepare/layout.ts';
import { readHostClaude } from '../facts/hostClaude.ts';
import type { Engine } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { openVerify } from '../verify/openVerify.ts';
import { judgeFolders, judgeOtherMemory } from '../verify/projectFolders.ts';
import { memoryFileOf } from '../verify/readMemory.ts';
import type { VerifyOptions } from '../verify/types.ts';
import { readState, writeState } from '../verify/verifiedState.ts';
import type { ContainerLookup } from '../workspace/findContainer.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readContainerNotes } from './containerNotes.ts';
import { readDecided, writeDecided } from './decided.ts';
import { readHostMemory, writeHostMemory } from './hostMemory.ts';

/** What a container's memory has for the host, and where it would go. */
export interface PlannedPull extends NotesPlan {
  readonly workspace: Workspace;
  /** The host's memory of the project, as the container gets it. */
  readonly folder: string;
  readonly host: ReadonlyMap<string, string>;
  readonly decided: DecidedNotes;
  readonly verify: VerifyOptions;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Works out what the container's memory has that this host's lacks. Reads only.
 * @param all also what was declined before
 * @param lookup its container, where that was looked up before
 * @throws UserError when the container's memory cannot be read, or the host's is no folder of its own
 */
export async function planPull(
  workspace: Workspace,
  document: DevcontainerDocument,
  engine: Engine,
  { all, collection, lookup }: { all: boolean; collection: string; lookup?: ContainerLookup },
): Promise<PlannedPull> {
  const contents = await readContainerNotes(workspace, document, engine, lookup);
  const verify = await openVerify(workspace, process.env, collection, document);
  const { memoryFolder, keptMemory = memoryFolder } = await readHostClaude(workspace, process.env);
  const isOther = verify.otherMemory.includes(keptMemory);
  const folder = isOther ? keptMemory : join(verify.projectFolder, memoryName);
  await refuseReplaced(verify, folder);
  const { texts, others } = await readHostMemory(folder);
  const own = new Map<string, string>();
  const leftOut = [...(contents?.leftOut ?? [])];
  for (const [path, bytes] of contents?.files ?? []) {
    const text = decode(bytes);
    const why = whyNoNote(path) ?? whyNotThere(path, texts, others);
    if (why !== undefined) leftOut.push({ path, why });
    else if (text === undefined) leftOut.push({ path, why: 'it is no UTF-8 text' });
    else own.set(path, text);
  }
  const decided = await readDecided(workspace);
  const plan = planNotes({ own, host: texts, decided, all, hash: sha256 });
  return {
    offers: plan.offers,
    leftOut: [...leftOut, ...plan.leftOut].filter(({ path }) => path !== '.keep'),
    ...{ workspace, folder, host: texts, decided, verify },
  };
}

/** Of the paths on the way and the file's own: what is on this host in their place. */
function whyNotThere(
  path: string,
  texts: ReadonlyMap<string, string>,
  others: ReadonlySet<string>,
): string | undefined {
  const parts = path.split('/');
  const above = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
  const isOther = [...above, path].some((each) => others.has(each)) || above.some((each) => texts.has(each));
  const isFolder = [...texts.keys(), ...others].some((each) => each.startsWith(`${path}/`));
  return isOther || isFolder ? 'something else has its name in this host’s memory' : undefined;
}

/** A container may have put a link in the place of a folder, to have us write elsewhere. */
async function refuseReplaced(verify: VerifyOptions, folder: string): Promise<void> {
  const { findings } = await judgeFolders(verify);
  const isOther = verify.otherMemory.includes(folder);
  const judged = isOther ? judgeOtherMemory(folder, folder).findings : findings;
  const bad = judged.find(({ severity }) => severity === 'error');
  if (!bad) return;
  throw new UserError(
    `Nothing is written in ${folder}: ${bad.message}`,
    'Run `claude-sessions verify`, which says more.',
  );
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What became of a pull. */
export interface Pulled {
  readonly taken: readonly OfferedNote[];
  readonly declined: readonly OfferedNote[];
}

/**
 * Writes what was accepted into the host's memory, and remembers what was decided. `verify` counts it as the user's own.
 * @param accepted which of the offers; of the index, what names no file that was declined
 * @param declined which of them are not to be offered again as they are
 */
export async function carryOutPull(
  plan: PlannedPull,
  accepted: readonly OfferedNote[],
  declined: readonly OfferedNote[],
): Promise<Pulled> {
  const { workspace, folder, host } = plan;
  const paths = new Set(accepted.map(({ path }) => path));
  const taken = accepted.flatMap((each) => (each.lines ? (narrowedIndex(each, host, paths) ?? []) : each));
  // Somebody may have thought about it for long.
  const { texts } = await readHostMemory(folder);
  const changed = taken.find(({ path, before }) => (texts.get(path) ?? null) !== before);
  if (changed) {
    throw new UserError(
      `${changed.path} in ${folder} has changed meanwhile; nothing was written.`,
      'Run the same command again.',
    );
  }
  for (const each of taken) {
    await writeHostMemory(folder, each.path, each.after);
    await remember(workspace, { taken: [each], declined: [] });
  }
  await remember(workspace, { taken: [], declined });
  await trust(plan, taken);
  return { taken, declined };
}

async function remember(workspace: Workspace, { taken, declined }: Pulled): Promise<void> {
  if (taken.length + declined.length === 0) return;
  const known = await readDecided(workspace);
  const files = (notes: readonly OfferedNote[]) =>
    Object.fromEntries(notes.filter(({ lines }) => !lines).map(({ path, hash }) => [path, hash]));
  const lines = [...taken, ...declined].flatMap((each) => (each.lines ?? []).map(sha256));
  await writeDecided(workspace, {
    taken: { ...known.taken, ...files(taken) },
    declined: { ...known.declined, ...files(declined) },
    lines: [...new Set([...known.lines, ...lines])].slice(-maxLines),
  });
}

/** An index has some hundred lines. */
const maxLines = 20_000;

/** What was taken is no change of the memory that a container could have made; one that was there before stays to be named. */
async function trust(
  { verify, folder, workspace }: PlannedPull,
  taken: readonly OfferedNote[],
): Promise<void> {
  const state = await readState(workspace, verify.projectFolder);
  if (!state.memory || taken.length === 0) return;
  const prefix = verify.otherMemory.includes(folder)
    ? `${relative(verify.projectFolder, folder).split(sep).join('/')}/`
    : '';
  const memory = { ...state.memory };
  for (const { path, before, after } of taken) {
    const was = before === null ? undefined : sha256(before);
    if (memory[`${prefix}${path}`]?.hash !== was) continue;
    const { hash, lines } = memoryFileOf(Buffer.from(after));
    memory[`${prefix}${path}`] = { hash, lines: [...lines] };
  }
  await writeState(workspace, { ...state, memory });
}
