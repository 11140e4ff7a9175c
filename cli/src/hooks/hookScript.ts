import { access, constants, lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type HookProgram, hookScriptText, readHookScript } from '@claude-sessions/core/hooks/hookScript.ts';
import { version } from '../../package.json';
import { readTextIfAny, writeText } from '../host/files.ts';
import { findProgram } from '../host/findProgram.ts';
import { realPathOf } from '../host/realPath.ts';

/** What the script of a hook has to run: this program, as it runs now. */
export async function ownProgram(env: NodeJS.ProcessEnv): Promise<HookProgram> {
  return { node: await stableNode(env), tool: resolve(process.argv[1] ?? ''), version };
}

/** Node by the path at which it is found, where that is a link that outlives an update. */
export async function stableNode(env: NodeJS.ProcessEnv): Promise<string> {
  const found = await findProgram('node', env);
  return found && realPathOf(found) === realPathOf(process.execPath) ? found : process.execPath;
}

/** A script that hooks run. */
export interface HookScript {
  readonly path: string;
  /** Its text, before it is said what it runs. */
  readonly asset: string;
}

/** Writes the script, unless it is so already. */
export async function installHookScript({ path, asset }: HookScript, program: HookProgram): Promise<void> {
  const text = hookScriptText(asset, program);
  if ((await readTextIfAny(path).catch(() => undefined)) !== text) await writeText(path, text, 0o700);
}

/** The script that is there: what it runs, and whether its text is what this version writes for that. */
export async function installedHookScript({
  path,
  asset,
}: HookScript): Promise<{ program: HookProgram; current: boolean } | undefined> {
  const text = await readTextIfAny(path).catch(() => undefined);
  const program = text === undefined ? undefined : readHookScript(text);
  return program && { program, current: hookScriptText(asset, { ...program, version }) === text };
}

/** What is wrong with the script, as sentences. @param whose the guard's, say */
export async function hookScriptProblems(script: HookScript, whose: string): Promise<string[]> {
  const { path } = script;
  if (!(await lstat(path).catch(() => undefined))) return [`${path} is gone.`];
  const found = await installedHookScript(script);
  if (!found) return [`${path} is not ${whose} script.`];
  const { node, tool, version: installed } = found.program;
  const gone = await Promise.all(
    [node, tool].map(async (each) => ((await isReadable(each)) ? [] : [`${each}, which it runs, is gone.`])),
  );
  const other = found.current ? [] : [`${path} is of another version, or was edited.`];
  return [
    ...gone.flat(),
    ...(installed === version ? other : [`It was installed by version ${installed}; this is ${version}.`]),
  ];
}

const isReadable = (path: string) =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
