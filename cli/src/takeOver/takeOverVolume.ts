import { claudePaths } from '@claude-sessions/core/catalogue.ts';
import takeOverScript from '../../../core/assets/takeOver.sh';
import type { Engine } from '../host/engine.ts';
import { runBounded } from '../host/runBounded.ts';
import { runProcess } from '../host/runProcess.ts';
import type { FormerVolume, OwnVolume } from './formerStores.ts';

/** What a volume holds of Claude's state. */
export interface Holding {
  readonly login: boolean;
  readonly conversations: number;
  readonly kilobytes: number;
}

/** Why it could not be done, as a clause. */
export interface Failed {
  readonly why: string;
}

/** Nobody's is so large; whoever's is wants to clear up first. */
const maxKilobytes = 4 * 1024 * 1024;

/** Belongs to one container, or is made anew there; or is `claude-state`'s and ours. */
const leftOut = [
  ...claudePaths
    .filter((entry) => entry.class === 'runtime' || entry.class === 'cache')
    .map(({ name }) => name),
  '.claude-state',
  '.claude-take-over',
];

/** What copies: an engine, an image that it has, and a name for the container, of which there is one for each dev container. */
export interface Copier {
  readonly engine: Engine;
  readonly image: string;
  readonly name: string;
}

/** Looks at what a volume holds. Everything of it is the word of whoever wrote there. */
export async function lookIntoVolume(copier: Copier, former: FormerVolume): Promise<Holding | Failed> {
  const result = await runScript(copier, ['look', former], [], 120_000);
  if ('why' in result) return result;
  const number = (name: string) => result.numbers.get(name) ?? 0;
  return {
    login: number('login') === 1,
    conversations: number('conversations'),
    kilobytes: number('kilobytes'),
  };
}

/**
 * Copies what a volume holds into the dev container's own, which is made if it is missing. Nothing that is there is replaced.
 * @returns how many entries the own volume had already, and otherwise
 */
export async function copyVolume(
  copier: Copier,
  former: FormerVolume,
  own: OwnVolume,
): Promise<{ kept: number } | Failed> {
  const user = await userOf(copier.engine, own.volume);
  if (user !== undefined)
    return { why: `the container ${user} runs with the volume ${own.volume}: stop it first` };
  if (!own.exists) await makeVolume(copier.engine, own);
  const result = await runScript(copier, ['copy', former, own], [String(maxKilobytes)], 900_000);
  return 'why' in result ? result : { kept: result.numbers.get('kept') ?? 0 };
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

type Task = readonly ['look', FormerVolume] | readonly ['copy', FormerVolume, OwnVolume];

/** Where the volumes are mounted; no image has these folders. */
const [fromFolder, toFolder] = ['/claude-take-over-from', '/claude-take-over-to'];

/**
 * Runs the script in a container of its own: without a network, with the volumes and nothing else, and never with an image that
 * would have to be fetched.
 */
async function runScript(
  { engine, image, name }: Copier,
  [task, { volume, inside, part }, own]: Task,
  words: readonly string[],
  timeoutMs: number,
): Promise<{ numbers: ReadonlyMap<string, number> } | Failed> {
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
      ...['--workdir', '/', '--entrypoint', '/bin/sh', image, '-c', takeOverScript, 'sh', task],
      ...[fromFolder, inside, part, ...(own ? [toFolder] : []), ...words, ...leftOut],
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
    return { numbers: new Map(numbers) };
  }
  if (result.ended === 'time') return { why: 'it took too long' };
  return { why: reasons[failed ?? ''] ?? (result.stderr || 'the engine gave no reason') };
}

const reasons: Readonly<Record<string, string>> = {
  missing: 'the folder with Claude’s state is not in it',
  size: `it holds more than ${maxKilobytes / 1024 / 1024} GB`,
  room: 'there is not enough room on the engine’s disk',
  copy: 'copying failed: a disk that is full, or a file that cannot be read',
};
