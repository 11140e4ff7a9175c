import type { Mode } from '@claude-sessions/core/share/options.ts';
import { UserError } from '../host/errors.ts';
import { ensureInside } from '../host/files.ts';
import { type ChooseConfig, type ConfigRequest, chooseConfig, teamConfigFor } from './chooseConfig.ts';
import { noConfig } from './noConfig.ts';
import { openPersonal } from './personal.ts';
import { leftTarget, newTarget, openTarget, type Target } from './target.ts';
import { readSource } from './workspace.ts';

interface TargetRequest extends ConfigRequest {
  readonly mode: Mode;
  /** The devcontainer.json that is named, as an editor has it; taken instead of the file. */
  readonly text?: string | undefined;
  readonly choose: ChooseConfig;
  /** Called where there is no devcontainer.json: true to make one. */
  create(): Promise<boolean>;
  /** A sentence: what to do where there is none and none is made. */
  readonly hint: string | undefined;
  /** Is told what was chosen without being named, as sentences. */
  readonly tell?: (note: string) => void;
}

/**
 * Finds what a change of mode is about: the devcontainer.json that is meant, the personal one made anew, or a new one.
 * @throws UserError when there is none and none is made
 */
export async function findTarget(request: TargetRequest): Promise<{ target: Target; personal: boolean }> {
  const { mode, text, choose } = request;
  const { folder, configFile, personal, notes } = await chooseConfig(request, choose);
  for (const note of notes) request.tell?.(note);
  const isGone = mode === 'none' && (configFile === undefined || !(await hasSource(configFile, text)));
  const left = isGone ? await leftTarget(folder, configFile) : undefined;
  if (left) return { target: left, personal };
  if (personal && configFile !== undefined) {
    const team = mode === 'none' ? undefined : await teamConfigFor(folder, configFile, request, choose);
    const teamText = team === request.configFile ? text : undefined;
    return { target: await openPersonal(folder, configFile, team, mode, teamText), personal };
  }
  if (configFile !== undefined) await ensureInside(folder, configFile);
  if (configFile !== undefined && (await hasSource(configFile, text)))
    return { target: await openTarget(folder, configFile, text), personal };
  if (mode !== 'none' && (await request.create())) {
    return { target: await newTarget(folder, configFile), personal };
  }
  if (configFile !== undefined) throw new UserError(`${configFile} does not exist.`, request.hint);
  throw await noConfig(folder, request.hint);
}

async function hasSource(configFile: string, text: string | undefined): Promise<boolean> {
  return text !== undefined || (await readSource(configFile)) !== undefined;
}
