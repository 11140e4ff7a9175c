import { mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { newFolder } from '../../harness/place/newFolder.ts';
import { handsFor } from './hands.ts';
import { makeFolder } from './shells.ts';
import { tree } from './tree.ts';

const base = newFolder();
const home = join(base, 'home');
const app = join(base, 'app');
const login = join(home, '.claude-sessions/login');
const { hands, scripts } = handsFor(home);

const clear = () => {
  for (const folder of [home, app]) {
    rmSync(folder, { recursive: true, force: true });
    makeFolder(folder);
  }
};
beforeEach(clear);

describe('the folder of the login that the host keeps', () => {
  it('is made by every hand alike, beside the rest, and in review', async () => {
    for (const words of [['login'], ['review', 'login']]) {
      const trees = [];
      for (const hand of hands) {
        clear();
        expect((await hand.prepare(app, undefined, {}, words)).status, hand.name).toBe(0);
        for (const name of ['', 'projects', 'session-env'])
          expect(statSync(join(login, name)).mode & 0o777).toBe(0o700);
        trees.push(JSON.stringify(tree(home)));
      }
      expect(new Set(trees).size).toBe(1);
    }
  });

  it('is all that is made for an isolated dev container', async () => {
    for (const script of scripts) {
      clear();
      expect(await script.prepare(app, undefined, {}, ['login', 'only'])).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      });
      expect(Object.keys(tree(home)).sort()).toEqual(
        ['', '/login', '/login/projects', '/login/session-env'].map((name) => `.claude-sessions${name}`),
      );
    }
  });

  it.each([['login'], ['login', 'only']])(
    'is refused where a link lies in its place: %s %s',
    async (...words) => {
      for (const hand of words.length === 1 ? hands : scripts) {
        clear();
        mkdirSync(join(home, '.claude-sessions'));
        symlinkSync(app, login);
        const { status, stderr } = await hand.prepare(app, undefined, {}, words);
        expect([status, stderr]).toEqual([1, expect.stringContaining(`${login} is a link`)]);
      }
    },
  );

  it('is refused where the workspace holds it', async () => {
    for (const script of scripts) {
      const { status, stderr } = await script.prepare(home, undefined, {}, ['login', 'only']);
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining('all of which the container would get to see'),
      ]);
    }
  });
});
