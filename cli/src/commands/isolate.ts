import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { carryOut } from '../change/carryOut.ts';
import { lookAhead } from '../change/lookAhead.ts';
import {
  breachLines,
  changeLines,
  keptLines,
  logSeenByGit,
  outcomeJson,
  printPlan,
  warningLines,
} from '../change/report.ts';
import { engineFrom } from '../host/engine.ts';
import { printJson, printResult } from '../terminal/output.ts';
import { bringUp } from '../up/bringUp.ts';
import { requestOf } from './askForChange.ts';
import { findTarget } from './findTarget.ts';
import type { ChangeOptions } from './options.ts';

/** `isolate`: the container keeps Claude's state in a volume of its own, and nothing of the host's Claude is mounted. */
export async function isolate(folder: string | undefined, options: ChangeOptions): Promise<number> {
  const target = await findTarget(folder, options, 'isolate');
  const engine = engineFrom(options.dockerPath, process.env);
  const change = await lookAhead(target, requestOf('isolate', defaultShareOptions, options), engine);
  const { breaches } = change;
  const chosen = { mode: 'isolate', options: defaultShareOptions } as const;
  const { personal } = options;
  const done = options.dryRun ? undefined : await carryOut(change, { chosen, engine, personal });
  logSeenByGit(done);
  if (done && options.up) {
    await bringUp(target.workspace, 'isolate', defaultShareOptions, options, change.plan.source, chosen);
  }
  if (options.json) {
    printJson({ mode: 'isolate', ...outcomeJson(change, options.dryRun), breaches });
  } else if (options.dryRun) {
    printPlan(change);
  } else {
    printResult(
      [
        ...changeLines(change),
        ...keptLines(done?.kept),
        '',
        'Claude Code in the container keeps its state in a volume of its own, across rebuilds, and its Feature mounts',
        "nothing of the host's Claude. A container created before keeps its mounts until it is rebuilt.",
        ...breachLines(breaches, 'isolate'),
        ...warningLines(change),
      ].join('\n'),
    );
  }
  return 0;
}
