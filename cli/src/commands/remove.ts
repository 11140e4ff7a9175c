import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { containerHostDir } from '@claude-sessions/core/containerPaths.ts';
import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { includeInGit } from '../gitExclude.ts';
import { engineFrom, findContainer } from '../host/engine.ts';
import { removePreparedFolder } from '../host/removePrepared.ts';
import type { ChangeOptions } from '../options.ts';
import { escapeControls, printJson, printResult } from '../output.ts';
import type { FileChange } from '../plan.ts';
import { changeLines, keptLines, outcomeJson, printPlan, warningLines } from '../report.ts';
import { findTarget } from '../target.ts';
import type { Workspace } from '../workspace.ts';
import { makeChange, type Outcome, planChange } from './changeMode.ts';

/** `remove`: takes out everything of ours and restores what it replaced. The container's volume is left to the user. */
export async function remove(folder: string | undefined, options: ChangeOptions): Promise<number> {
  const target = await findTarget(folder, options, 'none');
  const { workspace } = target;
  const outcome = await planChange(target, 'none', defaultShareOptions, options);
  let keptOriginal: string | undefined;
  let prepared: PreparedRest = { left: [] };
  if (!options.dryRun) {
    keptOriginal = await makeChange(outcome);
    if (target.record?.excluded) await includeInGit(workspace, target.record.excluded);
    prepared = await removePrepared(workspace, options);
  }
  const volume = `claude-code-config-${workspace.devcontainerId}`;
  const { usesCompose } = readConfigured(parseDocument(target.current ?? '{}'));
  if (options.json) {
    printJson({
      mode: 'none',
      ...outcomeJson(outcome, options.dryRun),
      restores: configChange(outcome) ? outcome.plan.restores : null,
      originalKept: keptOriginal ?? null,
      volume,
      volumeHasProjectInFront: usesCompose,
      keptPreparedFolder: prepared.kept !== undefined,
      left: prepared.left,
    });
  } else if (options.dryRun) {
    printPlan(outcome);
  } else {
    printResult(
      [
        ...changeLines(outcome),
        ...restoredLines(outcome),
        ...keptLines(keptOriginal),
        '',
        ...(prepared.kept ? [prepared.kept] : []),
        ...(prepared.left.length > 0
          ? [
              'Left where they are, for you to look at and delete:',
              ...prepared.left.map((path) => `  ${escapeControls(path)}`),
            ]
          : []),
        ...warningLines(outcome),
        ...(usesCompose
          ? [
              `The container's own Claude state stays in the volume ${volume}, with the Compose project's name in front;`,
              `\`docker volume ls --filter name=${volume}\` tells it, to be deleted once the container is gone.`,
            ]
          : [
              `The container's own Claude state stays in the volume ${volume};`,
              `delete it with \`docker volume rm ${volume}\` once the container is gone.`,
            ]),
      ].join('\n'),
    );
  }
  return 0;
}

/** What becomes of devcontainer.json itself; its scripts may be all that is left of ours. */
function configChange({ target, plan }: Outcome): FileChange | undefined {
  return plan.files.find(({ path }) => path === target.workspace.configFile);
}

function restoredLines(outcome: Outcome): string[] {
  const config = configChange(outcome);
  if (!config) return [];
  if (config.after === null) return ['It was made by claude-sessions, and is deleted.'];
  return {
    exact: ['It is again as it was before the first command, to the byte.'],
    edited: ['It is again as it was before the first command, with the edits made since.'],
    parts: ['It is without what is ours, and has again what ours had replaced.'],
    ours: [
      'What it was like before the first command is not known on this machine, so only what is ours was taken out.',
    ],
  }[outcome.plan.restores];
}

/** What is left of the prepared folder: why it was kept whole, or paths in it that are not ours. */
interface PreparedRest {
  readonly kept?: string;
  readonly left: readonly string[];
}

/** Removes the prepared folder, unless a container still mounts it: without it, that one would not start again. */
async function removePrepared(workspace: Workspace, options: ChangeOptions): Promise<PreparedRest> {
  const link = await lstat(join(workspace.preparedFolder, 'project')).catch(() => undefined);
  if (!link) {
    // Nothing of it was ever mounted.
    return { left: await removePreparedFolder(workspace.preparedFolder) };
  }
  const lookup = await findContainer(engineFrom(options.dockerPath, process.env), workspace);
  const mounted =
    lookup.kind === 'found' &&
    lookup.container.mounts.some((mount) => mount.target.startsWith(`${containerHostDir}/`));
  if (lookup.kind === 'unreachable' || mounted) {
    const reason = mounted ? 'the present container mounts it' : 'no container engine answered';
    return {
      kept: `${workspace.preparedFolder} is kept, since ${reason}; run \`claude-sessions remove\` again after a rebuild.`,
      left: [],
    };
  }
  return { left: await removePreparedFolder(workspace.preparedFolder) };
}
