import { lstat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UsageError, UserError } from '../host/errors.ts';
import { readRecord } from './records.ts';
import { openWorkspace, personalConfig, resolveFolder, teamConfigs } from './workspace.ts';

/** As stated by the user. */
export interface ConfigRequest {
  /** The project folder; the current directory when it is left out. */
  readonly folder: string | undefined;
  /** A devcontainer.json as it was named on the command line: a path relative to the current directory. It has to exist. */
  readonly config?: string | undefined;
  /** A devcontainer.json as an editor has it: absolute. It need not exist. */
  readonly configFile?: string | undefined;
  readonly personal?: boolean | undefined;
}

interface ConfigChoice {
  /** The project folder, absolute. */
  readonly folder: string;
  /** Absolute; undefined when the folder has none. */
  readonly configFile: string | undefined;
  /** It is the personal configuration, which need not exist. */
  readonly personal: boolean;
}

/** Chooses one of several configurations, which are relative to the folder. */
export type ChooseConfig = (configs: readonly string[]) => Promise<string>;

/**
 * Which devcontainer.json is meant: the one named, the only one there is, or the one chosen. The one answer to that, for
 * every command and for editors.
 * @throws UserError when the folder is none, or the one named does not exist; UsageError when it is not in the folder
 */
export async function chooseConfig(request: ConfigRequest, choose: ChooseConfig): Promise<ConfigChoice> {
  const folder = await resolveFolder(request.folder);
  const named = await namedConfig(folder, request);
  const ofPersonal = join(folder, personalConfig);
  if (request.personal || named === ofPersonal) return { folder, configFile: ofPersonal, personal: true };
  return { folder, configFile: named ?? (await chooseTeamConfig(folder, choose)), personal: false };
}

/**
 * The team's devcontainer.json that the personal configuration is made of: the one named, the one it was made of before if it is still there,
 * the only one there is, or the one chosen.
 * @returns undefined when there is none
 * @throws UserError, UsageError as `chooseConfig`
 */
export async function teamConfigFor(
  folder: string,
  request: Pick<ConfigRequest, 'config' | 'configFile'>,
  choose: ChooseConfig,
): Promise<string | undefined> {
  const ofPersonal = join(folder, personalConfig);
  const named = await namedConfig(folder, request);
  if (named !== undefined && named !== ofPersonal) return named;
  const record = await readRecord(await openWorkspace(folder, ofPersonal));
  const made = record?.team?.path;
  const isThere = made !== undefined && (await lstat(made).catch(() => undefined)) !== undefined;
  return isThere ? made : chooseTeamConfig(folder, choose);
}

async function chooseTeamConfig(folder: string, choose: ChooseConfig): Promise<string | undefined> {
  const configs = await teamConfigs(folder);
  const [first] = configs;
  if (first === undefined) return undefined;
  return join(folder, configs.length === 1 ? first : await choose(configs));
}

async function namedConfig(
  folder: string,
  { config, configFile }: Pick<ConfigRequest, 'config' | 'configFile'>,
): Promise<string | undefined> {
  if (config === undefined) return configFile;
  const path = resolve(config);
  const inside = relative(folder, path);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new UsageError(`--config ${config} is not inside ${folder}.`);
  }
  if (!(await lstat(path).catch(() => undefined))) {
    throw new UserError(`${path} does not exist.`, 'Name the devcontainer.json itself with --config.');
  }
  return path;
}
