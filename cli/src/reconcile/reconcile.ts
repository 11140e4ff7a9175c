import { basename } from 'node:path';
import { configLabel, folderLabel } from '@claude-sessions/core/container/ownContainer.ts';
import { type Engine, type ListedContainer, listContainers } from '../host/engine.ts';
import { getPods, type Kubectl } from '../host/kubectl.ts';
import { containerSubject } from './containers.ts';
import { podSubjects } from './pods.ts';
import { subjectsOfFile } from './readFile.ts';
import {
  type Attempt,
  keyOf,
  type MendOptions,
  type PlaceSeen,
  type Reconciled,
  type Result,
  type SkippedSubject,
  type Subject,
} from './result.ts';

/** Where to look. */
export interface Places {
  readonly engine?: Engine;
  /** Where our Features are published. */
  readonly collection: string;
  readonly kubectl?: Kubectl;
  /** Instead of both: a file that tells of them. */
  readonly file?: string;
}

interface Seen {
  readonly places: readonly PlaceSeen[];
  readonly subjects: readonly Subject[];
  readonly skipped: readonly SkippedSubject[];
}

/** Looks everywhere, and compares. @throws UserError when a file cannot be read */
export async function lookEverywhere({ engine, collection, kubectl, file }: Places): Promise<Seen> {
  if (file !== undefined) {
    const name = file === '-' ? 'stdin' : file;
    return { places: [{ name, reachable: true }], subjects: await subjectsOfFile(file), skipped: [] };
  }
  const parts = await Promise.all([
    ...(engine ? [atEngine(engine, collection)] : []),
    ...(kubectl ? [inCluster(kubectl)] : []),
  ]);
  return {
    places: parts.flatMap(({ places }) => places),
    subjects: parts.flatMap(({ subjects }) => subjects),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

/** All containers by the three calls of `listContainers`, however many there are. */
async function atEngine(engine: Engine, collection: string): Promise<Seen> {
  const name = basename(engine.command);
  const listed = await listContainers(engine, []);
  if ('reason' in listed)
    return { places: [{ name, reachable: false, reason: listed.reason }], subjects: [], skipped: [] };
  const { subjects, skipped } = await ofDevContainers(listed.filter(isDevContainer), {
    engine,
    collection,
    place: name,
  });
  const others = listed.filter((each) => !isDevContainer(each));
  return {
    places: [{ name, reachable: true }],
    subjects: [...subjects, ...others.flatMap((each) => containerSubject(each, name, engine) ?? [])],
    skipped,
  };
}

/** Those whose labels are not the image's own. */
function isDevContainer({ container, imageLabels }: ListedContainer): boolean {
  return [folderLabel, configLabel].every(
    (label) => container.labels[label] !== undefined && !(label in imageLabels),
  );
}

/** What they are compared by is only loaded where there are some. */
async function ofDevContainers(
  listed: readonly ListedContainer[],
  scope: { readonly engine: Engine; readonly collection: string; readonly place: string },
): Promise<Pick<Seen, 'subjects' | 'skipped'>> {
  if (listed.length === 0) return { subjects: [], skipped: [] };
  return (await import('./devContainers.ts')).devContainerSubjects(listed, scope);
}

async function inCluster(kubectl: Kubectl): Promise<Seen> {
  const name = 'kubernetes';
  const texts = await getPods(kubectl);
  const failed = (reason: string): Seen => ({
    places: [{ name, reachable: false, reason }],
    subjects: [],
    skipped: [],
  });
  if ('reason' in texts) return failed(texts.reason);
  try {
    const values = texts.map((text): unknown => JSON.parse(text));
    return { places: [{ name, reachable: true }], subjects: podSubjects(values, name), skipped: [] };
  } catch {
    return failed('kubectl printed no JSON');
  }
}

/**
 * Mends what may be mended, one after the other, and looks again if anything was done.
 * @param mayTry whether to try this one
 */
export async function reconcile(
  places: Places,
  options: MendOptions & { readonly recreate?: boolean },
  mayTry: (result: Result) => boolean = () => true,
): Promise<Reconciled> {
  const seen = await lookEverywhere(places);
  const attempts = new Map<string, Attempt>();
  if (options.recreate) {
    for (const { result, mend } of seen.subjects) {
      if (result.state !== 'differs' || !mayTry(result)) continue;
      attempts.set(keyOf(result), mend ? await mend(options) : notForUs);
    }
  }
  const wasDone = [...attempts.values()].some(({ result }) => result === 'done' || result === 'failed');
  const now = wasDone ? await lookEverywhere(places) : seen;
  const results = now.subjects.map(({ result }) => {
    const attempt = attempts.get(keyOf(result));
    return attempt ? { ...result, attempt } : result;
  });
  return { places: now.places, results: results.sort(byName), skipped: now.skipped };
}

const notForUs: Attempt = { result: 'left', what: 'only whoever made it can recreate it' };

/** What differs comes first. */
function byName(a: Result, b: Result): number {
  const rank = ({ state }: Result) => ['differs', 'unknown', 'as-asked'].indexOf(state);
  return rank(a) - rank(b) || a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name);
}
