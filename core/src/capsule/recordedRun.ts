import * as z from 'zod/mini';
import { type Capsule, capsuleLogins } from './types.ts';

/** What a command line says of a capsule, by which it can be run again. Without its prompt: that was given. */
const recordedRun = z.object({
  options: z.object({
    name: z.string(),
    volume: z.string(),
    image: z.optional(z.string()),
    memory: z.string(),
    workspace: z.boolean(),
    login: z.enum(capsuleLogins),
    loginDir: z.optional(z.string()),
    env: z.array(z.string()),
    watch: z.boolean(),
  }),
  command: z.array(z.string()),
  lock: z.string(),
});

export type RecordedRun = z.output<typeof recordedRun>;

export function runRecord(capsule: Capsule): string {
  const { name, volume, image, memory, workspace, login, loginFolder, variables, watch, command, lock } =
    capsule;
  const options = {
    ...{ name, volume, image, memory, workspace, login, loginDir: loginFolder, env: variables, watch },
  };
  return JSON.stringify({ options, command, lock });
}

/** Undefined where it is none. Never throws. */
export function parseRun(text: string | undefined): RecordedRun | undefined {
  try {
    return recordedRun.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

/** The words of the command that runs it again. @param folder its folder */
export function runWords(folder: string, run: RecordedRun | undefined): string[] {
  if (!run) return ['claude-sessions', 'run', folder];
  const { name, volume, image, memory, workspace, login, loginDir, env, watch } = run.options;
  return [
    ...['claude-sessions', 'run', folder, '--name', name, '--volume', volume, '--memory', memory],
    ...(image === undefined ? [] : ['--image', image]),
    ...(workspace ? [] : ['--no-workspace']),
    ...['--login', login],
    ...(loginDir === undefined ? [] : ['--login-dir', loginDir]),
    ...env.flatMap((each) => ['--env', each]),
    ...(watch ? ['--watch'] : []),
    ...(run.command.length > 0 ? ['--', ...run.command] : []),
  ];
}
