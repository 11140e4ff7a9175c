import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { documentValue, parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { guardEvents } from '@claude-sessions/core/guard/guardHooks.ts';
import { keepEvents } from '@claude-sessions/core/keep/keepHooks.ts';
import { UserError } from '../host/errors.ts';
import { readBytesIfAny, writeText } from '../host/files.ts';
import { hostConfigDir } from '../workspace/workspace.ts';

/** The host's own settings.json, as it is written. */
export interface SettingsFile {
  readonly path: string;
  /** Undefined when there is none. */
  readonly text: string | undefined;
}

/** Where Claude Code on this host has its settings. */
export function settingsPath(home: string, env: NodeJS.ProcessEnv): string {
  return join(hostConfigDir(home, env), 'settings.json');
}

/** Reads settings.json as something to be edited. @throws UserError when it must not be edited, or cannot be read */
export async function readSettings(path: string): Promise<SettingsFile> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) {
    throw new UserError(
      `${path} is a link, and is not written through; nothing was changed.`,
      'Put the file itself there, then run this again.',
    );
  }
  const bytes = await readBytesIfAny(path);
  if (bytes === undefined) return { path, text: undefined };
  const text = decode(path, bytes);
  ensureEditable(path, text);
  return { path, text };
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text; nothing was changed.`, 'Save it as UTF-8.');
  }
}

/** Claude Code reads it as JSON without comments, and ignores the whole file otherwise. */
function ensureEditable(path: string, text: string): void {
  const document = parseDocument(text);
  const [error] = document.errors;
  const hint = 'Fix this first; nothing was changed.';
  if (error) throw new UserError(`${path}:${error.line}:${error.column}: ${error.message}.`, hint);
  try {
    JSON.parse(document.text);
  } catch (error) {
    throw new UserError(`${path} is not valid JSON: ${(error as Error).message}.`, hint);
  }
  const { hooks = {} } = documentValue(document) as { hooks?: Record<string, unknown> };
  if (typeof hooks !== 'object' || hooks === null || Array.isArray(hooks)) {
    throw new UserError(`${path}: "hooks" is not an object.`, hint);
  }
  const odd = [...guardEvents, ...keepEvents].find(
    (event) => Object.hasOwn(hooks, event) && !Array.isArray(hooks[event]),
  );
  if (odd) throw new UserError(`${path}: "hooks.${odd}" is not a list.`, hint);
}

/** Writes it whole or not at all; undefined takes it away. @throws UserError when it cannot be written */
export async function writeSettings(path: string, text: string | undefined): Promise<void> {
  try {
    if (text === undefined) await rm(path, { force: true });
    else await writeText(path, text, (await lstat(path).catch(() => undefined)) ? undefined : 0o600);
  } catch (error) {
    throw new UserError(
      `${path} could not be written: ${(error as Error).message}; nothing was changed.`,
      'Give yourself the right to write it and its folder, then run this again.',
    );
  }
}
