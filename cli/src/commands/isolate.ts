import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { bringUp } from '../bringUp.ts';
import { engineFrom } from '../host/engine.ts';
import { lookForBreaches } from '../isolation.ts';
import type { ChangeOptions } from '../options.ts';
import { printJson, printResult } from '../output.ts';
import { keepOutOfGit } from '../personal.ts';
import { breachLines, changeLines, keptLines, outcomeJson, printPlan, warningLines } from '../report.ts';
import { findTarget } from '../target.ts';
import { makeChange, planChange } from './changeMode.ts';

/** `isolate`: the container keeps Claude's state in a volume of its own, and nothing of the host's Claude is mounted. */
export async function isolate(folder: string | undefined, options: ChangeOptions): Promise<number> {
  const target = await findTarget(folder, options, 'isolate');
  const { workspace } = target;
  const planned = await planChange(target, 'isolate', defaultShareOptions, options);
  const engine = engineFrom(options.dockerPath, process.env);
  const { breaches, warnings } = await lookForBreaches(workspace, planned.plan.source, engine);
  const outcome = { ...planned, warnings: [...planned.warnings, ...warnings] };
  let kept: string | undefined;
  if (!options.dryRun) {
    const excluded = options.personal ? await keepOutOfGit(workspace) : undefined;
    const chosen = { mode: 'isolate', options: defaultShareOptions } as const;
    kept = await makeChange(outcome, chosen, excluded);
    if (options.up) {
      await bringUp(workspace, 'isolate', defaultShareOptions, options, outcome.plan.source, chosen);
    }
  }
  if (options.json) {
    printJson({ mode: 'isolate', ...outcomeJson(outcome, options.dryRun), breaches });
  } else if (options.dryRun) {
    printPlan(outcome);
  } else {
    printResult(
      [
        ...changeLines(outcome),
        ...keptLines(kept),
        '',
        'Claude Code in the container keeps its state in a volume of its own, across rebuilds, and its Feature mounts',
        "nothing of the host's Claude. A container created before keeps its mounts until it is rebuilt.",
        ...breachLines(breaches, 'isolate'),
        ...warningLines(outcome),
      ].join('\n'),
    );
  }
  return 0;
}
