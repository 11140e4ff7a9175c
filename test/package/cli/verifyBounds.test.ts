import { appendFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { session, turn, VerifyPlace } from './verifyPlace.ts';

const file = `${session}.jsonl`;
const megabyte = 1024 * 1024;
const line = (begin: string, each: string, end: string) =>
  `${begin}${each.repeat(Math.floor((16 * megabyte - begin.length - end.length - 2) / each.length))}${end}\n`;

/** Tells on stderr how much memory the process had at most (`ru_maxrss`, in kB). */
const told = `data:text/javascript,import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => console.error('maxrss', process.resourceUsage().maxRSS));`;
const env = { NODE_OPTIONS: `--import="${encodeURI(told.replaceAll(/\n\s*/g, ''))}"` };

async function verify(place: VerifyPlace) {
  const { stdout, stderr } = await place.runWith({ env }, 'verify', '--json');
  const findings = (JSON.parse(stdout).findings as { code: string; severity: string }[]).filter(
    ({ severity }) => severity === 'error',
  );
  return {
    codes: findings.map(({ code }) => code),
    megabytes: Number(/maxrss (\d+)/.exec(stderr)?.[1]) / 1024,
  };
}

const attachment = '{"type":"attachment"';
const keys = Array.from({ length: 1_200_000 }, (_, index) => `"${index.toString(36)}":1`);
const hostile: Readonly<Record<string, readonly [text: string, code: string, times?: number]>> = {
  'brackets that are never closed': [line('', '[', ''), 'line-too-long'],
  'objects in objects': [line('', '{"a":', ''), 'line-too-long'],
  'very many values': [line(`${attachment},"a":[`, '{},', '1]}'), 'line-too-long'],
  'very many values, again and again': [line(`${attachment},"a":[`, '{},', '1]}'), 'line-too-long', 8],
  'very many members': [`${attachment},${keys.join()}}\n`, 'line-too-long'],
  'one member repeated': [line(attachment, ',"a":1', '}'), 'line-too-long'],
  'very many lines': ['{}\n'.repeat(8 * megabyte), 'too-much', 4],
  'very many odd lines': ['1\n'.repeat(16 * megabyte), 'too-much', 2],
  'a long line': ['x'.repeat(20 * megabyte), 'line-too-long', 10],
};

describe('whatever a transcript holds, verify takes little memory and says what it could not look at', () => {
  test.each(Object.entries(hostile))('%s', { timeout: 300_000 }, async (_, [text, code, times = 1]) => {
    const place = await VerifyPlace.shared();
    const idle = await verify(place);
    for (let time = 0; time < times; time++) appendFileSync(join(place.transcripts, file), text);
    const { codes, megabytes } = await verify(place);
    expect(codes).toContain(code);
    expect(megabytes).toBeLessThan(idle.megabytes + 150);
    // It cannot be accepted.
    expect((await place.verify('--accept')).code).toBe(1);
  });

  test('a file of 40 GB of nothing is not read', { timeout: 300_000 }, async () => {
    const place = await VerifyPlace.shared();
    place.put(file, turn);
    truncateSync(join(place.transcripts, file), 40 * 1024 * megabyte);
    expect((await verify(place)).codes).toEqual(['too-much']);
  });
});
