import { readFileSync } from 'node:fs';
import { until } from '../system/processes.ts';

/** A program that somebody tried to run. */
export interface TracedRun {
  pid: number;
  program: string;
  args: string[];
}

/**
 * Stands before a server's command line and writes every program that its whole family tries to run to a file, found or not,
 * as the kernel is asked for it. strace keeps to the side (-D): the server has the pid that it would have alone.
 */
export function traceWrapper(file: string): string[] {
  const what = ['-e', 'trace=execve,execveat', '-e', 'signal=none', '-s', '4096'];
  return ['strace', '-D', '-f', '--seccomp-bpf', ...what, '-o', file, '--'];
}

/** Waits until the trace of a server that has ended is whole: strace writes what each process ended with last. */
export async function traceEnded(file: string, pid: number): Promise<void> {
  const last = new RegExp(`^${pid}\\s+\\+\\+\\+ (exited|killed)`, 'm');
  if (await until(() => last.test(readFileSync(file, 'utf8')), 15_000)) return;
  throw new Error(`strace did not see the end of ${pid} (${file})`);
}

/** What was traced so far, in order. */
export function readTrace(file: string): TracedRun[] {
  const call = /^(\d+)\s+execve(?:at)?\((?:\w+, )?"((?:[^"\\]|\\.)*)", \[((?:[^\]"]|"(?:[^"\\]|\\.)*")*)\]/;
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, pid, program, args] = call.exec(line) ?? [];
      if (pid === undefined || program === undefined || args === undefined) return [];
      const words = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word ?? '');
      return [{ pid: Number(pid), program, args: words }];
    });
}

/** What an extension host does by itself, to the word: it looks for ports that somebody listens on. */
const looksForPorts = [
  /^\/bin\/sh -c ls -l \/proc\/\[0-9\]\*\/fd\/\[0-9\]\* \| grep socket:$/,
  /^ls -l( \/proc\/\d+\/fd\/\d+)*$/,
  /^grep socket:$/,
  /^\/bin\/sh -c ps -F -A -l \| grep root$/,
  /^ps -F -A -l$/,
  /^grep root$/,
];

/** Whether it is a program of VS Code's own: the server, its helpers, the servers of the extensions that it brings, its search. */
export function isVsCodesOwn({ program, args }: TracedRun, host: string): boolean {
  const inHost = (word: string | undefined) => word?.startsWith(`${host}/`) ?? false;
  if (looksForPorts.some((pattern) => pattern.test(args.join(' ')))) return true;
  if (!inHost(program)) return false;
  if (program.endsWith('/bin/linux-x64/rg')) return true;
  const script = args.slice(1).find((word) => !word.startsWith('-'));
  return program.endsWith('/bin/node') && inHost(script);
}
