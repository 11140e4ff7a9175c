import { homedir } from 'node:os';
import { folderLabel } from '@claude-sessions/core/container/ownContainer.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import type { CommandWords } from '@claude-sessions/core/findings/advice.ts';
import { findingsOf } from '@claude-sessions/core/findings/check.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import type { Scope } from '../facts/gatherFacts.ts';
import { severeOf } from '../facts/lookAt.ts';
import { type Engine, type ListedContainer, listContainers } from '../host/engine.ts';
import { leftoverJson, leftoverLines } from '../prune/leftoverLines.ts';
import { findLeftovers, type Leftover } from '../prune/leftovers.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { withProgress } from '../terminal/ask.ts';
import { escapeControls, printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { type Group, groupContainers, type Skipped, unreachable } from '../workspace/devContainerGroups.ts';
import { chooseOwn } from '../workspace/findContainer.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { attemptLines, countLine, type ReportDetail, reportLines } from './reportLines.ts';
import { type Treated, type Treatment, treat } from './treat.ts';

/** `doctor --all`: every dev container of this user. @throws UserError when the engine does not answer */
export async function doctorAll(options: Treatment & { json?: boolean }): Promise<number> {
  const engine = engineFrom(options.dockerPath, process.env);
  const collection = collectionFrom({}, process.env);
  const { groups, skipped } = await withProgress('Asking the container engine …', async () =>
    groupContainers(await listOf(engine)),
  );
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

async function listOf(engine: Engine): Promise<readonly ListedContainer[]> {
  const listed = await listContainers(engine, [folderLabel]);
  if ('reason' in listed) throw unreachable(engine, listed.reason);
  return listed;
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
