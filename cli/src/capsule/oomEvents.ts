import { spawn } from 'node:child_process';
import type { Engine } from '../host/engine.ts';

/** Far more than an event has. */
const longestRest = 65_536;

/** Tells each time that the system kills something in a container for want of memory; a child of its, and it goes on. */
export function watchMemory({ command }: Engine, container: string, onKill: () => void): { dispose(): void } {
  const filters = ['type=container', 'event=oom', `container=${container}`].flatMap((each) => [
    '--filter',
    each,
  ]);
  const child = spawn(command, ['events', ...filters, '--format', '{{json .}}'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    detached: true,
  });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestRest);
    if (lines.length > 0) onKill();
  });
  // Without it no more is known than how the container ends.
  child.on('error', () => undefined);
  return {
    dispose() {
      child.kill();
      child.stdout.destroy();
      child.unref();
    },
  };
}
