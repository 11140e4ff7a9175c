import { spawn } from 'node:child_process';

/**
 * Leaves a process behind that waits until this one has ended, and then, when the run directory is still there (the
 * run was interrupted or killed), ends the processes noted in it and removes it. What else is left, the next run clears.
 */
export function hireJanitor(runDirectory: string): void {
  const args = ['-c', script, 'janitor', String(process.pid), runDirectory];
  spawn('sh', args, { detached: true, stdio: 'ignore', cwd: '/' }).unref();
}

const script = `
while kill -0 "$1" 2>/dev/null; do sleep 1; done
for noted in "$2"/*.pid; do
  [ -f "$noted" ] || continue
  read -r pid mark <"$noted"
  case $(tr '\\0' ' ' <"/proc/$pid/cmdline") in
    *"$mark"*) kill "$pid" ;;
    *) continue ;;
  esac
  turns=0
  while kill -0 "$pid" 2>/dev/null && [ "$turns" -lt 30 ]; do sleep 1; turns=$((turns + 1)); done
done
[ ! -d "$2" ] || rm -rf "$2"
`;
