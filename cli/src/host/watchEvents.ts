import { type ChildProcess, spawn } from 'node:child_process';
import { eventFolder } from '@claude-sessions/core/container/engineEvent.ts';
import { folderLabel } from '@claude-sessions/core/container/ownContainer.ts';
import { realPathOf } from './realPath.ts';
import type { ProcessCall } from './runProcess.ts';

/** A line of an engine is far shorter; what is longer is passed over. */
const longestLine = 256 * 1024;
const longestReason = 4096;

/** Ends what it belongs to. */
export interface Watch {
  dispose(): void;
}

/**
 * Listens to what happens to dev containers, until it is disposed of or the engine's program ends.
 * @param folders workspace folders; undefined for every container, dev container or not
 * @param onEvent told of each event of theirs, and of each that the engine does not say the folder of
 * @param onEnd told once, why, when it ends by itself: it is not begun again
 */
export function watchEvents(
  command: string,
  folders: readonly string[] | undefined,
  onEvent: () => void,
  onEnd: (reason: string) => void,
): Watch {
  const wanted = folders && new Set(folders.flatMap((folder) => [folder, realPathOf(folder)]));
  return watchLines(
    { command, args: eventArgs(folders) },
    (line) => {
      const folder = eventFolder(line);
      if (folder !== null && (folder === undefined || !wanted || wanted.has(folder))) onEvent();
    },
    onEnd,
  );
}

/**
 * Hands on each line that a program prints, until it is disposed of or the program ends.
 * @param onEnd told once, why, when it ends by itself: it is not begun again
 */
export function watchLines(
  { command, args }: ProcessCall,
  onLine: (line: string) => void,
  onEnd: (reason: string) => void,
): Watch {
  let isOver = false;
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const end = (reason: string) => {
    if (isOver) return;
    isOver = true;
    stop(child);
    onEnd(reason);
  };
  const read = lineReader((line) => {
    if (!isOver) onLine(line);
  });
  child.stdout.on('data', (chunk: Buffer) => read(chunk.toString('utf8')));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(0, longestReason);
  });
  child.on('error', (error) => end(`${command} could not be started: ${error.message}`));
  child.on('close', (code) => {
    const [line = ''] = said.trim().split('\n');
    end(line || `${command} ${args[0]} ended (${code ?? 'killed'})`);
  });
  return {
    dispose() {
      isOver = true;
      stop(child);
    },
  };
}

/** Several filters of one kind count as any of them for some engines, as all of them for others: only the label is asked for. */
function eventArgs(folders: readonly string[] | undefined): string[] {
  const [only] = folders ?? [];
  const label = folders?.length === 1 ? `${folderLabel}=${only}` : folderLabel;
  const filters = ['type=container', ...(folders ? [`label=${label}`] : [])].flatMap((filter) => [
    '--filter',
    filter,
  ]);
  return ['events', '--format', '{{json .}}', ...filters];
}

function stop(child: ChildProcess): void {
  child.kill();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/** Puts lines together of what comes in pieces; of a line without end no more than its length is kept. */
function lineReader(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  let isTooLong = false;
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!isTooLong && line.trim() !== '') onLine(line);
      isTooLong = false;
    }
    if (rest.length <= longestLine) return;
    rest = '';
    isTooLong = true;
  };
}
