import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { configLabel, folderLabel } from '@claude-sessions/core/container/ownContainer.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import type { CommandWords } from '@claude-sessions/core/findings/advice.ts';
import { findingsOf } from '@claude-sessions/core/findings/check.ts';
import { isWithin, plainPath } from '@claude-sessions/core/mounts/claudeSource.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import type { Scope } from '../facts/gatherFacts.ts';
import { severeOf } from '../facts/lookAt.ts';
import { type Engine, type ListedContainer, listContainers } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { isMissing } from '../host/files.ts';
import { leftoverJson, leftoverLines } from '../prune/leftoverLines.ts';
import { findLeftovers, type Leftover } from '../prune/leftovers.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { escapeControls, printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { chooseOwn } from '../workspace/findContainer.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { attemptLines, countLine, type ReportDetail, reportLines } from './reportLines.ts';
import { type Treated, type Treatment, treat } from './treat.ts';

/** Containers that carry the labels of one folder and configuration. */
interface Group {
  readonly folder: string;
  readonly config: string;
  readonly containers: ListedContainer[];
}

/** A group that is no dev container to look at, and why. */
interface Skipped {
  readonly folder: string;
  readonly containers: readonly string[];
  readonly why: string;
}

/** `doctor --all`: every dev container of this user. @throws UserError when the engine does not answer */
export async function doctorAll(options: Treatment & { json?: boolean }): Promise<number> {
  const engine = engineFrom(options.dockerPath, process.env);
  const collection = collectionFrom({}, process.env);
  const { groups, skipped } = await withProgress('Asking the container engine …', () => findGroups(engine));
  const leftovers = await findLeftovers(engine, homedir());
  const treated = await treatAll(groups, { engine, collection, inside: true }, options);
  if (options.json) {
    const { reportJson } = await import('./reportJson.ts');
    printJson({
      version,
      containers: treated.map(({ look, attempts, words }) => reportJson(look, attempts, words)),
      skipped,
      gone: leftovers.map(leftoverJson),
    });
  } else {
    printResult(allLines(treated, skipped, leftovers, options).join('\n'));
  }
  return treated.some(({ look }) => severeOf(look.results).length > 0) ? 1 : 0;
}

/** Looks at some at once; what is changed is changed one after the other. */
async function treatAll(groups: readonly Group[], scope: Scope, options: Treatment): Promise<TreatedHere[]> {
  const width = options.fix || options.recreate ? 1 : 4;
  const treated: TreatedHere[] = [];
  for (let start = 0; start < groups.length; start += width) {
    const some = groups.slice(start, start + width);
    const work = () => Promise.all(some.map((group) => treatGroup(group, scope, options)));
    const folders = some.map(({ folder }) => escapeControls(folder)).join(', ');
    treated.push(...(await (options.recreate ? work() : withProgress(`Looking at ${folders} …`, work))));
  }
  return treated;
}

/** With the names of our commands for it. */
interface TreatedHere extends Treated {
  readonly words: CommandWords;
}

async function treatGroup(group: Group, scope: Scope, options: Treatment): Promise<TreatedHere> {
  const workspace = await openWorkspace(group.folder, group.config);
  const lookup = chooseOwn(group.containers, workspace);
  const treated = await treat(workspace, { ...scope, lookup }, options);
  return { ...treated, words: await wordsHere(workspace.folder) };
}

/** Sorts the containers of dev containers tools by what they are of. */
async function findGroups(engine: Engine): Promise<{ groups: Group[]; skipped: Skipped[] }> {
  const listed = await listContainers(engine, [folderLabel]);
  if ('reason' in listed) {
    throw new UserError(
      `The container engine "${engine.command}" does not answer: ${listed.reason}`,
      'Start it, or name another with --docker-path.',
    ).as('engine-unreachable');
  }
  const byPlace = new Map<string, Group>();
  for (const each of listed) {
    const { [folderLabel]: folder = '', [configLabel]: config = '' } = each.container.labels;
    const key = JSON.stringify([folder, config]);
    const group = byPlace.get(key) ?? { folder, config, containers: [] };
    group.containers.push(each);
    byPlace.set(key, group);
  }
  const groups: Group[] = [];
  const skipped: Skipped[] = [];
  for (const group of byPlace.values()) {
    const why = await whySkipped(group);
    if (why === undefined) groups.push(group);
    else if (why !== notOurs) {
      skipped.push({
        folder: group.folder,
        containers: group.containers.map(({ container }) => container.name),
        why,
      });
    }
  }
  return { groups, skipped };
}

/** Another user's is none of ours to tell of. */
const notOurs = Symbol('not ours');

/** A clause; undefined when the group can be looked at. Labels may be forged: nothing outside of the folder is read. */
async function whySkipped({ folder, config }: Group): Promise<string | typeof notOurs | undefined> {
  if (!isAbsolute(folder)) return 'its label names no folder';
  const stats = await stat(folder).catch((error: unknown) => (isMissing(error) ? null : undefined));
  if (stats === null) return 'its folder is gone';
  if (!stats?.isDirectory() || (process.getuid && stats.uid !== process.getuid())) return notOurs;
  if (config === '') return 'its label names no devcontainer.json';
  return isWithin(plainPath(config), plainPath(folder))
    ? undefined
    : 'its devcontainer.json lies outside of its folder';
}

function allLines(
  treated: readonly TreatedHere[],
  skipped: readonly Skipped[],
  leftovers: readonly Leftover[],
  detail: ReportDetail,
): string[] {
  const home = homedir();
  const each = treated.flatMap(({ look, attempts, words }) => [
    ...attemptLines(attempts, home),
    ...reportLines(look, words, detail),
    '',
  ]);
  const rest = skipped.map(({ folder, containers, why }) => {
    return shortenHome(escapeControls(`${folder}: ${why}; container ${containers.join(', ')}`), home);
  });
  const findings = treated.flatMap(({ look }) => findingsOf(look.results));
  const count = counted(treated.length, 'dev container');
  return [
    ...each,
    ...(rest.length > 0 ? ['Not looked at:', ...rest.map((line) => `  ${line}`), ''] : []),
    ...(leftovers.length > 0
      ? [
          'Left of projects that are gone; `claude-sessions prune` clears it:',
          ...leftovers.flatMap((each) => leftoverLines(each, home)).map((line) => `  ${line}`),
          '',
        ]
      : []),
    `${count}. ${countLine(findings)}`,
  ];
}
