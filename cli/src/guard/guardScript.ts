import { resolve } from 'node:path';
import {
  type GuardProgram,
  guardScriptText,
  readGuardScript,
} from '@claude-sessions/core/guard/guardScript.ts';
import guardShell from '../../../core/assets/guard.sh';
import { version } from '../../package.json';
import { readTextIfAny, writeText } from '../host/files.ts';
import { findProgram } from '../host/findProgram.ts';
import { realPathOf } from '../host/realPath.ts';
import type { GuardPlace } from './guardPlace.ts';

/** What the script has to run: this program, as it runs now. */
export async function ownProgram(env: NodeJS.ProcessEnv): Promise<GuardProgram> {
  return { node: await stableNode(env), tool: resolve(process.argv[1] ?? ''), version };
}

/** Node by the path at which it is found, where that is a link that outlives an update. */
export async function stableNode(env: NodeJS.ProcessEnv): Promise<string> {
  const found = await findProgram('node', env);
  return found && realPathOf(found) === realPathOf(process.execPath) ? found : process.execPath;
}

/** Writes the script, unless it is so already. */
export async function installScript({ script }: GuardPlace, program: GuardProgram): Promise<void> {
  const text = guardScriptText(guardShell, program);
  if ((await readTextIfAny(script).catch(() => undefined)) !== text) await writeText(script, text, 0o700);
}

/** The script that is there: what it runs, and whether its text is what this version writes for that. */
export async function installedScript({
  script,
}: GuardPlace): Promise<{ program: GuardProgram; current: boolean } | undefined> {
  const text = await readTextIfAny(script).catch(() => undefined);
  const program = text === undefined ? undefined : readGuardScript(text);
  return program && { program, current: guardScriptText(guardShell, { ...program, version }) === text };
}
