import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sameOf } from '../../../cli/src/facts/formerPlaces.ts';
import { isOfConfig, knownProjects, whereaboutsOf } from '../../../cli/src/workspace/knownProjects.ts';
import {
  identityOf,
  isSameFolder,
  originUrl,
  remoteRepository,
} from '../../../cli/src/workspace/projectIdentity.ts';
import type { ConfigRecord } from '../../../cli/src/workspace/records.ts';
import { Place, put } from '../../harness/place/Place.ts';

const nothing = { record: undefined, source: undefined };

/** Looks at a folder as a project is looked at. */
const look = (place: Place, folder = place.folder) =>
  identityOf({
    folder,
    realFolder: folder,
    home: place.home,
    configFile: join(folder, '.devcontainer/devcontainer.json'),
  });

/** What git needs to take a folder for a repository. */
function repository(folder: string, url: string, log: string): void {
  for (const name of ['objects', 'refs']) mkdirSync(join(folder, '.git', name), { recursive: true });
  put(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n');
  put(join(folder, '.git/logs/HEAD'), `${log}\nlater\n`);
  put(join(folder, '.git/config'), `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n`);
}

describe('a folder', () => {
  it('is the same after a rename, and another when made again', async () => {
    const place = new Place();
    const before = await look(place);
    const moved = join(place.root, 'moved');
    renameSync(place.folder, moved);
    expect(isSameFolder(before, await look(place, moved))).toBe(true);
    rmSync(moved, { recursive: true });
    // The number may be used again; the time is not.
    for (let round = 0; round < 20; round++) {
      mkdirSync(moved);
      expect(isSameFolder(before, await look(place, moved))).toBe(false);
      rmSync(moved, { recursive: true });
    }
  });

  it('is known by its repository, where it has one of its own; by sums alone', async () => {
    const place = new Place();
    repository(place.folder, 'https://user:token@example.invalid/app.git', '0 1 me');
    const one = await look(place);
    expect(JSON.stringify(one)).not.toContain('token');
    const twin = join(place.root, 'twin');
    repository(twin, 'https://user:token@example.invalid/app.git', '0 2 me');
    const two = await look(place, twin);
    const known = (identity: typeof one) => sameOf({ identity, record: undefined }, two, nothing);
    expect(known(one)).toBe('remote');
    put(join(twin, '.git/config'), '[remote "origin"]\n\turl = git@example.invalid:app.git\n');
    expect(sameOf({ identity: one, record: undefined }, await look(place, twin), nothing)).toBe('remote');
    put(join(twin, '.git/logs/HEAD'), '0 1 me\n');
    expect(sameOf({ identity: one, record: undefined }, await look(place, twin), nothing)).toBe('clone');
    // A project of the same repository is another one.
    const below = join(twin, 'web');
    mkdirSync(below);
    expect(sameOf({ identity: one, record: undefined }, await look(place, below), nothing)).toBeUndefined();
    put(join(twin, '.git/config'), '[remote "origin"]\n\turl = other\n');
    put(join(twin, '.git/logs/HEAD'), '0 3 me\n');
    expect(sameOf({ identity: one, record: undefined }, await look(place, twin), nothing)).toBeUndefined();
  });
});

it('a record from before goes by our file, where nobody has used it here', async () => {
  const place = new Place();
  const self = await look(place);
  const record = { ours: '{ "image": "x" }' } as ConfigRecord;
  const old = { identity: undefined, record };
  expect(sameOf(old, self, { record: undefined, source: record.ours })).toBe('file');
  expect(sameOf(old, self, { record, source: record.ours })).toBeUndefined();
  expect(sameOf(old, self, { record: undefined, source: '{ "image": "y" }' })).toBeUndefined();
  expect(
    sameOf({ ...old, identity: { ...self, inode: '0' } }, self, { record: undefined, source: record.ours }),
  ).toBeUndefined();
});

it.each([
  ['[remote "origin"]\n  url = a\n', 'a'],
  ['[remote "other"]\nurl = b\n[remote "origin"]\n\tfetch = x\n\tURL=a b \n', 'a b'],
  ['[Remote "origin"] url = a\n', 'a'],
  ['[remote "origin"]\n[branch "main"]\nurl = x\n', undefined],
  ['[remote "Origin"]\nurl = x', undefined],
  ['', undefined],
])('the URL of origin in %j is %s', (config, url) => expect(originUrl(config)).toBe(url));

it.each([
  'https://github.com/example/app.git',
  'https://github.com/example/app',
  'https://github.com/example/app/',
  'https://user:token@GitHub.com:443/example/app.git',
  'http://github.com/example/app.git',
  'git@github.com:example/app.git',
  'github.com:/example/app.git',
  'ssh://git@github.com/example/app.git',
  'ssh://git@github.com:22/example/app',
  'git://github.com/example/app.git',
  'git+ssh://git@github.com/example/app.git',
])('%s is the same repository by whatever way', (url) => {
  expect(remoteRepository(url)).toBe('github.com/example/app');
});

it.each([
  ['https://git.example:8443/a.git', 'git.example:8443/a'],
  ['https://github.com/Example/App', 'github.com/Example/App'],
  ['https://gitlab.com/a/b@c', 'gitlab.com/a/b@c'],
  ['/srv/git/app.git', '/srv/git/app.git'],
  ['../app.git', '../app.git'],
  ['C:\\git\\app', 'C:\\git\\app'],
  ['C:/git/app', 'C:/git/app'],
  ['file:///srv/app.git', 'file:///srv/app.git'],
])('the repository of %s is %s', (url, repository) => expect(remoteRepository(url)).toBe(repository));

it('what is remembered of projects is read, whatever else lies there', async () => {
  const place = new Place();
  const sessions = join(place.home, '.claude-sessions');
  const id = 'a'.repeat(52);
  put(join(sessions, id, 'workspace'), '/gone/app\n');
  put(join(sessions, 'b'.repeat(52), 'identity.json'), '{"version":1}');
  put(join(sessions, 'c'.repeat(52), 'original.json'), 'nonsense');
  put(join(sessions, 'file'), 'x');
  mkdirSync(join(sessions, '..odd'));
  const found = await knownProjects(place.home);
  expect(found).toMatchObject([{ id, folder: '/gone/app', configFile: undefined }]);
  const [project] = found;
  if (!project) throw new Error('none');
  // Its id is no sum of this path: it may be of any configuration.
  expect(isOfConfig(project, '.devcontainer/devcontainer.json')).toBe(false);
  expect(await whereaboutsOf(project, place.home)).toBe('unknown');
  expect(await whereaboutsOf({ folder: join(place.root, 'x'), identity: undefined }, place.home)).toBe(
    'gone',
  );
  mkdirSync(join(place.root, 'empty'));
  const inEmpty = { folder: join(place.root, 'empty/x'), identity: undefined };
  expect(await whereaboutsOf(inEmpty, place.home)).toBe('unknown');
  expect(await whereaboutsOf({ folder: place.folder, identity: undefined }, place.home)).toBe('there');
  const identity = { ...(await look(place)), inode: '0' };
  expect(await whereaboutsOf({ folder: place.folder, identity }, place.home)).toBe('replaced');
});
