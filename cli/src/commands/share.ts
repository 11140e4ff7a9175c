import type { CarriedOut } from '../change/carryOut.ts';
import type { Foreseen } from '../change/lookAhead.ts';
import { breachLines, warningLines } from '../change/report.ts';
import { out } from '../terminal/output.ts';
import type { Target } from '../workspace/target.ts';
import { insideWorkspace } from '../workspace/workspace.ts';
import { type ShareCommandOptions, shareOptionsFrom } from './options.ts';
import { setMode } from './setMode.ts';

/** `share`: this project's conversations go on in the dev container, and the host is prepared for it. */
export function share(folder: string | undefined, options: ShareCommandOptions): Promise<number> {
  const shareOptions = shareOptionsFrom(options);
  return setMode(folder, options, { mode: 'share', options: shareOptions }, (change, done) => [
    ...whatIsShared(change, done, shareOptions.allProjects),
    ...breachLines(change.breaches, 'share'),
    ...warningLines(change),
    `At its first start there, Claude Code still asks ${change.asks.join('; ')}.`,
    ...nextStep(change.target, options),
  ]);
}

function whatIsShared(
  { disclosure, breaches, knowsBreaches }: Foreseen,
  done: CarriedOut | undefined,
  allProjects: boolean,
): string[] {
  return [
    ...describe('The container can write', disclosure.writes),
    ...describe('The container can read', disclosure.reads),
    ...describe('Left out of the copy of settings.json', done?.prepared?.leftOut ?? []),
    breaches.length === 0 && knowsBreaches
      ? `No other file of ~/.claude is mounted: no login, no key${allProjects ? '' : ', no other project'}.`
      : 'Our Features mount no other file of ~/.claude.',
  ];
}

function describe(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${out.bold(title)}:`, ...items.map((item) => `  ${item}`)];
}

function nextStep(target: Target, options: ShareCommandOptions): string[] {
  if (options.up) return ['', 'The dev container is up: `claude --continue` goes on inside.'];
  const { workspace } = target;
  const { folder } = workspace;
  const config = target.team ? ` --config ${insideWorkspace(workspace, workspace.configFile)}` : '';
  const words = `--workspace-folder ${folder === process.cwd() ? '.' : JSON.stringify(folder)}${config}`;
  return [
    '',
    `Now rebuild the dev container (VS Code: "Dev Containers: Rebuild Container"; or \`devcontainer up ${words} --remove-existing-container\`),`,
    'and `claude --continue` goes on inside.',
  ];
}
