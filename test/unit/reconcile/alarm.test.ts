import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Alarm } from '../../../cli/src/reconcile/Alarm.ts';

const never = 1_000_000;
/** Whether it has resolved, once everything else that is due has been done. */
const isPending = async (promise: Promise<void>) => {
  let pending = true;
  void promise.then(() => {
    pending = false;
  });
  for (let round = 0; round < 20; round++) await turn();
  return pending;
};

it('wakes once for many rings, before and while it waits', async () => {
  const alarm = new Alarm(20, 1000);
  const stop = new AbortController();
  for (let ring = 0; ring < 50; ring++) alarm.ring();
  await alarm.wait(never, stop.signal);
  const waiting = alarm.wait(never, stop.signal);
  expect(await isPending(waiting)).toBe(true);
  for (let ring = 0; ring < 50; ring++) alarm.ring();
  await waiting;
  const again = alarm.wait(never, stop.signal);
  expect(await isPending(again)).toBe(true);
  stop.abort();
  await again;
});

it('wakes though it never is quiet', async () => {
  const alarm = new Alarm(never, 30);
  alarm.ring();
  await alarm.wait(never, new AbortController().signal);
});

it('wakes by itself, and at once where it is told to stop', async () => {
  const alarm = new Alarm(1, 1);
  await alarm.wait(5, new AbortController().signal);
  await alarm.wait(never, AbortSignal.abort());
});
