import { shellWord } from '../findings/advice.ts';
import type { GuardEvent } from './guardHooks.ts';

/** What the guard's script runs: the program of Node and ours, by their absolute paths, and which version that is. */
export interface GuardProgram {
  readonly node: string;
  readonly tool: string;
  readonly version: string;
}

/** The script as it is installed. @param asset `core/assets/guard.sh` */
export function guardScriptText(asset: string, { node, tool, version }: GuardProgram): string {
  const values: Record<string, string> = { NODE: node, TOOL: tool, VERSION: version };
  return asset.replace(
    /^(NODE|TOOL|VERSION)=$/gm,
    (line, name: string) => line + shellWord(values[name] ?? ''),
  );
}

/** What a script that is there runs; undefined when it is none of ours. */
export function readGuardScript(text: string): GuardProgram | undefined {
  const [node, tool, version] = ['NODE', 'TOOL', 'VERSION'].map((name) => wordOf(text, name));
  return node && tool && version ? { node, tool, version } : undefined;
}

function wordOf(text: string, name: string): string | undefined {
  const [, word] = new RegExp(`^${name}=(.+)$`, 'm').exec(text) ?? [];
  return word?.replace(/^'([\s\S]*)'$/, '$1').replaceAll("'\\''", "'");
}

/**
 * The command of a hook. The script ends with 40 when nothing is against it, and with 41 when something is: one that is
 * gone, empty or broken does neither. Claude Code is stopped by 2 alone, and shows the command with what it says. The shell is named
 * by its path: the `env` of a project's settings, which a container can write, may set PATH.
 * @param script absolute
 */
export function guardCommand(script: string, event: GuardEvent): string {
  const broken =
    'Claude Sessions: the guard is broken. Turn it on again, in VS Code or with "npx claude-sessions guard on".';
  return `/bin/sh ${quoted(script)} ${event} "$PPID"; case $? in 40) exit 0 ;; 41) exit 2 ;; esac; echo '${broken}' >&2; exit 2`;
}

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
