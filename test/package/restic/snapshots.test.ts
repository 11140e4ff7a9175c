import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RestServer } from '../../harness/restic/RestServer.ts';
import { newerRestic } from '../../harness/restic/resticPrograms.ts';
import { runWarm } from '../cli/place.ts';
import { line, ResticPlace, sessionNumber } from './ResticPlace.ts';

runWarm();

const odd = ['a b', '-n', "it's", '*?[x]', '\u00e4\u{1f600}', '$HOME', '%41', ',comma'];
let place: ResticPlace;
beforeEach(() => {
  place = new ResticPlace();
  place.say(`${sessionNumber(1)}.jsonl`, line('one'));
  place.say(`${sessionNumber(2)}.jsonl`, line('two'));
  for (const name of odd) place.say(`${sessionNumber(1)}/tool-results/${name}.txt`, name);
});
afterEach(() => place.remove());

const list = async (repository = place.repository) =>
  JSON.parse(await place.fine('snapshot', '--list', '--from', repository, '--json')).inRepository;

/** As on a new machine: nothing of ours, and nothing of Claude Code's. */
function loseAll(): void {
  for (const folder of ['.claude', '.claude-sessions'])
    rmSync(join(place.home, folder), { recursive: true, force: true });
}

async function keepAndLose(repository: string, ...options: string[]): Promise<void> {
  const before = place.conversations();
  expect(Object.keys(before)).toHaveLength(2 + odd.length);
  await place.fine('snapshot', '--name', 'Größe, "x"', '--to', repository, '--init', ...options);
  appendFileSync(join(place.transcripts, `${sessionNumber(1)}.jsonl`), line('more'));
  await place.fine('snapshot', '--to', repository, ...options);
  const after = place.conversations();
  expect((await list(repository)).map(({ name }: { name: string | null }) => name)).toEqual([
    null,
    'Größe, "x"',
  ]);
  loseAll();
  const ids = [sessionNumber(1), sessionNumber(2)];
  await place.fine('restore', ...ids, '--from-repository', repository, ...options);
  expect(place.conversations()).toEqual(after);
  expect(
    readdirSync(join(place.home, '.claude-sessions/snapshots')).filter((name) =>
      name.startsWith('from-restic'),
    ),
  ).toEqual([]);
}

describe('snapshot --to', () => {
  it('a folder: all of it is back, byte for byte, on a machine that has nothing', async () => {
    await keepAndLose(place.repository);
    expect(await place.restic('check')).toContain('no errors were found');
  });

  it('a server that asks who comes, which nothing shows', async () => {
    const server = new RestServer(place.repository);
    server.login = { user: 'me', password: 'hidden-word' };
    await server.start();
    try {
      await keepAndLose(server.repository);
      const { stdout, stderr } = await place.cli('snapshot', '--to', server.repository);
      expect(stdout + stderr).toMatch(/In rest:http:\/\/\*\*\*@127\.0\.0\.1/);
      expect(stdout + stderr).not.toContain('hidden-word');
    } finally {
      await server.stop();
    }
  });

  it('with restic 0.18', async () => {
    await keepAndLose(place.repository, '--restic-path', await newerRestic());
    expect(await place.restic('check')).toContain('no errors were found');
  });

  it('the second time only what is new, and restic reads nothing else', async () => {
    for (let at = 10; at < 40; at++) place.say(`${sessionNumber(at)}.jsonl`, line('x'.repeat(20_000)));
    await place.fine('snapshot', '--to', place.repository, '--init');
    appendFileSync(join(place.transcripts, `${sessionNumber(1)}.jsonl`), line('more'));
    const { repository } = JSON.parse(await place.fine('snapshot', '--to', place.repository, '--json'));
    expect(repository.added).toBeLessThan(60_000);
    const [first, second] = JSON.parse(await place.restic('snapshots', '--json'));
    expect(second.paths).toEqual(first.paths);
    expect(second.parent).toBe(first.id);
  });

  it('what is longer or goes on otherwise is not touched', async () => {
    await place.fine('snapshot', '--to', place.repository, '--init');
    appendFileSync(join(place.transcripts, `${sessionNumber(1)}.jsonl`), line('more'));
    place.say(`${sessionNumber(2)}.jsonl`, line('another'));
    const before = place.conversations();
    const words = await place.fails(
      'restore',
      sessionNumber(1),
      sessionNumber(2),
      '--from-repository',
      place.repository,
    );
    expect(words).toContain('it was not touched');
    expect(place.conversations()).toEqual(before);
  });

  it('of another machine, where the project lies elsewhere: known by its remote', async () => {
    const git = (at: ResticPlace) => {
      execFileSync('git', ['init', '--quiet', at.folder]);
      execFileSync('git', ['-C', at.folder, 'remote', 'add', 'origin', 'https://example.com/me/app.git']);
    };
    git(place);
    const before = place.conversations();
    await place.fine('snapshot', '--to', place.repository, '--init');
    const other = new ResticPlace();
    try {
      git(other);
      await other.fine('restore', sessionNumber(1), sessionNumber(2), '--from-repository', place.repository);
      expect(other.conversations()).toEqual(before);
    } finally {
      other.remove();
    }
  });

  it('of the settings; an older snapshot by its id', async () => {
    await place.fine('config', 'set', 'resticRepository', place.repository);
    await place.fine('snapshot', '--init', '--to');
    place.say(`${sessionNumber(3)}.jsonl`, line('three'));
    await place.fine('snapshot', '--to');
    const [, oldest] = JSON.parse(await place.fine('snapshot', '--list', '--json', '--from')).inRepository;
    loseAll();
    const found = await place.fine('restore', '--list', '--from', oldest.id, '--from-repository');
    expect(found).toContain(sessionNumber(1));
    expect(found).not.toContain(sessionNumber(3));
    expect(existsSync(place.transcripts)).toBe(false);
  });
});
