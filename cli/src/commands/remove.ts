import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { homeVolume } from '@claude-sessions/core/share/home.ts';
import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { type CarriedOut, carryOut } from '../change/carryOut.ts';
import { changeReport } from '../change/changeReport.ts';
import { type Outcome, planChange } from '../change/planChange.ts';
import { changeLines, keptLines, outcomeJson, printPlan, warningLines } from '../change/report.ts';
import { idleWords } from '../guard/idleWords.ts';
import { turnOffIfIdle } from '../guard/turnOffIfIdle.ts';
import type { Engine } from '../host/engine.ts';
import type { FileChange } from '../host/files.ts';
import { engineFrom } from '../settings/setting.ts';
import { escapeControls, printJson, printResult } from '../terminal/output.ts';
import { paged } from '../terminal/paged.ts';
import { findVolumes } from '../workspace/findVolumes.ts';
import { requestOf } from './askForChange.ts';
import type { ChangeOptions } from './options.ts';
import { withTarget } from './targetOf.ts';

/** `remove`: takes out everything of ours and restores what it replaced. The container's volume is left to the user. */
export async function remove(folder: string | undefined, options: ChangeOptions): Promise<number> {
  const engine = engineFrom(options.dockerPath, process.env);
  const { outcome, done } = await withTarget(folder, options, 'none', async ({ target }) => {
    const outcome = await planChange(target, requestOf('none', defaultShareOptions, options));
    return { outcome, done: options.dryRun ? undefined : await carryOut(outcome, { engine }) };
  });
  const { plan, target } = outcome;
  const { workspace, record } = target;
  const { kept: keptFolder, left } = done?.rest ?? { left: [] };
  const guard = done ? await turnOffIfIdle(workspace.home, process.env) : [];
  const volume = `claude-code-config-${workspace.devcontainerId}`;
  const { usesCompose, options: present } = readConfigured(target.start, plan.collections);
  // A volume of that name may be somebody else's, where nothing was set up.
  const wasSetUp = plan.files.length > 0 || record !== undefined;
  const found = wasSetUp ? await findVolumes(engine, volume) : [];
  const volumes = found ?? [volume];
  const home = homeVolume(workspace.devcontainerId);
  const homes = (wasSetUp ? await findVolumes(engine, home) : []) ?? (present.home ? [home] : []);
  const isPrefixed = found === undefined && usesCompose;
  if (options.json) {
    const removed = {
      restores: configChange(outcome) ? outcome.plan.restores : null,
      originalKept: done?.kept ?? null,
      volume: volumes[0] ?? null,
      volumeHasProjectInFront: isPrefixed && volumes.length > 0,
      homeVolume: homes[0] ?? null,
      keptPreparedFolder: keptFolder !== undefined,
      guard: typeof guard === 'string' ? [] : guard,
      left,
    };
    printJson(
      changeReport('remove', workspace, 'none', { ...outcomeJson(outcome, options.dryRun), removed }),
    );
  } else if (options.dryRun) {
    await paged(() => printPlan(outcome, options));
  } else {
    if (options.verbose) printPlan(outcome, options);
    printResult(
      [
        ...changeLines(outcome),
        ...(options.quiet ? [] : restoredLines(outcome)),
        ...keptLines(done?.kept),
        ...restLines(done?.rest),
        ...(typeof guard === 'string' ? [''] : []),
        ...idleWords(guard).map(escapeControls),
        ...warningLines(outcome),
        ...(options.quiet
          ? []
          : [
              ...volumeLines("The container's own Claude state", volumes, engine, isPrefixed),
              ...volumeLines("The whole home of the container's user", homes, engine, isPrefixed),
            ]),
      ].join('\n'),
    );
  }
  return 0;
}

function restLines(rest: CarriedOut['rest'] | undefined): string[] {
  const { kept, left = [] } = rest ?? {};
  return [
    ...(kept === undefined ? [] : ['', kept]),
    ...(left.length === 0
      ? []
      : [
          '',
          'Left where they are, for you to look at and delete:',
          ...left.map((path) => `  ${escapeControls(path)}`),
        ]),
  ];
}

/** @param what stays there @param isPrefixed no engine told the names, and under Docker Compose the project's stands in front */
function volumeLines(
  what: string,
  volumes: readonly string[],
  { command }: Engine,
  isPrefixed: boolean,
): string[] {
  const program = escapeControls(shellWord(command));
  return volumes.flatMap((volume) =>
    isPrefixed
      ? [
          '',
          `${what} stays in the volume ${volume}, with the Compose project's name in front;`,
          `\`${program} volume ls --filter name=${volume}\` shows it; delete it once the container is gone.`,
        ]
      : [
          '',
          `${what} stays in the volume ${volume};`,
          `delete it with \`${program} volume rm ${volume}\` once the container is gone.`,
        ],
  );
}

/** The change of devcontainer.json itself; undefined when only its scripts were left of ours. */
function configChange({ target, plan }: Outcome): FileChange | undefined {
  return plan.files.find(({ path }) => path === target.workspace.configFile);
}

function restoredLines(outcome: Outcome): string[] {
  const config = configChange(outcome);
  if (!config) return [];
  if (config.after === null) return ['It was made by claude-sessions, and is deleted.'];
  return {
    exact: ['It is again byte for byte as it was before the first command.'],
    edited: ['It is again as it was before the first command, with the edits made since.'],
    parts: ['What Claude Sessions added is gone, and what it replaced is back.'],
    ours: [
      'How it was before the first command is not known on this host, so only what Claude Sessions added was taken out.',
    ],
  }[outcome.plan.restores];
}
