import { homedir } from 'node:os';
import { conversationJson } from '@claude-sessions/core/conversations/conversationJson.ts';
import {
  conversationRows,
  conversationTable,
} from '@claude-sessions/core/conversations/conversationTable.ts';
import { shownSize } from '@claude-sessions/core/conversations/shownSize.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { type LetGoRules, parseAge, parseSize } from '@claude-sessions/core/prune/letGoRules.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import type { FindRequest } from '../conversations/findConversations.ts';
import { requestFor } from '../conversations/requestFor.ts';
import { withContainers } from '../conversations/withContainers.ts';
import { UsageError } from '../host/errors.ts';
import { type Choice, type Chosen, chooseConversations } from '../prune/conversations/chooseConversations.ts';
import { type LetGo, letGo } from '../prune/conversations/letGo.ts';
import { engineFrom } from '../settings/setting.ts';
import { escapeControls, log, note, out, printJson, printResult } from '../terminal/output.ts';
import { askConsent } from './askConsent.ts';

export interface PruneConversationsOptions {
  readonly all?: boolean;
  readonly olderThan?: string;
  readonly largerThan?: string;
  readonly empty?: boolean;
  readonly remnants?: boolean;
  readonly headless?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
}

/** `prune --conversations`: lets conversations of this host go, after they were shown, approved and kept in a snapshot. */
export async function pruneConversations(
  folder: string | undefined,
  options: PruneConversationsOptions,
): Promise<number> {
  const rules = rulesOf(options);
  const troubles: string[] = [];
  const onTrouble = (sentence: string) => void troubles.push(sentence);
  const request = await requestFor(folder, options);
  const engine = engineFrom(options.dockerPath, process.env);
  const found: FindRequest = withContainers({ ...request, onTrouble }, engine);
  const choice = await chooseConversations(found, rules, Date.now());
  for (const each of troubles) log(`warning: ${escapeControls(each)}`);
  const { chosen } = choice;
  if (options.dryRun || chosen.length === 0) {
    if (options.json) printJson(reportOf(choice, [], options));
    else printResult(chosen.length === 0 ? noneText(choice) : linesOf(choice, options).join('\n'));
    return 0;
  }
  for (const line of linesOf(choice, options)) (options.yes ? note : log)(line);
  await askConsent(
    `Let ${chosen.length === 1 ? 'it' : 'them'} go? A snapshot has ${chosen.length === 1 ? 'it' : 'them'} first.`,
    options,
  );
  const gone: LetGo[] = [];
  for (const [project, ofProject] of byProject(chosen))
    gone.push(await letGo({ home: homedir(), configDir: request.configDir, project }, ofProject));
  if (options.json) printJson(reportOf(choice, gone, options));
  else printResult(gone.flatMap(goneLines).join('\n'));
  const failed = gone.flatMap((each) => each.failed);
  if (!options.json) for (const each of failed) log(`warning: ${escapeControls(each)}`);
  return failed.length > 0 ? 1 : 0;
}

function rulesOf(options: PruneConversationsOptions): LetGoRules {
  const { empty, remnants, headless, olderThan, largerThan } = options;
  const age = olderThan === undefined ? undefined : parseAge(olderThan);
  const size = largerThan === undefined ? undefined : parseSize(largerThan);
  if (olderThan !== undefined && age === undefined)
    throw new UsageError(`--older-than ${olderThan} is no time.`, 'Write 90d, 12h or 4w, say.');
  if (largerThan !== undefined && size === undefined)
    throw new UsageError(`--larger-than ${largerThan} is no size.`, 'Write 50MB, say.');
  if (!empty && !remnants && !headless && age === undefined && size === undefined)
    throw new UsageError(
      'Nothing says which conversations are to go.',
      'Add --older-than, --larger-than, --empty, --remnants or --headless.',
    );
  return { empty, remnants, headless, olderThan: age, largerThan: size };
}

function byProject(chosen: readonly Chosen[]): Map<string, Chosen[]> {
  const found = new Map<string, Chosen[]>();
  for (const each of chosen) {
    const known = found.get(each.project);
    if (known) known.push(each);
    else found.set(each.project, [each]);
  }
  return found;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

function linesOf(choice: Choice, { all }: PruneConversationsOptions): string[] {
  const { isTTY, columns = 80 } = process.stderr;
  const conversations = choice.chosen.map(({ conversation }) => conversation);
  const now = Date.now();
  const home = homedir();
  const table = isTTY
    ? conversationTable(conversations, {
        ...{ width: columns, now, dim: out.dim },
        ...(all && { projectName: ({ project, cwd, slug }) => shortenHome(project ?? cwd ?? slug, home) }),
      })
    : conversationRows(conversations, now).map((row) => row.replaceAll('\t', '  '));
  const forked = choice.chosen.filter(({ forks }) => forks.length > 0);
  return [
    ...table,
    '',
    `${counted(conversations.length, 'conversation')}, ${shownSize(sum(conversations.map(({ size }) => size)))} of transcripts, with the folders, tasks and checkpoints that are theirs.`,
    ...forked.map(
      ({ conversation, forks }) =>
        `From ${conversation.id.slice(0, 8)} ${forks.length === 1 ? 'a branch was' : `${forks.length} branches were`} begun that ${forks.length === 1 ? 'stays' : 'stay'}: ${forks.map((id) => id.slice(0, 8)).join(', ')}. What was said before is in ${forks.length === 1 ? 'it' : 'them'}, too.`,
    ),
    ...sparedLines(choice),
  ];
}

const sparedWords = {
  open: 'since Claude Code has them open',
  waiting: 'since lines of the container wait to be pulled',
  'unknown-project': 'since nothing tells of which project they are',
} as const;

function sparedLines({ spared }: Choice): string[] {
  return (Object.keys(sparedWords) as (keyof typeof sparedWords)[]).flatMap((why) => {
    const ids = spared.flatMap(({ conversation, why: each }) =>
      each === why ? conversation.id.slice(0, 8) : [],
    );
    return ids.length === 0 ? [] : [`Left alone ${sparedWords[why]}: ${ids.join(', ')}.`];
  });
}

const noneText = (choice: Choice) => ['There is no such conversation.', ...sparedLines(choice)].join('\n');

function goneLines({ project, snapshot, removed, files, bytes }: LetGo): string[] {
  const [first] = removed;
  if (first === undefined)
    return [`${escapeControls(shortenHome(project, homedir()))}: nothing was taken away.`];
  return [
    `${escapeControls(shortenHome(project, homedir()))}: ${counted(removed.length, 'conversation')} gone (${counted(files, 'file')}, ${shownSize(bytes)}).`,
    `  In the snapshot ${snapshot}: \`claude-sessions restore ${removed.length === 1 ? first : 'ID'}\` brings ${removed.length === 1 ? 'it' : 'one'} back.`,
  ];
}

/** As `schemas/change-report.schema.json` says. */
function reportOf(
  { chosen, spared }: Choice,
  gone: readonly LetGo[],
  { dryRun = false }: PruneConversationsOptions,
): Record<string, unknown> {
  const changed = dryRun ? chosen.length > 0 : gone.some(({ removed }) => removed.length > 0);
  return {
    ...{ schemaVersion: 1, version, command: 'prune', dryRun, changed },
    conversations: chosen.map(({ conversation, project, forks }) => ({
      ...conversationJson(conversation),
      project,
      forks,
    })),
    spared: spared.map(({ conversation, why }) => ({ id: conversation.id, why })),
    gone,
  };
}
