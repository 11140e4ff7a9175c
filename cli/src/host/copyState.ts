import { claudePaths, homeOfOneContainer } from '@claude-sessions/core/catalogue.ts';
import { mountWords } from '@claude-sessions/core/container/mountWords.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import copyScript from '../../../core/assets/copyState.sh';
import { confinedRun, scriptWords } from './confinedRun.ts';
import { type Engine, listRunning } from './engine.ts';
import { runBounded } from './runBounded.ts';
import { runProcess } from './runProcess.ts';

/** Where Claude's state is kept: a volume of the engine's, or a folder of this host, by its real path. */
export type Store = { readonly volume: string } | { readonly folder: string };

/** What Claude's state is copied from; it is mounted read-only. */
export type Source = Store & {
  /** The path in it at which the state lies; empty for its top. */
  readonly inside?: string;
  /** Which part of Claude's config directory that is; empty for all of it. */
  readonly part?: string;
  /** Entries at its top that are not copied; those of a config directory that belong to one container, if absent. */
  readonly leftOut?: readonly string[];
};

/** The volume that it is copied into: as a rule the one that our Features use. */
export interface OwnVolume {
  readonly volume: string;
  /** It is there already, and whoever logged in with it stays so. */
  readonly exists: boolean;
  /** The Compose project whose volume it is. */
  readonly composeProject?: string;
  /** A folder of it that gets the state; its top, if absent. */
  readonly below?: string;
}

/** Folders of `projects/` get another name: those of a working directory that has another path now, and of what is below it. */
export interface Slugs {
  readonly from: string;
  readonly to: string;
}

/** What a volume holds of Claude's state. */
export interface Holding {
  readonly login: boolean;
  readonly conversations: number;
  readonly kilobytes: number;
}

/**
 * How a volume is laid out: `config`: Claude's config directory is its top; `home`: `.claude` lies in it, beside what else a user has;
 * `flat`: a config directory with a pod's own files among its entries; `none` of these.
 */
export type Layout = (typeof layouts)[number];
export const layouts = ['config', 'home', 'flat', 'none'] as const;

/** What a volume holds, by its content. */
export interface Recognised extends Holding {
  readonly layout: Layout;
  /** There is a `.claude` at the top. */
  readonly inner: boolean;
  /** Of a home: what else is to be copied. */
  readonly rest: number;
}

export interface CopiedState {
  /** Entries that were copied, a folder that was not there yet counting as one. */
  readonly copied: number;
  /** Those that were there already, and otherwise; they stay as they are. */
  readonly kept: number;
}

/** Why it could not be done, as a clause. */
export interface Failed {
  readonly why: string;
}

/** Nobody's is so large; whoever's is wants to clear up first. */
const maxKilobytes = 4 * 1024 * 1024;

/** Belongs to one container, or is made anew there. */
export const leftOutOfConfig = claudePaths
  .filter((entry) => entry.class === 'runtime' || entry.class === 'cache')
  .map(({ name }) => name);

/** Of a home: the state, which goes to a place of its own, and what no volume is to have. */
export const leftOutOfHome: readonly string[] = [
  '.claude',
  '.claude.json',
  'lost+found',
  ...homeOfOneContainer,
];

/** What copies: an engine, an image that it has, and a name for the container, of which there is one for each dev container. */
export interface Copier {
  readonly engine: Engine;
  readonly image: string;
  readonly name: string;
}

/** @param image one that the engine has: none is fetched */
export function copierFor(engine: Engine, image: string, devcontainerId: string): Copier {
  return { engine, image, name: `claude-sessions-copy-${devcontainerId.slice(0, 20)}` };
}

/** Looks at what a volume holds. Everything of it is the word of whoever wrote there. */
export async function lookIntoVolume(copier: Copier, source: Source): Promise<Holding | Failed> {
  const { inside = '', part = '', leftOut = leftOutOfConfig } = source;
  const result = await runScript(copier, { source, words: ['look', fromFolder, inside, part, ...leftOut] });
  return 'why' in result ? result : holdingOf(result);
}

/** Looks how a volume is laid out, and what it holds. */
export async function recogniseVolume(copier: Copier, source: Store): Promise<Recognised | Failed> {
  const words = ['recognise', fromFolder, ...leftOutOfConfig, '--', ...leftOutOfHome];
  const result = await runScript(copier, { source, words });
  if ('why' in result) return result;
  const layout = layouts.find((each) => each === result.word('layout')) ?? 'none';
  return { ...holdingOf(result), layout, inner: result.number('inner') === 1, rest: result.number('rest') };
}

function holdingOf(result: Said): Holding {
  return {
    login: result.number('login') === 1,
    conversations: result.number('conversations'),
    kilobytes: result.number('kilobytes'),
  };
}

/** What would come of `copyState`, and some of the paths that would stay as they are. Writes nothing. */
export async function foreseeCopy(
  copier: Copier,
  source: Source,
  own: OwnVolume,
): Promise<(CopiedState & { readonly keeps: readonly string[] }) | Failed> {
  const words = ['foresee', ...copyWords(source, own)];
  const result = await runScript(copier, { source, own, onlyReads: true, words });
  return 'why' in result ? result : { ...copiedOf(result), keeps: result.paths('keeps') };
}

/**
 * Copies what a volume holds into the dev container's own, which is made if it is missing. The source is only read, nothing that
 * is there is replaced, and it may be killed at any instant and run again.
 */
export async function copyState(
  copier: Copier,
  source: Source,
  own: OwnVolume,
  slugs?: Slugs,
): Promise<CopiedState | Failed> {
  const inUse = await readyFor(copier.engine, own);
  if (inUse) return inUse;
  const words = ['copy', ...copyWords(source, own, slugs)];
  const result = await runScript(copier, { source, own, words, timeoutMs: 900_000 });
  return 'why' in result ? result : copiedOf(result);
}

/** Makes the volume that is to be written, if it is missing. @returns why it must not be written, if so */
export async function readyFor(engine: Engine, own: OwnVolume): Promise<Failed | undefined> {
  const user = await userOf(engine, own);
  if (user !== undefined)
    return { why: `the container ${user} runs with the volume ${own.volume}: stop it first` };
  if (!own.exists) await makeVolume(engine, own);
  return undefined;
}

export const copiedOf = (result: Said): CopiedState => ({
  copied: result.number('copied'),
  kept: result.number('kept'),
});

function copyWords(source: Source, own: OwnVolume, slugs?: Slugs): string[] {
  const { inside = '', part = '', leftOut = leftOutOfConfig } = source;
  const place = [fromFolder, inside, part, toFolder, own.below ?? ''];
  return [...place, String(maxKilobytes), slugs?.from ?? '', slugs?.to ?? '', ...leftOut];
}

/** A running container that has a volume mounted, or of a folder: that one, what is in it or what is above it. */
export async function userOf(engine: Engine, store: Store): Promise<string | undefined> {
  if ('folder' in store) return userOfFolder(engine, plainPath(store.folder));
  const args = ['ps', '--filter', `volume=${store.volume}`, '--format', '{{.Names}}'];
  const { stdout } = await runProcess({ command: engine.command, args });
  return stdout.trim().split('\n')[0] || undefined;
}

async function userOfFolder(engine: Engine, folder: string): Promise<string | undefined> {
  const listed = await listRunning(engine);
  if ('reason' in listed) return undefined;
  const reaches = (path: string) => isWithin(folder, path) || isWithin(path, folder);
  const user = listed.find(({ container: { mounts } }) =>
    mounts.some(({ type, source }) => type === 'bind' && reaches(plainPath(source))),
  );
  return user?.container.name;
}

/** Docker Compose takes a volume without these labels for somebody else's, and says so at each start. */
async function makeVolume(
  { command }: Engine,
  { volume, composeProject: project }: OwnVolume,
): Promise<void> {
  const labels =
    project === undefined
      ? []
      : [
          `com.docker.compose.project=${project}`,
          `com.docker.compose.volume=${volume.slice(project.length + 1)}`,
        ];
  const args = ['volume', 'create', ...labels.flatMap((label) => ['--label', label]), volume];
  await runProcess({ command, args });
}

/** Where the volumes are mounted; no image has these folders. */
export const [fromFolder, toFolder] = ['/claude-copy-from', '/claude-copy-to'];

interface Task {
  /** The one that copies Claude's state, if absent. */
  readonly script?: string;
  readonly source: Store;
  readonly own?: OwnVolume;
  readonly onlyReads?: boolean;
  /** For the script. */
  readonly words: readonly string[];
  readonly timeoutMs?: number;
  /** What is refused as too large, in kilobytes; that of Claude's state, if absent. */
  readonly limit?: number;
}

/** What the script says, a word or a path to a name; 0 and nothing where it says none. */
interface Said {
  number(name: string): number;
  word(name: string): string | undefined;
  paths(name: string): readonly string[];
}

/**
 * Runs a script in a container of its own: without a network, with the volumes and nothing else, and never with an image that
 * would have to be fetched.
 */
export async function runScript(
  { engine, image, name }: Copier,
  {
    script = copyScript,
    source,
    own,
    onlyReads = false,
    words,
    timeoutMs = 120_000,
    limit = maxKilobytes,
  }: Task,
): Promise<Said | Failed> {
  const { command } = engine;
  const remove = () => runProcess({ command, args: ['rm', '--force', '--volumes', name] });
  // One that a run left behind which was killed.
  await remove();
  const result = await runBounded({
    command,
    args: [
      ...confinedRun(name, ['CHOWN', 'DAC_OVERRIDE', 'FOWNER']),
      ...storeWords(source, fromFolder, true),
      ...(own ? storeWords(own, toFolder, onlyReads) : []),
      ...scriptWords(image, script, words),
    ],
    timeoutMs,
    maxBytes: 64 * 1024,
    ...(engine.signal && { signal: engine.signal }),
  });
  // The client is ended then, not the container.
  if (result.ended !== 'exit') await remove();
  const rows = result.stdout.split('\n').flatMap((line) => {
    const [, name, text] = /^([a-z]+) ([\w./-]{1,200})$/.exec(line) ?? [];
    return name === undefined || text === undefined ? [] : [[name, text] as const];
  });
  const paths = (wanted: string) => rows.flatMap(([name, text]) => (name === wanted ? text : []));
  const word = (wanted: string) => paths(wanted).find((text) => /^\w+$/.test(text));
  if (result.ended === 'exit' && result.exitCode === 0) {
    const number = (wanted: string) => {
      const text = word(wanted) ?? '';
      return /^\d{1,12}$/.test(text) ? Number(text) : 0;
    };
    return { number, word, paths };
  }
  if (result.ended === 'time') return { why: 'it took too long' };
  const reason = word('failed') ?? '';
  if (reason === 'size') return { why: `it holds more than ${limit / 1024 / 1024} GB` };
  return { why: reasons.get(reason) ?? (result.stderr || 'the engine gave no reason') };
}

/** SELinux would keep a container from a folder of the host. */
function storeWords(store: Store, target: string, onlyReads: boolean): string[] {
  const isVolume = 'volume' in store;
  const source = isVolume ? store.volume : store.folder;
  const fields = [`type=${isVolume ? 'volume' : 'bind'}`, `source=${source}`, `target=${target}`];
  const mount = mountWords([...fields, ...(onlyReads ? ['readonly'] : [])]);
  return isVolume ? mount : [...mount, '--security-opt', 'label=disable'];
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['missing', 'the folder with Claude’s state is not in it'],
  ['link', 'a link lies in the place of the folder that is to get it'],
  ['room', 'there is not enough room on the engine’s disk'],
  ['copy', 'copying failed: a disk that is full, or a file that cannot be read'],
]);
