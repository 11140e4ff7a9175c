import { statsJson } from '@claude-sessions/core/stats/statsJson.ts';
import { type StatsTable, statsText } from '@claude-sessions/core/stats/statsText.ts';
import { version } from '../../package.json';
import { requestFor } from '../conversations/requestFor.ts';
import { withContainers } from '../conversations/withContainers.ts';
import { UsageError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import { readStats, type StatsRequest } from '../stats/readStats.ts';
import { escapeControls, log, note, out, printJson, printResult } from '../terminal/output.ts';

export interface StatsOptions {
  readonly all?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly by?: StatsTable;
  readonly json?: boolean;
  readonly containers?: boolean;
  readonly dockerPath?: string;
}

/** `stats`: what the conversations of this project, or all, came to. */
export async function stats(folder: string | undefined, options: StatsOptions): Promise<number> {
  const troubles: string[] = [];
  const since = dayOption('--since', options.since, 0);
  const until = dayOption('--until', options.until, 1);
  const request = await requestOf(folder, options, (sentence) => void troubles.push(sentence));
  const found = await readStats({ ...request, since, until });
  if (options.json) {
    printJson(statsJson(found, { version, since, until, troubles }));
    return 0;
  }
  if (found.last === undefined) note(noneWords(options));
  else printResult(statsText(found, textOptions(options)).join('\n'));
  for (const each of troubles) log(`warning: ${escapeControls(each)}`);
  return 0;
}

/** Without `--containers` no engine is asked. */
async function requestOf(
  folder: string | undefined,
  options: StatsOptions,
  onTrouble: (sentence: string) => void,
): Promise<StatsRequest> {
  const request = { ...(await requestFor(folder, options)), onTrouble };
  return options.containers ? withContainers(request, engineFrom(options.dockerPath, process.env)) : request;
}

function textOptions({ by, since, until }: StatsOptions) {
  const { isTTY, columns = 80 } = process.stdout;
  return {
    ...{ width: columns, now: Date.now(), by, isBounded: since !== undefined || until !== undefined },
    isPlain: !isTTY || isPlainTerminal(process.env),
    bold: out.bold,
    dim: out.dim,
  };
}

/** One that says that it cannot show more than ASCII, or is asked not to. */
function isPlainTerminal({ NO_COLOR, TERM, LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  const isOther = process.platform !== 'win32' && locale !== '' && !/utf-?8/i.test(locale);
  return Boolean(NO_COLOR) || TERM === 'dumb' || TERM === 'linux' || isOther;
}

/**
 * When a day begins where this runs.
 * @param after so many days later
 * @throws UsageError when it is no day
 */
function dayOption(name: string, text: string | undefined, after: number): number | undefined {
  if (text === undefined) return undefined;
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  if (date.getMonth() !== Number(month) - 1 || date.getDate() !== Number(day))
    throw new UsageError(`${name} ${text} is no day.`, 'Write it as 2026-11-30.');
  date.setDate(date.getDate() + after);
  return date.getTime();
}

const noneWords = ({ all, since, until }: StatsOptions) => {
  const when = since === undefined && until === undefined ? 'yet' : 'in that time';
  return all
    ? `Nothing was used ${when}.`
    : `Nothing was used in this project ${when}; --all counts every project.`;
};
