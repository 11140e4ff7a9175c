import { type DevcontainerDocument, documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { keepsHome } from '@claude-sessions/core/features.ts';
import { advice, ourCommand } from '@claude-sessions/core/findings/advice.ts';
import { commandFor } from '@claude-sessions/core/findings/words.ts';
import {
  type Chosen,
  defaultShareOptions,
  type Mode,
  type ShareOptions,
} from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { type CarriedOut, carryOut } from '../change/carryOut.ts';
import { changeReport } from '../change/changeReport.ts';
import { type Foreseen, lookAhead } from '../change/lookAhead.ts';
import { loginOfTarget, reviewOfTarget } from '../change/modeNow.ts';
import {
  breachLines,
  changeLines,
  keptLines,
  logSeenByGit,
  outcomeJson,
  printPlan,
  warningLines,
} from '../change/report.ts';
import { withoutLogin } from '../facts/hostClaude.ts';
import { UserError } from '../host/errors.ts';
import { collectionFrom, engineFrom } from '../settings/setting.ts';
import { carryOutTakeOver, type TakeOver } from '../takeOver/takeOver.ts';
import { withProgress } from '../terminal/ask.ts';
import { log, printJson, printResult } from '../terminal/output.ts';
import { paged } from '../terminal/paged.ts';
import { bringUp } from '../up/bringUp.ts';
import { adviceHere } from '../workspace/commandWords.ts';
import { requestOf } from './askForChange.ts';
import { askTakeOver, formerJson, formerLines } from './askTakeOver.ts';
import { tellReview } from './carryReview.ts';
import type { ChangeOptions } from './options.ts';
import { withTarget } from './targetOf.ts';

/** What a change means, as lines; a dry run says it, too. */
interface Meaning {
  readonly meaning: readonly string[];
  /** What to do next, once it is made. */
  readonly next: readonly string[];
}

/** A mode as it is stated by a command. */
interface StatedMode {
  readonly mode: Exclude<Mode, 'none'>;
  readonly options: Omit<ShareOptions, 'login' | 'review'>;
  /** Left out, it stays as it is where the mode is `share`. */
  readonly review?: boolean | undefined;
}

/**
 * `share` and `isolate`: works the change out, makes it, brings the dev container up where that is asked for, and says
 * what came of it.
 * @param describe what the change means for the user; `left`: the container's own conversations so far stay elsewhere
 * @returns the exit code
 */
export async function setMode(
  folder: string | undefined,
  options: ChangeOptions,
  stated: StatedMode,
  describe: (change: Foreseen, done: CarriedOut | undefined, left: boolean) => Promise<Meaning>,
): Promise<number> {
  const { mode } = stated;
  const engine = engineFrom(options.dockerPath, process.env);
  const { foreseen, wanted, done, chosen, written } = await withTarget(
    folder,
    options,
    mode,
    async ({ target, personal }) => {
      const collection = collectionFrom(options, process.env);
      const named = options.login ?? options.credentials;
      const login = named ? { written: named, chosen: named } : loginOfTarget(target, collection);
      const review = mode === 'share' && (stated.review ?? reviewOfTarget(target, collection));
      const wantedOptions = { ...defaultShareOptions, ...stated.options, review };
      const chosen: Chosen = { mode, options: { ...wantedOptions, login: login.chosen } };
      const written = { ...wantedOptions, login: login.written };
      const foreseen = await lookAhead(target, requestOf(mode, written, options), engine);
      const wanted = await askTakeOver(foreseen, options, engine);
      const done = options.dryRun ? undefined : await carryOut(foreseen, { chosen, engine, personal });
      return { foreseen, wanted, done, chosen, written };
    },
  );
  const { target, breaches, disclosure, plan, former } = foreseen;
  logSeenByGit(done);
  for (const report of done?.carried ?? []) await tellReview(target.workspace, report);
  const takeOver =
    former && wanted.length > 0
      ? await withProgress('Taking over …', () =>
          carryOutTakeOver(target.workspace, former, wanted, isHomeKept(plan.after)),
        )
      : [];
  const failed = takeOver.some(({ kind }) => kind === 'left');
  const hasLogin = takeOver.some((each) => each.kind === 'taken' && each.holding.login);
  const change = hasLogin ? { ...foreseen, asks: withoutLogin(foreseen.asks) } : foreseen;
  const ofFormer = await formerLines(change, takeOver, engine);
  if (options.up && failed) refuseToStart(ofFormer);
  if (done && options.up && plan.after) {
    // What they are about may keep the container from coming up.
    for (const line of [...ofFormer, ...warningLines(change)]) log(line);
    const configured = { mode, options: written, document: plan.after };
    await bringUp(target.workspace, configured, options, chosen).catch(async (error) => {
      for (const line of await madeLines(change)) log(line);
      throw error;
    });
  }
  if (options.json) {
    printJson(
      changeReport(mode, target.workspace, mode, {
        ...outcomeJson(change, options.dryRun),
        ...disclosure,
        login: written.login,
        breaches,
        asks: change.asks,
        formerVolumes: formerJson(change, takeOver),
        prepared: done?.prepared ?? null,
      }),
    );
  } else if (options.dryRun) {
    for (const line of ofFormer) log(line);
    const { meaning } = await describe(change, done, false);
    await paged(() => {
      printPlan(change, options);
      // What a program reads is a patch and nothing else.
      const say = process.stdout.isTTY ? printResult : log;
      if (!options.quiet) say([...meaning, ...breachLines(breaches, mode)].join('\n'));
    });
  } else {
    if (options.verbose) printPlan(change, options);
    const said = options.up ? [] : ofFormer;
    const { meaning, next } = await describe(change, done, isLeft(change, takeOver));
    const reach = [...breachLines(breaches, mode), ...warningLines(change)];
    const lines = options.quiet ? [...said, ...reach] : ['', ...said, ...meaning, ...reach, '', ...next];
    printResult([...changeLines(change), ...keptLines(done?.kept), ...lines].join('\n'));
  }
  return failed ? 1 : 0;
}

/** The container did not come up, but the files are changed: that is said before why. */
async function madeLines(change: Foreseen): Promise<string[]> {
  const { target, plan } = change;
  if (plan.files.length === 0) return [];
  const was = target.current && readConfigured(target.current, plan.collections);
  const back = was && was.mode !== 'none' ? commandFor(was) : ourCommand('remove');
  const undo = advice`The files were changed all the same; ${back} undoes that:`;
  return [await adviceHere(target.workspace, undo), ...changeLines(change)];
}

/** What the user asked for first is not to be missing in a container that starts. */
function refuseToStart(ofFormer: readonly string[]): never {
  for (const line of ofFormer) log(line);
  throw new UserError(
    'The dev container was not started, since what it kept so far could not be taken over.',
    'devcontainer.json is as it should be. Fix this and run the command again, or add --no-take-over.',
  );
}

function isHomeKept(document: DevcontainerDocument | null): boolean {
  return document !== null && keepsHome(toObject(toObject(documentValue(document)).features));
}

function isLeft({ former }: Foreseen, done: readonly TakeOver[]): boolean {
  const taken = new Set(done.flatMap((each) => (each.kind === 'taken' ? [each.former.volume] : [])));
  if (!former) return false;
  const isElsewhere = former.folders.length + former.host.length > 0;
  return isElsewhere || former.volumes.some((each) => !each.taken && !taken.has(each.volume));
}
