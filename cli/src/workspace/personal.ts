import { dirname, relative, sep } from 'node:path';
import { documentSource, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { isMarkedPersonal, markPersonal } from '@claude-sessions/core/devcontainer/personal.ts';
import { relocateDocument } from '@claude-sessions/core/devcontainer/relocate.ts';
import type { Mode } from '@claude-sessions/core/share/options.ts';
import { UserError } from '../host/errors.ts';
import { ensureInside, readTextIfAny } from '../host/files.ts';
import { type ExcludedLine, excludeFromGit } from './gitExclude.ts';
import { recordFor } from './personalConfig.ts';
import { readRecord } from './records.ts';
import type { Target } from './target.ts';
import {
  insideWorkspace,
  openWorkspace,
  parseConfig,
  readConfig,
  sourceOf,
  type Workspace,
} from './workspace.ts';

/**
 * Opens the personal configuration: a copy of the team's, made anew from it each time, so that the team's later changes
 * come along.
 * @param configFile its own place, absolute, there or not
 * @param teamConfig the team's devcontainer.json, absolute
 * @param teamText what an editor has of that, in the place of what is in the file
 * @throws UserError when there is none, or when the personal one is not ours or was edited by hand
 */
export async function openPersonal(
  folder: string,
  configFile: string,
  teamConfig: string | undefined,
  mode: Mode,
  teamText?: string,
): Promise<Target> {
  const workspace = await openWorkspace(folder, configFile);
  await ensureInside(folder, workspace.configFile);
  const present = await readTextIfAny(workspace.configFile);
  const record = recordFor(await readRecord(workspace), present);
  if (present !== undefined && !record?.team) {
    throw new UserError(
      isMarkedPersonal(present)
        ? `${workspace.configFile} was made on another computer, or this host's record of it is gone.`
        : `${workspace.configFile} is not made by claude-sessions.`,
      isMarkedPersonal(present)
        ? 'Delete it, then run `claude-sessions share --personal` again.'
        : 'Move it elsewhere, or leave out --personal.',
    );
  }
  if (present !== undefined && present !== record?.ours) {
    throw new UserError(
      `${workspace.configFile} was edited by hand, and would lose those edits: it is copied from the team's each time.`,
      "Put the edit into the team's devcontainer.json, or delete the personal one and run this again.",
    );
  }
  const current = present === undefined ? null : parseDocument(present);
  if (mode === 'none') {
    if (current === null) throw new UserError(`${folder} has no personal configuration.`);
    return { workspace, current, start: current, record };
  }
  if (!teamConfig) {
    throw new UserError(
      `${folder} has no devcontainer.json to make a personal one of.`,
      'Leave out --personal.',
    );
  }
  const text = await sourceOf(teamConfig, teamText);
  const document = text === undefined ? await readConfig(teamConfig) : await parseConfig(teamConfig, text);
  const prefix = relative(dirname(workspace.configFile), dirname(teamConfig)).split(sep).join('/');
  const relocated = documentSource({
    ...document,
    text: markPersonal(relocateDocument(document, prefix || '.')),
  });
  const team = { path: teamConfig, source: documentSource(document) };
  return { workspace, current, start: parseDocument(relocated), record, team };
}

/**
 * Keeps the personal configuration out of git.
 * @returns the line that was added for it now, if any; or a sentence that says why git goes on to see it
 */
export async function keepOutOfGit(workspace: Workspace): Promise<{ added?: ExcludedLine; seen?: string }> {
  const result = await excludeFromGit(workspace);
  if (result.kept) return result.added ? { added: result.added } : {};
  const name = insideWorkspace(workspace, dirname(workspace.configFile));
  return {
    seen: `${name} could not be kept out of git (${result.why}): where git looks, it shows up there. Do not commit it.`,
  };
}
