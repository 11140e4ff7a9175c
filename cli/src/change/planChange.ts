import { claudeCodeFeature, installsClaudeCode } from '@claude-sessions/core/devcontainer/claudeCode.ts';
import { documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { refuseCompose } from '../prepare/composeRefusals.ts';
import type { Target } from '../workspace/target.ts';
import { type Plan, planMode } from './plan.ts';

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
  readonly plan: Plan;
  readonly collection: string;
  /** A sentence each, for the user. */
  readonly warnings: readonly string[];
  /** Nothing in devcontainer.json is seen to install Claude Code, and this change does not either. */
  readonly nothingInstallsClaude: boolean;
}

/** Says that a Feature is not taken for ours. */
export const foreignWarning = (reference: string): string =>
  `the Feature ${reference} has the name of one of ours but is of another collection, and is left as it is; if that is your mirror, name it by --collection or CLAUDE_SESSIONS_COLLECTION.`;

/** Said where the image may bring it, or not. */
export const missingClaudeCode = 'Nothing in devcontainer.json installs Claude Code.';

export { claudeCodeFeature };

/** Works out what a change of mode does to the files. Writes nothing. @throws UserError when it cannot be made */
export async function planChange(target: Target, request: ChangeRequest): Promise<Outcome> {
  const { mode, options, collection } = request;
  if (mode === 'share') await refuseCompose(target.workspace, target.start);
  const isMissing = mode !== 'none' && lacksClaudeCode(target);
  const installClaude = mode !== 'none' && (await request.wantsClaudeCode(isMissing));
  const plan = await planMode({ ...target, mode, options, collection, installClaude });
  const { foreign } = readConfigured(target.start, plan.collections);
  const warnings = foreign.map(foreignWarning);
  return {
    ...{ target, mode, plan, collection, warnings },
    nothingInstallsClaude: isMissing && !installClaude,
  };
}

/** True when the Feature that installs Claude Code may be missing; with ours in the file, the user was asked already. */
function lacksClaudeCode({ current, start, record }: Target): boolean {
  if (current !== null && readConfigured(current, record?.collections).anyOfOurs) return false;
  return !installsClaudeCode(documentValue(start));
}
