import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { type Hand, handsFor, ID } from './hands.ts';
import { put } from './homes.ts';
import { startScript } from './startScript.ts';
import { tree } from './tree.ts';

const base = newFolder();
const root = join(base, 'host');
const home = join(root, 'home');
const app = join(root, 'app');
const state = join(home, '.claude-sessions', ID);
const mirror = join(state, 'project');
const host = join(home, '.claude/projects', projectSlug(app));
const { inTypeScript, scripts, hands: all } = handsFor(home);
/** The tools, and the script in each shell; which awk there is does not matter here. */
const hands = all.filter(({ name }) => !name.startsWith('sh with'));
const few = [inTypeScript, ...scripts.slice(0, 1)];

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  put(home, `.claude/projects/${projectSlug(app)}/a.jsonl`, 'of the host\n');
});

const inReview = (hand: Hand, env = {}) => hand.prepare(app, ID, env, ['review']);
const live = (hand: Hand, env = {}) => hand.prepare(app, ID, env);
const done = { status: 0, stdout: '', stderr: '' };
const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

describe('prepare for review, in every shell and in TypeScript', () => {
  it('makes an empty folder of the container’s own, and says so once', async () => {
    const results: object[] = [];
    for (const hand of hands) {
      rmSync(state, { recursive: true, force: true });
      const { status, stderr } = await inReview(hand);
      expect(status, stderr).toBe(0);
      // The tools copy what the script cannot.
      expect(stderr).toMatch(
        hand.name === 'TypeScript' ? /^$/ : /^claude-sessions: for review, [^\n]*copied them\.\n$/,
      );
      expect(readdirSync(mirror).sort()).toEqual(['.keep', 'memory']);
      expect(lstatSync(mirror).mode & 0o777).toBe(0o700);
      expect(readlinkSync(join(state, 'review/host'))).toBe(host);
      const once = tree(home, { times: true });
      expect(await inReview(hand), hand.name).toEqual(done);
      expect(tree(home, { times: true }), hand.name).toEqual(once);
      results.push(tree(state));
    }
    for (const each of results) expect(each).toEqual(results[0]);
  });

  it('keeps the mirror when it is shared live, and takes it back', async () => {
    const results: object[] = [];
    for (const hand of hands) {
      rmSync(state, { recursive: true, force: true });
      expect(await live(hand)).toEqual(done);
      const liveTree = tree(state);
      await inReview(hand);
      put(mirror, 'b.jsonl', 'of the container\n');
      const { ino } = lstatSync(mirror);
      expect(await live(hand)).toEqual(done);
      expect(readlinkSync(mirror)).toBe(host);
      const kept = join(state, 'review/project');
      expect(lstatSync(kept).ino).toBe(ino);
      expect(Object.keys(tree(state)).filter((path) => !path.startsWith('review'))).toEqual(
        Object.keys(liveTree),
      );
      expect(await inReview(hand), hand.name).toEqual(done);
      expect(lstatSync(mirror).ino).toBe(ino);
      expect(readFileSync(join(mirror, 'b.jsonl'), 'utf8')).toBe('of the container\n');
      expect(existsSync(kept)).toBe(false);
      expect(readFileSync(join(host, 'a.jsonl'), 'utf8')).toBe('of the host\n');
      expect(existsSync(join(host, 'b.jsonl'))).toBe(false);
      results.push(tree(state));
    }
    for (const each of results) expect(each).toEqual(results[0]);
  });

  it('overwrites no mirror that was kept before', async () => {
    for (const hand of few) {
      rmSync(state, { recursive: true, force: true });
      for (const name of ['one', 'two', 'three']) {
        await inReview(hand);
        put(mirror, `${name}.jsonl`, name);
        await live(hand);
        // As if it was kept by another run.
        if (name === 'three') continue;
        renameSync(join(state, 'review/project'), join(state, 'aside'));
        await inReview(hand);
        put(mirror, `${name}-again.jsonl`, name);
        renameSync(join(state, 'aside'), join(state, 'review/project'));
        await live(hand);
      }
      const files = Object.keys(tree(join(state, 'review'))).filter((path) => path.endsWith('.jsonl'));
      expect(files.map((path) => path.replace(/.*\//, '')).sort(), hand.name).toEqual([
        'one-again.jsonl',
        'one.jsonl',
        'three.jsonl',
        'two-again.jsonl',
        'two.jsonl',
      ]);
    }
  });

  it('keeps to the config directory of the first run, in either form', async () => {
    const env = { CLAUDE_CONFIG_DIR: join(root, 'conf') };
    const other = join(root, 'conf/projects', projectSlug(app));
    for (const hand of few) {
      rmSync(state, { recursive: true, force: true });
      await inReview(hand, env);
      await inReview(hand);
      expect(readlinkSync(join(state, 'review/host'))).toBe(other);
      expect(await live(hand)).toEqual(done);
      expect(readlinkSync(mirror)).toBe(other);
      expect(await inReview(hand)).toEqual(done);
      expect(readlinkSync(join(state, 'review/host'))).toBe(other);
    }
  });

  it('follows no link that lies in the place of a folder', async () => {
    const elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere);
    for (const hand of hands) {
      for (const place of ['review', 'project/memory']) {
        rmSync(state, { recursive: true, force: true });
        await inReview(hand);
        rmSync(join(state, place), { recursive: true });
        symlinkSync(elsewhere, join(state, place));
        const before = tree(root);
        const run = await inReview(hand);
        expect(run.status, `${hand.name}, ${place}`).toBe(1);
        expect(run.stderr).toMatch(/ is a link, and what it leads to must not be mounted/);
        expect(tree(root)).toEqual(before);
      }
    }
  });

  it('leaves alone a folder that is not its own, and a link to another project', async () => {
    for (const hand of few) {
      for (const prepare of [inReview, live]) {
        rmSync(state, { recursive: true, force: true });
        put(mirror, 'a.jsonl', 'restored with its links followed\n');
        const before = tree(root);
        expect(await prepare(hand)).toMatchObject({ status: 1 });
        rmSync(mirror, { recursive: true });
        mkdirSync(join(root, 'other'), { recursive: true });
        symlinkSync(join(root, 'other'), mirror);
        const after = tree(root);
        expect(await prepare(hand)).toMatchObject({ status: 1 });
        expect(tree(root)).toEqual(after);
        expect(Object.keys(before).length).toBeGreaterThan(0);
        rmSync(join(root, 'other'), { recursive: true });
      }
    }
  });

  it('loses nothing when it is killed, and goes on', async () => {
    const [first] = scripts;
    if (!first) throw new Error('no shell');
    await inReview(first);
    put(mirror, 'b.jsonl', 'of the container\n');
    for (let round = 0; round < rounds({ short: 24, long: 300 }); round++) {
      const words = round % 2 === 0 ? [] : ['review'];
      await startScript(app, [ID, ...words], { HOME: home }, Math.random() * 120);
      const isThere = [mirror, join(state, 'review/project')].filter(
        (path) => !isLink(path) && existsSync(join(path, 'b.jsonl')),
      );
      expect(isThere, `round ${round}`).toHaveLength(1);
      const run = await first.prepare(app, ID, {}, words);
      expect(run, `round ${round}`).toEqual(done);
      expect(isLink(mirror)).toBe(words.length === 0);
    }
    expect(readFileSync(join(host, 'a.jsonl'), 'utf8')).toBe('of the host\n');
  });

  it('survives many at once', async () => {
    for (let round = 0; round < rounds({ short: 4, long: 60 }); round++) {
      await inReview(hands[0] as Hand);
      writeFileSync(join(mirror, 'b.jsonl'), 'b');
      for (const words of [[], ['review']]) {
        const runs = [1, 2, 3, 4].map((each) =>
          each === 4
            ? inTypeScript.prepare(app, ID, {}, words)
            : startScript(app, [ID, ...words], { HOME: home }),
        );
        for (const { status, stderr } of await Promise.all(runs)) expect(status, stderr).toBe(0);
      }
      expect(readdirSync(mirror).sort()).toEqual(['.keep', 'b.jsonl', 'memory']);
    }
  });
});
