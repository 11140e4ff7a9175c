import { basename, dirname, join } from 'node:path';
import { readTextIfAny } from '../host/files.ts';
import { findProgram } from '../host/findProgram.ts';
import { realPathOf } from '../host/realPath.ts';

const version = /^\d{1,4}\.\d{1,4}\.\d{1,6}$/;

/**
 * The version of Claude Code that runs in a terminal of this host, by where it is installed: nothing is run, and nothing is read
 * that a container can write. Undefined where that does not tell.
 */
export async function hostClient(home: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const found =
    (await findProgram('claude', env)) ?? (await findProgram(join(home, '.local/bin/claude'), env));
  if (found === undefined) return undefined;
  const program = realPathOf(found);
  // The native installer calls the program by its version, others a folder; npm has a package.json above it.
  const names = [basename(program), basename(dirname(program))];
  return names.find((name) => version.test(name)) ?? (await packageVersion(program));
}

async function packageVersion(program: string): Promise<string | undefined> {
  for (const folder of [dirname(program), dirname(dirname(program))]) {
    const text = await readTextIfAny(join(folder, 'package.json')).catch(() => undefined);
    const found = text === undefined ? undefined : versionIn(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function versionIn(text: string): string | undefined {
  try {
    const { name, version: found } = JSON.parse(text);
    const isClaude = typeof name === 'string' && name.startsWith('@anthropic-ai/claude-code');
    return isClaude && typeof found === 'string' && version.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
