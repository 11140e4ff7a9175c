import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { findOnPath } from '../../test/harness/system/findOnPath.ts';
import { assembleClaudeState } from '../assembleClaudeState.mjs';
import { compare, processorTime, report } from './measure.ts';

const folders = 500;
const each = 100;

/** What the seeding of a home of 50,000 files costs a start of a container. */
describe('seed of 50,000 files', () => {
  let root: string;
  let program: string;
  let made = 0;
  const at = (name: string) => join(root, name);

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'claude-sessions-bench-'));
    program = at('claude-state');
    writeFileSync(program, assembleClaudeState());
    chmodSync(program, 0o755);
    mkdirSync(at('share'));
    for (let folder = 0; folder < folders; folder++) {
      const path = at(`image/d${folder % 20}/s${folder}`);
      mkdirSync(path, { recursive: true });
      for (let file = 0; file < each; file++)
        writeFileSync(join(path, `f${file}`), `hello ${folder} ${file}`);
    }
    mkdirSync(at('home'));
    seed('home', '--stamp', 'known');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const environment = () => ({ PATH: process.env.PATH, CLAUDE_STATE_SHARE: at('share') });
  const seed = (home: string, ...options: string[]) =>
    processorTime(program, ['seed', ...options, at('image'), at(home)], { env: environment() });
  const list = () => processorTime('find', [at('image'), '-exec', 'stat', '-c', '%f %s %Y %n', '{}', '+']);
  const copy = (...args: string[]) => processorTime('cp', args);
  const fresh = (fill: (home: string) => number) => () => {
    const name = `fresh${made++}`;
    mkdirSync(at(name));
    const time = fill(name);
    rmSync(at(name), { recursive: true });
    return time;
  };

  it('the first', async ({ task }) => {
    const bare = fresh((home) => copy('-a', `${at('image')}/.`, at(home)));
    const ours = fresh((home) => seed(home));
    const names = { what: 'first seed of a home of 50,000 files, processor time', against: '`cp -a`' };
    report(task, await compare(names, { ours, bare }, 5));
  });

  it('later ones', async ({ task }) => {
    const same = { what: 'seed of an image that has not changed, processor time', against: '`sh -c :`' };
    const turns = 50;
    const stamped = ['seed', '--stamp', 'known', at('image'), at('home')];
    const ours = () => processorTime(program, stamped, { env: environment(), turns });
    const none = () => processorTime('sh', ['-c', ':'], { turns });
    report(task, await compare(same, { ours, bare: none }, 3));

    const changed = () => {
      const number = made++;
      writeFileSync(at(`image/d1/new${number}`), 'new');
      return seed('home', '--stamp', `${number}`);
    };
    const named = (against: string) => ({ what: 'seed of an image with a new file among 50,000', against });
    report(
      task,
      await compare(named('listing it with `find` and `stat`'), { ours: changed, bare: list }, 11),
    );
    const copyNew = () => copy('-an', `${at('image')}/.`, at('home'));
    report(task, await compare(named('`cp -an`'), { ours: changed, bare: copyNew }, 5));
    if (!findOnPath('rsync')) return;
    const sync = () => processorTime('rsync', ['-a', '--ignore-existing', `${at('image')}/`, at('home')]);
    report(task, await compare(named('`rsync -a --ignore-existing`'), { ours: changed, bare: sync }, 5));
  });
});
