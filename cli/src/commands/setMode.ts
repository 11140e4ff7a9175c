import type { Chosen, Mode } from '@claude-sessions/core/share/options.ts';
import { type CarriedOut, carryOut } from '../change/carryOut.ts';
import { changeReport } from '../change/changeReport.ts';
import { type Foreseen, lookAhead } from '../change/lookAhead.ts';
import {
  breachLines,
  changeLines,
  keptLines,
  logSeenByGit,
  outcomeJson,
  printPlan,
  warningLines,
} from '../change/report.ts';
import { engineFrom } from '../settings/setting.ts';
import { log, printJson, printResult } from '../terminal/output.ts';
import { bringUp } from '../up/bringUp.ts';
import { requestOf } from './askForChange.ts';
import type { ChangeOptions } from './options.ts';
import { targetOf } from './targetOf.ts';

/** A mode as it is chosen by a command. */
type ChosenMode = Chosen & { readonly mode: Exclude<Mode, 'none'> };

/**
 * `share` and `isolate`: works the change out, makes it, brings the dev container up where that is asked for, and says
 * what came of it.
 * @param describe what the mode means for the user, as lines
 * @returns the exit code
 */
export async function setMode(
  folder: string | undefined,
  options: ChangeOptions,
  chosen: ChosenMode,
  describe: (change: Foreseen, done: CarriedOut | undefined) => string[] | Promise<string[]>,
): Promise<number> {
  const { mode } = chosen;
  const { target, personal } = await targetOf(folder, options, mode);
  const engine = engineFrom(options.dockerPath, process.env);
  const change = await lookAhead(target, requestOf(mode, chosen.options, options), engine);
  const { breaches, disclosure, asks, plan } = change;
  const done = options.dryRun ? undefined : await carryOut(change, { chosen, engine, personal });
  logSeenByGit(done);
  if (done && options.up && plan.after) {
    // What they are about may keep the container from coming up.
    for (const line of warningLines(change)) log(line);
    await bringUp(target.workspace, { ...chosen, document: plan.after }, options, chosen);
  }
  if (options.json) {
    printJson(
      changeReport(mode, target.workspace, mode, {
        ...outcomeJson(change, options.dryRun),
        ...disclosure,
        breaches,
        asks,
        prepared: done?.prepared ?? null,
      }),
    );
  } else if (options.dryRun) {
    printPlan(change, options);
  } else {
    if (options.verbose) printPlan(change, options);
    const meaning = options.quiet
      ? [...breachLines(breaches, mode), ...warningLines(change)]
      : ['', ...(await describe(change, done))];
    printResult([...changeLines(change), ...keptLines(done?.kept), ...meaning].join('\n'));
  }
  return 0;
}
