import { homedir } from 'node:os';
import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { openInside } from '../conversations/containers/openInside.ts';
import { findConversations } from '../conversations/findConversations.ts';
import { openOnHost } from '../conversations/hostState.ts';
import { requestForProject } from '../conversations/requestFor.ts';
import { containersBy } from '../conversations/withContainers.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { engineFrom } from '../settings/setting.ts';
import { openPlace } from '../sync/openPlace.ts';
import type { LeftConversation, SyncReport } from '../sync/SyncReport.ts';
import { sync as syncProject } from '../sync/sync.ts';
import {
  forgetPlace,
  keyPath,
  readKey,
  readSyncSettings,
  type SyncSettings,
  writeKey,
  writeSyncSettings,
} from '../sync/syncSettings.ts';
import { whichProject } from '../sync/whichProject.ts';
import { withProgress } from '../terminal/ask.ts';
import { escapeControls, log, note, printJson, printResult } from '../terminal/output.ts';

export interface SyncOptions {
  readonly with?: string;
  readonly plain?: boolean;
  readonly keyFile?: string;
  readonly key?: boolean;
  readonly off?: boolean;
  readonly status?: boolean;
  readonly project?: string;
  readonly accept?: boolean;
  readonly restore?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
  readonly resticPath?: string;
  readonly init?: boolean;
}

/** `sync`: carries the conversations of a project between the user's machines. */
export async function sync(folder: string | undefined, options: SyncOptions): Promise<number> {
  const home = homedir();
  const alone = [options.key, options.off, options.status].filter(Boolean);
  if (alone.length > 1) throw new UsageError('--key, --off and --status do not go together.', 'Choose one.');
  if (options.key) return await printKey(home, options);
  if (options.off) return await off(home, options);
  const settings = await readSyncSettings(home);
  const { project: main, configDir } = await requestForProject(folder);
  const project = await whichProject(main, options.project, settings);
  const troubles: string[] = [];
  const { store, place, newKey, isNewKey } = await openPlace(home, options, settings, (sentence) => {
    if (!troubles.includes(sentence)) troubles.push(sentence);
  });
  if (options.status)
    return tellStatus(await store.states(project.key), { project: project.key, place, troubles }, options);
  const now: SyncSettings = {
    ...settings,
    place,
    projects: { ...settings.projects, [project.trees[0]]: project.key },
  };
  // Whether it is there, and readable, is known before it is remembered.
  if (options.with !== undefined) await store.states(project.key);
  if (!options.dryRun) {
    if (newKey !== undefined) await writeKey(home, newKey);
    await writeSyncSettings(home, now);
  }
  const report = await withProgress('Synchronizing …', () =>
    syncProject({
      ...{ home, configDir, project, settings: now, store, env: process.env, troubles },
      dryRun: options.dryRun === true,
      accepts: options.accept === true,
      restore: options.restore,
      openSessions: () => openSessions(configDir, project.trees, options),
    }),
  );
  ensureRestored(report, options);
  if (options.json) printJson({ schemaVersion: 1, dryRun: options.dryRun === true, ...report });
  else {
    const titles = await titlesOf(report, { configDir, home, project: project.trees[0] });
    printResult(reportLines(report, titles, options.dryRun === true).join('\n'));
  }
  for (const sentence of troubles) log(sentence);
  if (isNewKey && !options.dryRun)
    note(
      `A key was made: ${keyPath(home)}. On your other machines nothing can be read without it: \`claude-sessions sync --key > FILE\` here, carry FILE over by hand, and there \`claude-sessions sync --with PLACE --key-file FILE\`.`,
    );
  return report.left.some(({ why }) => why === 'damaged' || why === 'acts') || troubles.length > 0 ? 1 : 0;
}

async function openSessions(
  configDir: string,
  trees: readonly string[],
  { dockerPath }: SyncOptions,
): Promise<ReadonlySet<string>> {
  const containersOf = containersBy(engineFrom(dockerPath, process.env));
  const inside = await Promise.all(trees.map(async (tree) => openInside(await containersOf(tree))));
  return new Set([...(await openOnHost(configDir)), ...inside.flatMap((ids) => [...ids])]);
}

async function printKey(home: string, { json }: SyncOptions): Promise<number> {
  const key = await readKey(home);
  if (key === undefined)
    throw new UserError(
      'This machine has no key yet.',
      'The first `claude-sessions sync --with PLACE` makes one.',
    );
  if (json) printJson({ key });
  else printResult(key);
  return 0;
}

async function off(home: string, { json }: SyncOptions): Promise<number> {
  const wasOn = await forgetPlace(home);
  if (json) printJson({ wasOn });
  else
    printResult(
      wasOn
        ? `Nothing is synchronized any more. What was put down stays there, and so does the key, ${keyPath(home)}.`
        : 'Nothing was synchronized.',
    );
  return 0;
}

type States = Awaited<ReturnType<Awaited<ReturnType<typeof openPlace>>['store']['states']>>;

function tellStatus(
  states: States,
  {
    project,
    place,
    troubles,
  }: { project: string; place: { with: string; plain: boolean }; troubles: readonly string[] },
  { json }: SyncOptions,
): number {
  const machines = states.map(({ machine, host, at, files, missing }) => ({
    ...{ machine, host, at: new Date(at).toISOString(), files: files.length, missing },
    conversations: files.filter(({ path }) => /(^|\/)[^/]{36}\.jsonl$/.test(path)).length,
  }));
  if (json)
    printJson({ schemaVersion: 1, project, place: place.with, isPlain: place.plain, machines, troubles });
  else {
    const lines = machines.map(({ host, at, conversations, missing }) => {
      const rest = missing > 0 ? `, not all is there yet (${counted(missing, 'file')})` : '';
      return `  ${shownLine(host, 60)}: ${counted(conversations, 'conversation')}, ${at}${rest}`;
    });
    const place_ = `${escapeControls(place.with)}${place.plain ? ' (not encrypted)' : ''}`;
    printResult(
      [
        `Project: ${escapeControls(project)}`,
        `Place: ${place_}`,
        ...(lines.length > 0 ? lines : ['  Nothing was put down yet.']),
      ].join('\n'),
    );
    for (const sentence of troubles) log(sentence);
  }
  return troubles.length > 0 ? 1 : 0;
}

function ensureRestored({ got, forwarded, forked }: SyncReport, { restore }: SyncOptions): void {
  if (restore === undefined || restore === 'all') return;
  const wanted = restore.toLowerCase();
  if ([...got, ...forwarded, ...forked].some(({ session }) => session.startsWith(wanted))) return;
  throw new UserError(
    `No machine has put down more of ${restore} than is here.`,
    'See `claude-sessions sync --status`; a snapshot may have it: `claude-sessions restore`.',
  );
}

type Titles = ReadonlyMap<string, string>;

async function titlesOf(
  report: SyncReport,
  request: Parameters<typeof findConversations>[0],
): Promise<Titles> {
  const named = [...report.got, ...report.forwarded, ...report.forked, ...report.left];
  if (named.length === 0) return new Map();
  const found = await findConversations(request).catch(() => []);
  return new Map(found.map((each) => [each.id, shownLine(titleOf(each) ?? '', 60)]));
}

const mostShown = 20;

function reportLines(report: SyncReport, titles: Titles, isDry: boolean): string[] {
  const { got, forwarded, forked, files, beside, put } = report;
  const name = (session: string) => {
    const title = titles.get(session);
    return title ? `${session.slice(0, 8)} ${title}` : session;
  };
  const list = (word: string, lines: readonly string[]) => [
    ...lines
      .slice(0, mostShown)
      .map((line) => `${isDry ? 'Would be ' : ''}${isDry ? word.toLowerCase() : word}: ${line}`),
    ...(lines.length > mostShown ? [`… and ${lines.length - mostShown} more`] : []),
  ];
  const lines = [
    ...list(
      'New here',
      got.map(({ session, from }) => `${name(session)}, from ${from}`),
    ),
    ...list(
      'Gone on with',
      forwarded.map(({ session, from }) => `${name(session)}, from ${from}`),
    ),
    ...list(
      'Both kept',
      forked.map(
        ({ session, from, fork }) =>
          `${name(session)}; that of ${from} is ${fork === '' ? 'a conversation of its own' : fork}`,
      ),
    ),
    ...list(
      'Kept beside',
      beside.map((path) => escapeControls(path)),
    ),
    ...leftLines(report.left, name),
  ];
  const isNothing = lines.length === 0 && files === 0 && put.files === 0;
  const what = isDry ? 'Would be put down' : 'Put down';
  return [
    `Project: ${escapeControls(report.project)}`,
    ...lines,
    ...(files > 0 ? [`${counted(files, 'file')} of conversations${isDry ? ' would be' : ''} added.`] : []),
    ...(put.files > 0 || isNothing
      ? [
          isNothing
            ? `Nothing new, here or in ${escapeControls(report.place)}.`
            : `${what} in ${escapeControls(report.place)}: ${counted(put.files, 'file')}.`,
        ]
      : []),
  ];
}

function leftLines(left: readonly LeftConversation[], name: (session: string) => string): string[] {
  const deleted = left.filter(({ why }) => why === 'deleted');
  const rest = left.filter(({ why }) => why !== 'deleted');
  return [
    ...rest.slice(0, mostShown).map((each) => leftLine(each, name(each.session))),
    ...(rest.length > mostShown ? [`… and ${rest.length - mostShown} more`] : []),
    ...(deleted.length > 0
      ? [
          `${counted(deleted.length, 'conversation')} deleted here stay away. Back with: claude-sessions sync --restore ID (or all)`,
        ]
      : []),
  ];
}

function leftLine({ session, why, from, codes }: LeftConversation, name: string): string {
  if (why === 'open') return `Left for the next time, as Claude Code has it open: ${name}`;
  if (why === 'damaged')
    return `Lost lines here, and was not put down so: ${name}. Whole again with: claude-sessions sync --restore ${session}`;
  return `Not taken from ${from}, as it holds what would act here (${codes?.join(', ')}): ${name}. If it is yours: claude-sessions sync --accept`;
}
