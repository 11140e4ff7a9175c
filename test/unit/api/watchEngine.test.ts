import { appendFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchEngine } from '../../../cli/src/api/watchEngine.ts';
import { ApiPlace } from './place.ts';

let place: ApiPlace;
let said: string;
let watch: { dispose(): void } | undefined;
const onEvent = vi.fn();
const onEnd = vi.fn();

/** An engine that says what is appended to a file. */
beforeEach(() => {
  place = new ApiPlace();
  said = join(place.root, 'said');
  writeFileSync(said, '');
  vi.clearAllMocks();
  place.program('docker', `exec tail -n +1 -f '${said}'`);
});
afterEach(() => {
  watch?.dispose();
  place.remove();
});

const line = (folder: string, Action = 'start') =>
  `${JSON.stringify({ Action, Actor: { Attributes: { 'devcontainer.local_folder': folder } } })}\n`;
const begin = async (folders: string[]) => {
  watch = watchEngine({}, folders, onEvent, onEnd);
  await vi.waitFor(() => expect(place.started()).toHaveLength(1), 20_000);
};
const told = (times: number) => vi.waitFor(() => expect(onEvent).toHaveBeenCalledTimes(times), 20_000);

it('asks for the events of the dev containers of one folder', async () => {
  await begin(['/w']);
  expect(place.started()).toEqual([
    'docker events --format {{json .}} --filter type=container --filter label=devcontainer.local_folder=/w',
  ]);
  appendFileSync(said, line('/w'));
  await told(1);
});

it('of several folders tells of theirs alone, by whichever name', async () => {
  symlinkSync(place.folder, join(place.root, 'link'));
  await begin(['/w', join(place.root, 'link')]);
  expect(place.started()[0]?.endsWith(' --filter label=devcontainer.local_folder')).toBe(true);
  appendFileSync(said, line('/other') + line('/w', 'exec_start: sh') + line(place.folder));
  await told(1);
  appendFileSync(said, line('/other'));
  appendFileSync(said, line('/w'));
  await told(2);
});

it('tells of each of many events, and of a line that comes in pieces', async () => {
  await begin(['/w']);
  appendFileSync(said, line('/w').repeat(50) + line('/w').slice(0, 10));
  await told(50);
  appendFileSync(said, line('/w').slice(10));
  await told(51);
});

it('passes over a line without end', async () => {
  await begin(['/w']);
  appendFileSync(said, 'x'.repeat(3 * 1024 * 1024));
  appendFileSync(said, `\n${line('/w')}`);
  await told(1);
});

it('ends the engine’s program when it is disposed of, and says nothing then', async () => {
  await begin(['/w']);
  watch?.dispose();
  await vi.waitFor(() => expect(place.running()).toEqual([]), 20_000);
  expect(onEnd).not.toHaveBeenCalled();
});

it.each([
  ['the engine’s words', 'echo "no daemon" >&2; exit 1', 'no daemon'],
  ['that it ended', 'exit 0', 'docker events ended (0)'],
])('says once why it ended: %s', async (_, script, reason) => {
  place.program('docker', script);
  watch = watchEngine({}, ['/w'], onEvent, onEnd);
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalled(), 20_000);
  expect(onEnd.mock.calls).toEqual([[reason]]);
});

it('says that there is no such program', async () => {
  watch = watchEngine({ dockerPath: join(place.root, 'none') }, ['/w'], onEvent, onEnd);
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledTimes(1), 20_000);
  expect(onEnd.mock.calls[0]?.[0]).toContain('ENOENT');
});
