import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { runWarm } from './place.ts';
import { ReviewedPlace } from './ReviewedPlace.ts';
import { type Line, Talk, uuidOf } from './Talk.ts';
import { session } from './verifyPlace.ts';

runWarm();

const fork = session.replace(/^.{8}/, 'ffffffff');

/** A conversation of four messages, and one that begins with them and has two more. */
function branched(place = new Talk()): Talk {
  place.talk(4);
  place.talk(6, 10, fork);
  return place;
}

const merge = ['merge', fork, '--into', session];
const fileOf = (place: Talk, id = session) => join(place.transcripts, `${id}.jsonl`);
const contentOf = (line: Line | undefined) => `${line?.content}`;

describe('merge', () => {
  test('adds what was said since the branch parted, behind the last message, and that once', async () => {
    const place = branched();
    const before = readFileSync(fileOf(place));
    const made = await place.json(...merge);
    expect(made).toMatchObject({ merged: { fork, into: session, last: uuidOf(5), turnsLeftOut: 0 } });
    const after = readFileSync(fileOf(place));
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    const lines = place.lines(session);
    expect(lines).toHaveLength(5);
    expect(lines[4]).toMatchObject({
      type: 'system',
      subtype: 'local_command',
      parentUuid: uuidOf(3),
      sessionId: session,
    });
    expect(contentOf(lines[4]).match(/said \d/g)).toEqual(['said 4', 'said 5']);
    expect((await place.run('show', session)).stdout.match(/said [45]/g)).toEqual(['said 4', 'said 5']);
    expect((await place.run(...merge)).stdout).toContain('Already merged');
    expect(readFileSync(fileOf(place)).equals(after)).toBe(true);
    appendFileSync(fileOf(place, fork), place.said(6, 10, fork));
    await place.run(...merge);
    expect(contentOf(place.lines(session)[5]).match(/said \d/g)).toEqual(['said 6']);
    expect(place.lines(session)[5]).toMatchObject({ parentUuid: lines[4]?.uuid });
  });

  test('of a branch that says it goes where it was branched from', async () => {
    const place = new Talk();
    place.talk(4);
    const { id } = await place.json('branch', session, '--name', 'other way');
    const last = place.lines(`${id}`).findLast(({ uuid, type }) => uuid && type === 'assistant');
    const said = { type: 'user', uuid: uuidOf(9), parentUuid: last?.uuid, message: { content: 'new words' } };
    appendFileSync(fileOf(place, `${id}`), `${JSON.stringify({ ...said, sessionId: id })}\n`);
    expect((await place.run('merge', '--json')).stdout).toContain(`"into": "${session}"`);
    expect((await place.run('merge')).stdout).toContain(`claude-sessions merge ${id} --into ${session}`);
    expect((await place.run('merge', `${id}`)).exitCode).toBe(0);
    expect(contentOf(place.lines(session)[4])).toContain('“other way”');
    expect(contentOf(place.lines(session)[4])).toContain('User: new words');
  });

  test('takes a summary in its place, from the line, the standard input or an editor', async () => {
    const place = branched();
    await place.run(...merge, '--summary', 'We keep it.');
    expect(contentOf(place.lines(session)[4])).toContain(':\n\nWe keep it.\n\n');
    expect(contentOf(place.lines(session)[4])).not.toContain('said');
    const other = branched();
    const editor = put(join(other.root, 'editor'), '#!/bin/sh\nsed -i "s/said 4/edited 4/" "$1"\n', 0o755);
    const { exitCode, stderr } = await other.runWith({ env: { EDITOR: editor } }, ...merge, '--edit');
    expect(exitCode, stderr).toBe(0);
    expect(contentOf(other.lines(session)[4])).toContain('edited 4');
    const failed = branched();
    const { stderr: why } = await failed.runWith({ env: { EDITOR: 'false' } }, ...merge, '--edit');
    expect(why).toContain('nothing was merged');
    expect(failed.lines(session)).toHaveLength(4);
  });

  test('with --dry-run prints the block, and adds nothing', async () => {
    const place = branched();
    const { stdout } = await place.run(...merge, '-n');
    expect(stdout).toMatch(/^User: said 4 x+\n\nClaude: said 5 x+\n$/);
    expect(place.lines(session)).toHaveLength(4);
  });

  test('keeps a last line that was torn, as it is', async () => {
    const place = branched();
    const torn = place.said(4).slice(0, 50);
    appendFileSync(fileOf(place), torn);
    expect((await place.run(...merge)).exitCode).toBe(0);
    const lines = readFileSync(fileOf(place), 'utf8').split('\n');
    expect(lines[4]).toBe(torn);
    expect(JSON.parse(lines[5] ?? '')).toMatchObject({ subtype: 'local_command', parentUuid: uuidOf(3) });
  });

  test('knows a branch of before a compaction', async () => {
    const place = branched();
    const common = { sessionId: session, cwd: place.folder, isSidechain: false };
    const boundary = {
      ...common,
      type: 'system',
      subtype: 'compact_boundary',
      uuid: uuidOf(50),
      parentUuid: null,
      logicalParentUuid: uuidOf(3),
    };
    const summary = {
      ...common,
      type: 'user',
      uuid: uuidOf(51),
      parentUuid: uuidOf(50),
      isCompactSummary: true,
      message: { content: 'so far' },
    };
    appendFileSync(fileOf(place), [boundary, summary].map((each) => `${JSON.stringify(each)}\n`).join(''));
    expect((await place.run(...merge)).exitCode).toBe(0);
    const block = place.lines(session).at(-1);
    expect(contentOf(block).match(/said \d/g)).toEqual(['said 4', 'said 5']);
    expect(block).toMatchObject({ parentUuid: uuidOf(51) });
  });

  test('says what is wrong, and adds nothing', async () => {
    const place = branched();
    const other = session.replace(/^.{8}/, '99999999');
    place.put(`${other}.jsonl`, place.said(0, 10, other).replaceAll('4444', '5555'));
    for (const [args, words] of [
      [['merge', other, '--into', session], 'they have no message in common'],
      [['merge', session, '--into', session], 'cannot be merged into itself'],
      [['merge', fork], 'does not say what it was branched from'],
      [[...merge, '--summary', ' '], 'The summary is empty'],
      [[...merge, '--summary', 'x', '--edit'], 'do not go together'],
    ] as const) {
      const { exitCode, stderr } = await place.run(...args);
      expect(stderr).toContain(words);
      expect(exitCode).toBeGreaterThan(0);
    }
    expect(place.lines(session)).toHaveLength(4);
  });

  test('refuses while a running Claude Code has the conversation open', async () => {
    const place = branched();
    const entry = join(place.home, `.claude/sessions/${process.pid}.json`);
    process.title = 'claude of a test';
    try {
      put(entry, JSON.stringify({ pid: process.pid, sessionId: session, cwd: place.folder }));
      const { exitCode, stderr } = await place.run(...merge);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(`has the conversation ${session} open on this host`);
      expect(place.lines(session)).toHaveLength(4);
    } finally {
      process.title = 'node';
    }
  });

  test('writes what verify knows to be inert, and what a reviewed container is given', async () => {
    const place = new Talk();
    place.writeConfig('{"image": "x"}\n');
    place.talk(1);
    await place.run('share', '--no-install-claude');
    branched(place);
    expect((await place.verify()).found).toEqual([]);
    await place.run(...merge);
    await place.json('branch', session);
    expect((await place.verify()).found).toEqual([]);
    const reviewed = await new Talk().review();
    branched(reviewed as Talk);
    await reviewed.run('push');
    await reviewed.run(...merge);
    await reviewed.run('push');
    const mirrored = readFileSync(reviewed.pathOf('mirror', session), 'utf8');
    expect(mirrored).toContain('Merged from the branch');
    await reviewed.run('pull');
    expect((reviewed as Talk).lines(session)).toHaveLength(5);
  });

  test('finds what two sides wrote of one conversation: as pull makes it of a mirror, and in one file', async () => {
    const place = await new ReviewedPlace().review();
    place.say('host', session);
    await place.run('push');
    for (const side of ['host', 'mirror'] as const) place.say(side, session);
    expect((await place.run('pull')).exitCode).toBe(0);
    const { branches } = await place.json('merge');
    const [{ fork: pulled }] = branches as unknown as [{ fork: string }];
    expect(branches).toEqual([
      { fork: pulled, into: session, title: expect.stringContaining('from the dev container') },
    ]);
    await place.run('merge', pulled, '--into', session);
    const block = readFileSync(place.pathOf('host', session), 'utf8').trimEnd().split('\n').at(-1);
    expect(block).toContain(`User: ${place.written.mirror[0]} x`);

    const live = new Talk();
    live.talk(2);
    const said = (index: number, parent: number, type: string) =>
      live
        .said(index)
        .replace(/"parentUuid":"[^"]*"/, `"parentUuid":"${uuidOf(parent)}"`)
        .replace(/"type":"(user|assistant)"/, `"type":"${type}"`);
    const two = [
      said(10, 1, 'user'),
      said(20, 1, 'user'),
      said(11, 10, 'assistant'),
      said(21, 20, 'assistant'),
    ];
    appendFileSync(fileOf(live), two.join(''));
    const { stdout } = await live.run('merge');
    expect(stdout).toContain(`claude-sessions branch ${session} --at ${uuidOf(11)}`);
    const made = await live.json('branch', session, '--at', uuidOf(11), '--name', 'two');
    await live.run('merge', `${made.id}`);
    expect(contentOf(live.lines(session).at(-1)).match(/said \d+/g)).toEqual(['said 10', 'said 11']);
    expect(live.lines(session).at(-1)).toMatchObject({ parentUuid: uuidOf(21) });
  });
});
