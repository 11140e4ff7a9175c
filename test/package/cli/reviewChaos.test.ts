import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { ReviewedPlace } from './ReviewedPlace.ts';

const seconds = rounds({ short: 10, long: 180 });
/** What was cut or changed is not pulled any more: there are always some that are whole. */
const inUse = 4;
const secret = 'what-the-container-must-not-get';

/** What a container may do to its mirror at any moment. */
function tricks(place: ReviewedPlace, session: string): (() => void)[] {
  const path = place.pathOf('mirror', session);
  const aside = `${path}.aside`;
  const folder = join(place.mirror, session);
  const outside = join(place.home, 'private');
  const clear = () => rmSync(folder, { recursive: true, force: true });
  // A container that follows its own link comes to nothing of the host's.
  const own = () => {
    if (lstatSync(path).isSymbolicLink()) throw new Error('nothing is there');
    return path;
  };
  return [
    () => {
      own();
      place.say('mirror', session, 100);
    },
    () => appendFileSync(own(), '\n\n{"type":"permission-mode"}\n'),
    () => appendFileSync(own(), '{"type":"user","torn'),
    () => appendFileSync(own(), Buffer.from([0xff, 0x00, 0x0a])),
    () => truncateSync(own(), Math.floor(readFileSync(path).length / 2)),
    // Another inode with the same and with less.
    () => {
      writeFileSync(aside, readFileSync(own()));
      renameSync(aside, path);
    },
    () => {
      writeFileSync(aside, readFileSync(own()).subarray(200));
      renameSync(aside, path);
    },
    () => {
      rmSync(path);
      symlinkSync(join(outside, 'a.jsonl'), path);
    },
    () => {
      rmSync(path);
      mkdirSync(path);
    },
    () => {
      rmSync(path, { recursive: true });
      place.reread('mirror', session);
      place.say('mirror', session);
    },
    () => {
      clear();
      symlinkSync(outside, folder);
    },
    () => {
      clear();
      put(join(folder, 'tool-results/a.txt'), `${Math.random()}`);
      symlinkSync(join(outside, 'a.jsonl'), join(folder, 'tool-results/b.txt'));
      symlinkSync(outside, join(folder, 'subagents'));
    },
    () => symlinkSync(outside, join(place.mirror, '.claude-sessions.new')),
  ];
}

test(`whatever a container does to the mirror in ${seconds} s, the host keeps its own, once and in its order, and shows nothing`, async () => {
  const place = await new ReviewedPlace().review();
  put(join(place.home, 'private/a.jsonl'), `{"type":"user","message":{"content":"${secret}"}}\n`);
  put(join(place.home, 'private/a.txt'), secret);
  const sessions: string[] = [];
  const begin = () => {
    const session = `${String(sessions.length).padStart(8, '0')}-3333-4333-8333-333333333333`;
    sessions.push(session);
    place.say('host', session);
    put(join(place.transcripts, session, 'tool-results/a.txt'), 'of the host');
  };
  for (let at = 0; at < inUse; at++) begin();
  let isOver = false;
  const playing = (async () => {
    while (!isOver) {
      const session = sessions[sessions.length - 1 - Math.floor(Math.random() * inUse)] ?? '';
      const all = tricks(place, session);
      try {
        all[Math.floor(Math.random() * all.length)]?.();
      } catch {
        // What was there is not any more.
      }
      if (Math.random() < 0.1) place.say('host', session, 300);
      if (Math.random() < 0.02) begin();
      await sleep(Math.random() * 5);
    }
  })();
  const failures: string[] = [];
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    for (const command of ['pull', 'push'] as const) {
      const { code, stderr } = await place.start(command).ended;
      if ((code !== 0 && code !== 1) || stderr !== '') failures.push(`${command}: ${code} ${stderr}`);
    }
  }
  isOver = true;
  await playing;
  expect(failures).toEqual([]);
  const own = (session: string) => {
    const uuids = readFileSync(place.pathOf('host', session), 'utf8').match(/"uuid":"[^"]+"/g) ?? [];
    return uuids.map((each) => each.slice(8, -1)).filter((each) => place.written.host.includes(each));
  };
  expect(sessions.flatMap(own).sort()).toEqual([...place.written.host].sort());
  for (const each of sessions) {
    expect(own(each)).toEqual([...own(each)].sort());
    expect(readFileSync(join(place.transcripts, each, 'tool-results/a.txt'), 'utf8')).toBe('of the host');
  }
  for (const folder of [place.mirror, place.transcripts])
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile() && existsSync(join(entry.parentPath, entry.name)))
        expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toContain(secret);
  expect(readFileSync(join(place.home, 'private/a.txt'), 'utf8')).toBe(secret);
  expect(readdirSync(join(place.home, 'private'))).toEqual(['a.jsonl', 'a.txt']);
}, 600_000);
