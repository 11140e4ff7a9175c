import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { nodeAt } from '@claude-sessions/core/devcontainer/edit.ts';
import { disclose } from '@claude-sessions/core/share/disclosure.ts';
import type { ShareOptions } from '@claude-sessions/core/share/options.ts';
import { tokenReference, tokenVariable } from '@claude-sessions/core/share/readConfigured.ts';
import { bringUp } from '../bringUp.ts';
import { engineFrom } from '../host/engine.ts';
import { firstStartQuestions, keepsToWarning, readHostClaude } from '../hostClaude.ts';
import { lookForBreaches } from '../isolation.ts';
import { collectionFrom, type ShareCommandOptions, shareOptionsFrom } from '../options.ts';
import { out, printJson, printResult } from '../output.ts';
import { keepOutOfGit } from '../personal.ts';
import { type PrepareResult, prepareWorkspace } from '../prepareWorkspace.ts';
import { movedConfigDir, refuseClaudeInWorkspace, refuseMovedProjects } from '../refusals.ts';
import { breachLines, changeLines, keptLines, outcomeJson, printPlan, warningLines } from '../report.ts';
import { findTarget, type Target } from '../target.ts';
import { insideWorkspace } from '../workspace.ts';
import { ensureCanMake, makeChange, planChange } from './changeMode.ts';

/** `share`: this project's conversations go on in the dev container, and the host is prepared for it. */
export async function share(folder: string | undefined, options: ShareCommandOptions): Promise<number> {
  const shareOptions = shareOptionsFrom(options);
  const target = await findTarget(folder, options, 'share');
  const { workspace } = target;
  refuseClaudeInWorkspace(workspace, process.env);
  refuseMovedProjects(workspace, options, process.env);
  const planned = await planChange(target, 'share', shareOptions, options);
  const { source } = planned.plan;
  const host = await readHostClaude(workspace, process.env);
  const moved = host.keepsTo === undefined ? movedConfigDir(workspace, process.env) : undefined;
  const engine = engineFrom(options.dockerPath, process.env);
  const look = await lookForBreaches(workspace, source, engine);
  const { breaches } = look;
  const warnings = [
    ...planned.warnings,
    ...look.warnings,
    ...keepsToWarning(host, workspace, process.env),
    ...hostWarnings(moved, shareOptions, source),
  ];
  const outcome = { ...planned, warnings };
  const disclosure = disclose('share', shareOptions, host.otherProjects);
  const asks = firstStartQuestions(host, shareOptions, !lacksToken(shareOptions, source));
  let prepared: PrepareResult | undefined;
  let kept: string | undefined;
  if (!options.dryRun) {
    // All that may be refused comes before devcontainer.json, which then asks for what is there.
    await ensureCanMake(outcome);
    prepared = await prepareWorkspace(workspace, collectionFrom(options, process.env), source);
    const excluded = options.personal ? await keepOutOfGit(workspace) : undefined;
    const chosen = { mode: 'share', options: shareOptions } as const;
    kept = await makeChange(outcome, chosen, excluded);
    if (options.up) {
      await bringUp(workspace, 'share', shareOptions, options, source, chosen);
    }
  }
  if (options.json) {
    printJson({
      mode: 'share',
      ...outcomeJson(outcome, options.dryRun),
      ...disclosure,
      breaches,
      asks,
      prepared: prepared ?? null,
    });
    return 0;
  }
  if (options.dryRun) {
    printPlan(outcome);
    return 0;
  }
  printResult(
    [
      ...changeLines(outcome),
      ...keptLines(kept),
      '',
      ...describe('The container can write', disclosure.writes),
      ...describe('The container can read', disclosure.reads),
      ...describe('Left out of the copy of settings.json', prepared?.leftOut ?? []),
      breaches.length === 0 && look.known
        ? `No other file of ~/.claude is mounted: no login, no key${shareOptions.allProjects ? '' : ', no other project'}.`
        : 'Our Features mount no other file of ~/.claude.',
      ...breachLines(breaches, 'share'),
      ...warningLines(outcome),
      `At its first start there, Claude Code still asks ${asks.join('; ')}.`,
      ...nextStep(target, options),
    ].join('\n'),
  );
  return 0;
}

/**
 * What on this host keeps a chosen option from doing what it says, a sentence each.
 * @param moved Claude's config directory, when it is not the usual one
 */
function hostWarnings(moved: string | undefined, options: ShareOptions, source: string): string[] {
  const fromUsual = [
    ...(options.profile ? ['agents, commands, skills, rules, output styles and hooks'] : []),
    ...(options.tasks ? ['task lists'] : []),
  ].join(', and ');
  return [
    ...(lacksToken(options, source)
      ? [
          `${tokenVariable} is not set here, so the container gets none and Claude Code there asks to log in. Make one with \`claude setup-token\`, and set it where the dev container is started from.`,
        ]
      : []),
    ...(moved !== undefined && fromUsual
      ? [
          `CLAUDE_CONFIG_DIR is ${moved}: conversations, memory, settings.json, CLAUDE.md and keybindings.json come from there, but ${fromUsual} from ~/.claude.`,
        ]
      : []),
  ];
}

/** Whether the token of the host is to be shared and there is none. */
function lacksToken({ credentials }: ShareOptions, source: string): boolean {
  const wanted = nodeAt(parseDocument(source).text, ['remoteEnv', tokenVariable])?.value;
  return credentials === 'token' && wanted === tokenReference && !process.env[tokenVariable];
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
