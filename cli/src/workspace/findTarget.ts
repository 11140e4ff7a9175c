import type { Mode } from '@claude-sessions/core/share/options.ts';
import { UserError } from '../host/errors.ts';
import { ensureInside } from '../host/files.ts';
import { type ChooseConfig, type ConfigRequest, chooseConfig, teamConfigFor } from './chooseConfig.ts';
import { openPersonal } from './personal.ts';
import { newTarget, openTarget, type Target } from './target.ts';
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
}

/**
 * Finds what a change of mode is about: the devcontainer.json that is meant, the personal one made anew, or a new one.
 * @throws UserError when there is none and none is made
 */
export async function findTarget(request: TargetRequest): Promise<{ target: Target; personal: boolean }> {
  const { mode, text, choose } = request;
  const { folder, configFile, personal } = await chooseConfig(request, choose);
  if (personal) {
    const team = mode === 'none' ? undefined : await teamConfigFor(folder, request, choose);
    const teamText = team === request.configFile ? text : undefined;
    return { target: await openPersonal(folder, team, mode, teamText), personal };
  }
  if (configFile !== undefined) await ensureInside(folder, configFile);
  const isThere =
    configFile !== undefined && (text !== undefined || (await readSource(configFile)) !== undefined);
  if (isThere) return { target: await openTarget(folder, configFile, text), personal };
  if (mode !== 'none' && (await request.create())) {
    return { target: await newTarget(folder, configFile), personal };
  }
  throw configFile === undefined
    ? new UserError(`${folder} has no devcontainer.json.`, request.hint)
    : new UserError(`${configFile} does not exist.`, request.hint);
}
