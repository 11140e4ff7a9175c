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
import { out, printJson, printResult } from '../terminal/output.ts';
import { bringUp } from '../up/bringUp.ts';
import type { Target } from '../workspace/target.ts';
import { insideWorkspace } from '../workspace/workspace.ts';
import { requestOf } from './askForChange.ts';
import { findTarget } from './findTarget.ts';
import { type ShareCommandOptions, shareOptionsFrom } from './options.ts';

/** `share`: this project's conversations go on in the dev container, and the host is prepared for it. */
export async function share(folder: string | undefined, options: ShareCommandOptions): Promise<number> {
  const shareOptions = shareOptionsFrom(options);
  const target = await findTarget(folder, options, 'share');
  const engine = engineFrom(options.dockerPath, process.env);
  const change = await lookAhead(target, requestOf('share', shareOptions, options), engine);
  const { breaches, disclosure, asks } = change;
  const chosen = { mode: 'share', options: shareOptions } as const;
  const { personal } = options;
  const done = options.dryRun ? undefined : await carryOut(change, { chosen, engine, personal });
  logSeenByGit(done);
  if (done && options.up) {
    await bringUp(target.workspace, 'share', shareOptions, options, change.plan.source, chosen);
  }
  if (options.json) {
    printJson({
      mode: 'share',
      ...outcomeJson(change, options.dryRun),
      ...disclosure,
      breaches,
      asks,
      prepared: done?.prepared ?? null,
    });
    return 0;
  }
  if (options.dryRun) {
    printPlan(change);
    return 0;
  }
  printResult(
    [
      ...changeLines(change),
      ...keptLines(done?.kept),
      '',
      ...describe('The container can write', disclosure.writes),
      ...describe('The container can read', disclosure.reads),
      ...describe('Left out of the copy of settings.json', done?.prepared?.leftOut ?? []),
      breaches.length === 0 && change.knowsBreaches
        ? `No other file of ~/.claude is mounted: no login, no key${shareOptions.allProjects ? '' : ', no other project'}.`
        : 'Our Features mount no other file of ~/.claude.',
      ...breachLines(breaches, 'share'),
      ...warningLines(change),
      `At its first start there, Claude Code still asks ${asks.join('; ')}.`,
      ...nextStep(target, options),
    ].join('\n'),
  );
  return 0;
}

function describe(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${out.bold(title)}:`, ...items.map((item) => `  ${item}`)];
}

function nextStep({ workspace }: Target, options: ShareCommandOptions): string[] {
  if (options.up) return ['', 'The dev container is up: `claude --continue` goes on inside.'];
  const { folder } = workspace;
  const config = options.personal ? ` --config ${insideWorkspace(workspace, workspace.configFile)}` : '';
  const words = `--workspace-folder ${folder === process.cwd() ? '.' : JSON.stringify(folder)}${config}`;
  return [
    '',
    `Now rebuild the dev container (VS Code: "Dev Containers: Rebuild Container"; or \`devcontainer up ${words} --remove-existing-container\`),`,
    'and `claude --continue` goes on inside.',
  ];
}
