import { claudePaths } from '@claude-sessions/core/catalogue.ts';
import copyScript from '../../../core/assets/copyState.sh';
import type { Engine } from './engine.ts';
import { runBounded } from './runBounded.ts';
import { runProcess } from './runProcess.ts';

/** A volume that Claude's state is copied from; it is mounted read-only. */
export interface SourceVolume {
  readonly volume: string;
  /** The path in it at which the state lies; empty for its top. */
  readonly inside?: string;
  /** Which part of Claude's config directory that is; empty for all of it. */
  readonly part?: string;
}

/** The volume that our Features use. */
export interface OwnVolume {
  readonly volume: string;
  /** It is there already, and whoever logged in with it stays so. */
  readonly exists: boolean;
  /** The Compose project whose volume it is. */
  readonly composeProject?: string;
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
const leftOut = claudePaths
  .filter((entry) => entry.class === 'runtime' || entry.class === 'cache')
  .map(({ name }) => name);

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
export async function lookIntoVolume(copier: Copier, source: SourceVolume): Promise<Holding | Failed> {
  const words = ['look', ...placeOf(source), ...leftOut];
  const result = await runScript(copier, { script: copyScript, source, words, timeoutMs: 120_000 });
  if ('why' in result) return result;
  return {
    login: result.number('login') === 1,
    conversations: result.number('conversations'),
    kilobytes: result.number('kilobytes'),
  };
}

/**
 * Copies what a volume holds into the dev container's own, which is made if it is missing. The source is only read, nothing that
 * is there is replaced, and it may be killed at any instant and run again.
 */
export async function copyState(
  copier: Copier,
  source: SourceVolume,
  own: OwnVolume,
  slugs?: Slugs,
): Promise<CopiedState | Failed> {
  const inUse = await readyFor(copier.engine, own);
  if (inUse) return inUse;
  const to = [toFolder, String(maxKilobytes), slugs?.from ?? '', slugs?.to ?? ''];
  const words = ['copy', ...placeOf(source), ...to, ...leftOut];
  const result = await runScript(copier, { script: copyScript, source, own, words, timeoutMs: 900_000 });
  return 'why' in result ? result : { copied: result.number('copied'), kept: result.number('kept') };
}

/** Makes the volume that is to be written, if it is missing. @returns why it must not be written, if so */
export async function readyFor(engine: Engine, own: OwnVolume): Promise<Failed | undefined> {
  const user = await userOf(engine, own.volume);
  if (user !== undefined)
    return { why: `the container ${user} runs with the volume ${own.volume}: stop it first` };
  if (!own.exists) await makeVolume(engine, own);
  return undefined;
}

/** A running container that has a volume mounted. */
export async function userOf({ command }: Engine, volume: string): Promise<string | undefined> {
  const args = ['ps', '--filter', `volume=${volume}`, '--format', '{{.Names}}'];
  const { stdout } = await runProcess({ command, args });
  return stdout.trim().split('\n')[0] || undefined;
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

function placeOf({ inside = '', part = '' }: SourceVolume): string[] {
  return [fromFolder, inside, part];
}

interface Task {
  readonly script: string;
  readonly source: SourceVolume;
  readonly own?: OwnVolume;
  /** Its arguments. */
  readonly words: readonly string[];
  readonly timeoutMs: number;
}

/**
 * Runs a script in a container of its own: without a network, with the volumes and nothing else, and never with an image that
 * would have to be fetched.
 * @returns the numbers that it prints, 0 where it prints none
 */
export async function runScript(
  { engine, image, name }: Copier,
  { script, source: { volume }, own, words, timeoutMs }: Task,
): Promise<{ number(name: string): number } | Failed> {
  const { command } = engine;
  const mount = (source: string, target: string, flags = '') =>
    ['--mount', `type=volume,source=${source},target=${target}${flags}`] as const;
  const remove = () => runProcess({ command, args: ['rm', '--force', '--volumes', name] });
  // One that a run left behind which was killed.
  await remove();
  const result = await runBounded({
    command,
    args: [
      ...['run', '--rm', '--name', name, '--pull', 'never', '--network', 'none', '--read-only'],
      ...['--user', '0:0', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--pids-limit', '128'],
      ...['CHOWN', 'DAC_OVERRIDE', 'FOWNER'].flatMap((capability) => ['--cap-add', capability]),
      ...mount(volume, fromFolder, ',readonly'),
      ...(own ? mount(own.volume, toFolder) : []),
      ...['--workdir', '/', '--entrypoint', '/bin/sh', image, '-c', script, 'sh', ...words],
    ],
    timeoutMs,
    maxBytes: 64 * 1024,
    ...(engine.signal && { signal: engine.signal }),
  });
  // The client is ended then, not the container.
  if (result.ended !== 'exit') await remove();
  const rows = result.stdout.split('\n').map((line) => /^([a-z]+) (\w+)$/.exec(line));
  const failed = rows.find((row) => row?.[1] === 'failed')?.[2];
  if (result.ended === 'exit' && result.exitCode === 0) {
    const numbers = rows.flatMap((row) =>
      row && /^\d{1,12}$/.test(row[2] ?? '') ? [[row[1] ?? '', Number(row[2])] as const] : [],
    );
    const byName = new Map(numbers);
    return { number: (each) => byName.get(each) ?? 0 };
  }
  if (result.ended === 'time') return { why: 'it took too long' };
  return { why: reasons.get(failed ?? '') ?? (result.stderr || 'the engine gave no reason') };
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['missing', 'the folder with Claude’s state is not in it'],
  ['size', `it holds more than ${maxKilobytes / 1024 / 1024} GB`],
  ['room', 'there is not enough room on the engine’s disk'],
  ['copy', 'copying failed: a disk that is full, or a file that cannot be read'],
]);
