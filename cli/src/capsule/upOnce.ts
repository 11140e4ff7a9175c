import { spawn } from 'node:child_process';
import { type ContainerState, parseState } from '@claude-sessions/core/capsule/state.ts';
import type { Capsule } from '@claude-sessions/core/capsule/types.ts';
import type { Engine } from '../host/engine.ts';
import { runProcess } from '../host/runProcess.ts';
import { LastLines, streamProcess } from '../host/streamProcess.ts';
import { passOn } from '../terminal/output.ts';
import type { CapsuleEvents } from './events.ts';
import { watchMemory } from './oomEvents.ts';

/** How it was up: how it ended, and its last words, where nobody saw them. */
export interface Up {
  readonly state: ContainerState;
  readonly lines: readonly string[];
}

/**
 * Starts the container, given by its id, and waits until it is down. On a terminal the user is in it; elsewhere what it prints goes on, to stdout unless
 * that is for our events.
 */
export async function upOnce(
  engine: Engine,
  { name, memory }: Capsule,
  container: string,
  events: CapsuleEvents,
  isTerminal: boolean,
): Promise<Up> {
  const last = new LastLines();
  const watch = watchMemory(engine, container, () =>
    events.say(
      'out-of-memory',
      `Something in ${name} was killed by the system: it reached its memory limit of ${memory}.`,
    ),
  );
  events.say('started', `${name} is up.${isTerminal ? '' : ' Ctrl+C stops it.'}`, { container: name });
  try {
    if (isTerminal) await attachTerminal(engine, container, events);
    else await attach(engine, container, events, last);
    let state = await stateOf(engine, container);
    // Left by the engine's own keys, or the program that was attached ended: the container is what counts.
    while (state.running) {
      await runProcess({ command: engine.command, args: ['wait', container], timeoutMs: 2 ** 31 - 1 });
      state = await stateOf(engine, container);
    }
    return { state, lines: last.lines };
  } finally {
    watch.dispose();
  }
}

async function attachTerminal({ command }: Engine, container: string, events: CapsuleEvents): Promise<void> {
  events.hold();
  const args = ['start', '--attach', '--interactive', container];
  await new Promise<void>((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', windowsHide: true });
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
  events.release();
}

async function attach(
  { command }: Engine,
  container: string,
  events: CapsuleEvents,
  last: LastLines,
): Promise<void> {
  const hear = (stream: NodeJS.WriteStream) => (text: string) => {
    last.add(text);
    passOn(stream, text);
  };
  await streamProcess({
    command,
    args: ['start', '--attach', container],
    // It would hand Ctrl-C on.
    ownSession: true,
    onOut: hear(events.json ? process.stderr : process.stdout),
    onErr: hear(process.stderr),
  });
}

async function stateOf({ command }: Engine, container: string): Promise<ContainerState> {
  const { stdout, stderr } = await runProcess({
    command,
    args: ['inspect', '--format', '{{json .State}}', container],
  });
  return (
    parseState(stdout) ?? {
      running: false,
      exitCode: 1,
      oomKilled: false,
      error: stderr.trim().split('\n')[0] ?? '',
      upMs: 0,
    }
  );
}
