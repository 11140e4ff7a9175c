import {
  commandReads,
  scriptReads,
  type TakenOutRead,
  takenOutTargets,
  takenOutWarning,
} from '@claude-sessions/core/approval/takenOutReads.ts';
import { claudeCodeFeature, hasClaudeCode } from '@claude-sessions/core/devcontainer/claudeCode.ts';
import { documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { homeVolume } from '@claude-sessions/core/share/home.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { type FilesInside, readFilesInside } from '../approval/filesInside.ts';
import { refuseCompose } from '../prepare/composeRefusals.ts';
import type { Target } from '../workspace/target.ts';
import { insideWorkspace } from '../workspace/workspace.ts';
import { type Plan, planMode } from './plan.ts';
import { formerPathWarning, planSamePath } from './planSamePath.ts';
import { refuseHomeMount } from './refuseHomeMount.ts';

export interface ChangeRequest {
  readonly mode: Mode;
  readonly options: ShareOptions;
  /** That of our Features: a registry with a namespace, or a relative folder. */
  readonly collection: string;
  /** Answers if the Feature that installs Claude Code is added; called when nothing before is in the way. */
  wantsClaudeCode(isMissing: boolean): Promise<boolean>;
}

export interface Outcome {
  readonly target: Target;
  readonly mode: Mode;
  readonly options: ShareOptions;
  readonly plan: Plan;
  readonly collection: string;
  /** A sentence each, for the user. */
  readonly warnings: readonly string[];
  /**
   * Whether the container is without Claude Code, after this change too: `missing`: it is; `unseen`: its image may bring it.
   * Undefined when it is installed, or the user was asked before.
   */
  readonly claudeCode: 'missing' | 'unseen' | undefined;
}

/** Says that a Feature is not taken for ours. */
export const foreignWarning = (reference: string): string =>
  `the Feature ${reference} has the name of one of our Features but comes from another collection, and was left as it is; if that is your mirror, name it with --collection or CLAUDE_SESSIONS_COLLECTION.`;

export const missingClaudeCode = 'Nothing in this dev container installs Claude Code.';

export { claudeCodeFeature };

/** Works out what a change of mode does to the files. Writes nothing. @throws UserError when it cannot be made */
export async function planChange(target: Target, request: ChangeRequest): Promise<Outcome> {
  const { mode, options, collection } = request;
  await refuseCompose(target.workspace, target.start, mode, options.login);
  let reading: Promise<FilesInside> | undefined;
  const files = () => (reading ??= readFilesInside(target.workspace, documentValue(target.start)));
  const claudeCode = mode === 'none' ? undefined : await lookForClaudeCode(target, files);
  const installClaude = mode !== 'none' && (await request.wantsClaudeCode(claudeCode === 'missing'));
  const path = await planSamePath(target, mode, options);
  await refuseHomeMount(target, mode, options);
  const plan = await planMode({ ...target, mode, options, collection, installClaude, up: path.up });
  const { foreign } = readConfigured(target.start, plan.collections);
  const warnings = [
    ...foreign.map(foreignWarning),
    ...path.warnings,
    ...homeLeft(target, mode, options, plan),
    ...(path.formerly.length > 0 ? await whatNames(target, path.formerly, files) : []),
    ...(await whatReadsTakenOut(target, mode, plan, files)),
  ];
  return {
    ...{ target, mode, options, plan, collection, warnings },
    claudeCode: installClaude ? undefined : claudeCode,
  };
}

/** Says where the home stays that was kept so far. `remove` says it with the other volume. */
function homeLeft({ current, workspace }: Target, mode: Mode, { home }: ShareOptions, plan: Plan): string[] {
  const present = current && readConfigured(current, plan.collections);
  if (mode === 'none' || home || !present?.options.home) return [];
  const volume = homeVolume(workspace.devcontainerId);
  const name = present.usesCompose ? `${volume}, with the Compose project's name in front` : volume;
  return [
    `without --home the container starts with the home of its image; the one that was kept so far stays in the volume ${name}, and --home brings it back.`,
  ];
}

/** With ours in the file, the user was asked already. */
async function lookForClaudeCode(
  { current, start, record }: Target,
  read: () => Promise<FilesInside>,
): Promise<Outcome['claudeCode']> {
  if (current !== null && readConfigured(current, record?.collections).anyOfOurs) return undefined;
  const config = documentValue(start);
  const { files, isComplete } = await read();
  const texts = files.map(({ text }) => text);
  return ({ yes: undefined, no: 'missing', unknown: 'unseen' } as const)[
    hasClaudeCode(config, texts, isComplete)
  ];
}

/** Sentences about lines of commands and scripts that read from mounts which a mode takes out. */
async function whatReadsTakenOut(
  { workspace, start, team }: Target,
  mode: Mode,
  { after }: Plan,
  read: () => Promise<FilesInside>,
): Promise<string[]> {
  const targets = mode === 'none' || after === null ? [] : takenOutTargets(start, after);
  if (targets.length === 0) return [];
  const config = insideWorkspace(workspace, team?.path ?? workspace.configFile);
  const reads = [...commandReads(start, config, targets), ...(await scriptsRead(targets, read))];
  return reads.slice(0, maxReads).map(takenOutWarning);
}

/** Sentences about lines that name the folder in which the project was in the container so far. */
async function whatNames(
  { workspace, start, team }: Target,
  formerly: readonly string[],
  read: () => Promise<FilesInside>,
): Promise<string[]> {
  const config = insideWorkspace(workspace, team?.path ?? workspace.configFile);
  const names = [...scriptReads(start.text, config, formerly), ...(await scriptsRead(formerly, read))];
  return names.slice(0, maxReads).map((each) => formerPathWarning(each, workspace.folder));
}

/** The lines of the scripts that a devcontainer.json runs in the container, and that read from there. */
async function scriptsRead(
  targets: readonly string[],
  read: () => Promise<FilesInside>,
): Promise<TakenOutRead[]> {
  const { files } = await read();
  // A mount is there for what runs in the container, not for what builds its image.
  const scripts = files.filter(({ path }) => !/\.ya?ml$|(^|[\\/])[^\\/]*dockerfile[^\\/]*$/i.test(path));
  return scripts.flatMap(({ path, text }) => scriptReads(text, path, targets));
}

/** Nobody reads more. */
const maxReads = 20;
