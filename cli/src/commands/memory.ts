import { homedir } from 'node:os';
import { counted } from '@claude-sessions/core/counted.ts';
import { ourCommand } from '@claude-sessions/core/findings/advice.ts';
import type { OfferedNote } from '@claude-sessions/core/memory/planNotes.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import { noteDiff } from '../memory/noteDiff.ts';
import { carryOutPull, type PlannedPull, type Pulled, planPull } from '../memory/pullNotes.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { askChoice, askYesNo } from '../terminal/ask.ts';
import { err, escapeControls, log, note, printDiff, printJson, printResult } from '../terminal/output.ts';
import { wordsHere } from '../workspace/commandWords.ts';
import { lockProject } from '../workspace/lockProject.ts';
import { readConfig } from '../workspace/workspace.ts';
import { canConsent, notApproved } from './askConsent.ts';
import { openChosen } from './openChosen.ts';
import type { CommonOptions } from './options.ts';

export interface MemoryOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** Also what was declined before. */
  readonly all?: boolean;
}

/** `memory pull`: offers what is new in a container's own memory to the host's. Exit code 1 when something was left undecided. */
export async function pullMemory(folderName: string | undefined, options: MemoryOptions): Promise<number> {
  const workspace = await openChosen(folderName, options, {
    hint: async (folder) =>
      `Make one first, with ${(await wordsHere(folder))(ourCommand('share', '--create'))}.`,
  });
  const document = await readConfig(workspace.configFile);
  return lockProject(workspace, async () => {
    const plan = await planPull(workspace, document, engineFrom(options.dockerPath, process.env), {
      all: options.all ?? false,
      collection: collectionFrom({}, process.env),
    });
    const warnings = warningLines(plan);
    for (const line of warnings) log(line);
    if (plan.offers.length === 0 || options.dryRun) {
      if (options.json) printJson(report(plan, { taken: [], declined: [] }, options));
      else if (plan.offers.length === 0)
        printResult(`The container’s memory has nothing new for ${place(plan)}.`);
      else printDiff(plan.offers.map(noteDiff).join(''));
      return 0;
    }
    const { accepted, declined } = await decide(plan, options);
    const done = await carryOutPull(plan, accepted, declined);
    if (options.json) printJson(report(plan, done, options));
    else printResult(doneLine(plan, done));
    const left = plan.offers.length - accepted.length - declined.length;
    if (left > 0) log(`${counted(left, 'file')} left to decide: run this in a terminal, without --yes.`);
    return left > 0 ? 1 : 0;
  });
}

const place = ({ folder }: PlannedPull) => escapeControls(shortenHome(folder, homedir()));

function warningLines({ offers, leftOut }: PlannedPull): string[] {
  return [
    ...leftOut.map(({ path, why }) => `warning: ${escapeControls(`${path} was left out: ${why}.`)}`),
    ...offers.flatMap(({ path, hidden, replaces }) => [
      ...(hidden.length > 0
        ? [`warning: ${path} has hidden characters in it, shown as their codes: ${hidden.join(', ')}.`]
        : []),
      ...(replaces ? [`warning: ${path} on this host has words of its own, which would go.`] : []),
    ]),
  ];
}

interface Decision {
  readonly accepted: readonly OfferedNote[];
  readonly declined: readonly OfferedNote[];
}

/** Shows what is offered, and asks. @throws UserError where nobody can be asked */
async function decide(plan: PlannedPull, options: MemoryOptions): Promise<Decision> {
  const { offers } = plan;
  for (const each of offers) (options.yes ? note : log)(colouredDiff(each));
  if (options.yes) {
    return {
      accepted: offers.filter(({ hidden, replaces }) => hidden.length === 0 && !replaces),
      declined: [],
    };
  }
  if (!canConsent(options)) throw notApproved();
  const follows = 'Claude Code on this host follows what its memory says, as instructions.';
  const question = `Write ${offers.length === 1 ? 'this' : `these ${offers.length} files`} into ${place(plan)}? ${follows}`;
  if (offers.length === 1) {
    return (await askYesNo(question, false))
      ? { accepted: offers, declined: [] }
      : { accepted: [], declined: offers };
  }
  const answer = await askChoice(question, [
    { value: 'none', label: 'No, none of them' },
    { value: 'each', label: 'Ask for each file' },
    { value: 'all', label: 'Yes, all of them' },
  ]);
  if (answer === 'all') return { accepted: offers, declined: [] };
  if (answer === 'none') return { accepted: [], declined: offers };
  const accepted: OfferedNote[] = [];
  for (const each of offers)
    if (await askYesNo(`Write ${escapeControls(each.path)}?`, false)) accepted.push(each);
  return { accepted, declined: offers.filter((each) => !accepted.includes(each)) };
}

function colouredDiff(offer: OfferedNote): string {
  const lines = noteDiff(offer).split('\n');
  const colour = (line: string) =>
    line.startsWith('+') ? err.green(line) : line.startsWith('-') ? err.red(line) : line;
  return lines.map((line) => colour(line.replaceAll('\t', '    '))).join('\n');
}

function doneLine(plan: PlannedPull, { taken, declined }: Pulled): string {
  const names = taken.map(({ path }) => escapeControls(path)).join(', ');
  const wrote = taken.length > 0 ? `Wrote ${names} into ${place(plan)}.` : 'Nothing was written.';
  if (declined.length === 0) return wrote;
  return `${wrote} What you declined is not offered again until it changes; --all offers it.`;
}

/** As `--json` prints it. */
function report(
  { folder, offers, leftOut }: PlannedPull,
  { taken, declined }: Pulled,
  { dryRun }: MemoryOptions,
) {
  const has = (notes: readonly OfferedNote[], path: string) => notes.some((each) => each.path === path);
  return {
    version,
    folder,
    dryRun: dryRun ?? false,
    notes: offers.map(({ path, before, hidden, replaces }) => ({
      ...{ path, change: before === null ? 'new' : 'changed', hidden, replaces },
      state: has(taken, path) ? 'taken' : has(declined, path) ? 'declined' : 'offered',
    })),
    leftOut,
  };
}
