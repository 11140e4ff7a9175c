import { lstat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { shortConfigName } from '@claude-sessions/core/devcontainer/find.ts';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { findProjectFolder } from './findFolder.ts';
import { isSetUp } from './isSetUp.ts';
import { type KnownConfig, knownConfigs, personalPlace } from './personalConfig.ts';
import { readRecord } from './records.ts';
import { openWorkspace, resolveFolder } from './workspace.ts';

/** As stated by the user. */
export interface ConfigRequest {
  /** The project folder; the current directory when it is left out. */
  readonly folder: string | undefined;
  /** A folder without a devcontainer.json is taken for one inside a project, which is looked for above it. */
  readonly searchUp?: boolean | undefined;
  /**
   * A devcontainer.json as it was named on the command line: a path relative to the current directory or to the project
   * folder, or the name of its folder below `.devcontainer`. It has to exist.
   */
  readonly config?: string | undefined;
  /** A devcontainer.json as an editor has it: absolute. It need not exist. */
  readonly configFile?: string | undefined;
  readonly personal?: boolean | undefined;
  /** With `personal`: the team's devcontainer.json that it is made of, named as `config` is. */
  readonly from?: string | undefined;
}

interface ConfigChoice {
  /** The project folder, absolute. */
  readonly folder: string;
  /** Absolute; undefined when the folder has none. */
  readonly configFile: string | undefined;
  /** It is the personal configuration, which need not exist. */
  readonly personal: boolean;
  /** Sentences: what was chosen without being named. */
  readonly notes: readonly string[];
}

/** The option by which one of several configurations is named. */
export type NamingOption = '--config' | '--from';

/** Chooses one of several configurations, which are relative to the folder. */
export type ChooseConfig = (configs: readonly string[], option: NamingOption) => Promise<string>;

/**
 * Which devcontainer.json is meant: the one answer to that, for every command and for editors. In this order:
 *
 * 1. the one that is named; by `--personal`, the personal one;
 * 2. the only one there is;
 * 3. of several, the one that is set up, if exactly one is: the personal one counts;
 * 4. of several of which none is set up, the only one that is not personal;
 * 5. the one that the user chooses.
 *
 * @throws UserError when the folder is none, or the one named does not exist; UsageError when it is not in the folder, or
 *   when two are named
 */
export async function chooseConfig(request: ConfigRequest, choose: ChooseConfig): Promise<ConfigChoice> {
  refuseTwo(request);
  const folder = await folderOf(request);
  const stated = resolve(request.folder ?? '.');
  const found = folder === stated ? [] : [`Using ${folder}.`];
  const configs = await knownConfigs(folder);
  const named = await namedConfig(folder, request);
  if (request.personal) return ofPersonal(folder, configs, found);
  if (named !== undefined) {
    const personal = configs.some((each) => each.personal && join(folder, each.file) === named);
    return { folder, configFile: named, personal, notes: found };
  }
  const { config, note } = await chooseAmong(folder, configs, choose);
  const notes = [...found, ...(note === undefined ? [] : [note])];
  if (!config) return { folder, configFile: undefined, personal: false, notes };
  return { folder, configFile: join(folder, config.file), personal: config.personal, notes };
}

function refuseTwo({ personal, config, from }: ConfigRequest): void {
  if (from !== undefined && !personal) {
    throw new UsageError('--from goes with --personal.', 'Add --personal, or name the file with --config.');
  }
  if (personal && config !== undefined) {
    throw new UsageError(
      '--personal and --config name two configurations.',
      'Leave one of them out. `share` and `isolate` take --from FILE to say what the personal one is made of.',
    );
  }
}

async function folderOf({ folder, searchUp, config }: ConfigRequest): Promise<string> {
  const start = await resolveFolder(folder);
  // One named inside the folder makes it a project, wherever the file lies there.
  const isHere = config !== undefined && (await locateConfig(start, config)) !== undefined;
  return searchUp && !isHere ? findProjectFolder(start) : start;
}

async function ofPersonal(
  folder: string,
  configs: readonly KnownConfig[],
  notes: readonly string[],
): Promise<ConfigChoice> {
  const configFile = join(folder, await personalPlace(folder, configs));
  return { folder, configFile, personal: true, notes };
}

interface Chosen {
  readonly config?: KnownConfig | undefined;
  readonly note?: string;
}

async function chooseAmong(
  folder: string,
  configs: readonly KnownConfig[],
  choose: ChooseConfig,
): Promise<Chosen> {
  if (configs.length < 2) return { config: configs[0] };
  const flags = await Promise.all(configs.map((config) => isSetUp(folder, config)));
  const setUp = configs.filter((_, index) => flags[index]);
  const [only] = setUp;
  if (only && setUp.length === 1) {
    const other = 'Name another one with --config.';
    const which = only.personal ? 'your personal configuration' : 'the one that is set up';
    return { config: only, note: `Using ${only.file}, ${which}. ${other}` };
  }
  const candidates = only ? configs : configs.filter(({ personal }) => !personal);
  if (candidates.length < 2) return { config: candidates[0] };
  const file = await choose(
    candidates.map((config) => config.file),
    '--config',
  );
  return { config: candidates.find((config) => config.file === file) };
}

/**
 * The team's devcontainer.json that the personal configuration is made of: the one named, the one it was made of before if it is still there,
 * the only one there is, or the one chosen.
 * @returns undefined when there is none
 * @throws UserError, UsageError as `chooseConfig`
 */
export async function teamConfigFor(
  folder: string,
  personalFile: string,
  request: Pick<ConfigRequest, 'from' | 'configFile'>,
  choose: ChooseConfig,
): Promise<string | undefined> {
  const { from, configFile } = request;
  const named = await namedConfig(folder, { config: from, configFile }, '--from');
  if (named !== undefined && named !== personalFile) return named;
  const record = await readRecord(await openWorkspace(folder, personalFile));
  const made = record?.team?.path;
  if (made !== undefined && (await isFile(made))) return made;
  const configs = (await knownConfigs(folder))
    .filter(({ file, personal }) => !personal && join(folder, file) !== personalFile)
    .map(({ file }) => file);
  const [first] = configs;
  if (first === undefined) return undefined;
  return join(folder, configs.length === 1 ? first : await choose(configs, '--from'));
}

async function namedConfig(
  folder: string,
  { config, configFile }: Pick<ConfigRequest, 'config' | 'configFile'>,
  option: NamingOption = '--config',
): Promise<string | undefined> {
  if (config === undefined) return configFile;
  const found = await locateConfig(folder, config);
  if (found !== undefined) return found;
  const path = resolve(config);
  if (!isInside(folder, path)) throw new UsageError(`${option} ${config} is not inside ${folder}.`);
  const names = (await knownConfigs(folder)).map(({ file }) => shellWord(shortConfigName(file)));
  throw new UserError(
    `${path} does not exist.`,
    names.length === 0
      ? `Name the devcontainer.json itself with ${option}.`
      : `Use ${names.map((name) => `${option} ${name}`).join(' or ')}.`,
  );
}

/** The file that a name stands for: that of a folder below `.devcontainer`, or a path; a folder stands for the devcontainer.json in it. */
async function locateConfig(folder: string, name: string): Promise<string | undefined> {
  const byName = /^[^\\/]+$/.test(name) ? [join(folder, '.devcontainer', name)] : [];
  for (const path of [...byName, resolve(name), resolve(folder, name)]) {
    if (!isInside(folder, path)) continue;
    for (const file of [path, join(path, 'devcontainer.json')]) if (await isFile(file)) return file;
  }
  return undefined;
}

const isInside = (folder: string, path: string) =>
  relative(folder, path) !== '' && isWithin(plainPath(path), plainPath(folder));

/** True also of a link and what is no file, which are refused when they are read. */
async function isFile(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats !== undefined && !stats.isDirectory();
}
