import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const plain = '{\n  "image": "debian"\n}\n';
const slug = (path: string) => path.replace(/[^A-Za-z0-9]/g, '-');

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@e', '-C', folder, ...args]);

function shared(setUp: (place: CliPlace) => void = () => {}): CliPlace {
  const place = new CliPlace();
  place.writeConfig(plain);
  setUp(place);
  return place;
}

const conversation = (place: CliPlace, folder: string, id = 'one') =>
  put(
    join(place.home, '.claude/projects', slug(folder), `${id}.jsonl`),
    `${JSON.stringify({ type: 'user', cwd: folder, sessionId: id })}\n`,
  );

interface Seen {
  code: string;
  severity: string;
  message: string;
  evidence: string[];
  fix: string;
}

/** What `doctor` says of where the project was. */
async function movedAt(place: CliPlace, folder: string): Promise<Seen[]> {
  return (await findingsAt(place, folder)).filter(({ code }) => code === 'project-moved');
}

async function findingsAt(place: CliPlace, folder: string, ...options: string[]): Promise<Seen[]> {
  const { stdout } = await place.runWith({ cwd: place.root }, 'doctor', folder, ...options, '--json');
  return JSON.parse(stdout).findings;
}

describe.concurrent('a project that was renamed', () => {
  it.each(['share', 'isolate'])('after %s: status and doctor name the former place', async (mode) => {
    const place = shared();
    expect((await place.run(mode)).exitCode).toBe(0);
    conversation(place, place.folder);
    expect(await movedAt(place, place.folder)).toEqual([]);
    const now = join(place.root, 'mv2');
    renameSync(place.folder, now);
    const [finding, ...others] = await movedAt(place, now);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining(`This project was at ${place.folder} before`),
      evidence: [`${place.folder}: the same folder, renamed or moved; 1 conversation on this host`],
    });
    expect(finding?.fix).toContain(`\`claude-sessions adopt ${place.folder}`);
    const status = await place.runWith({ cwd: now }, 'status');
    expect(status.exitCode).toBe(1);
    expect(status.stdout).toContain(`claude-sessions adopt ${place.folder}\``);
  });

  it('another project in its place, or another folder that was born with nothing of it, is none of it', async () => {
    const place = shared();
    await place.run('share');
    const now = join(place.root, 'mv2');
    renameSync(place.folder, now);
    mkdirSync(place.folder);
    place.writeConfig(plain);
    await place.runWith({ cwd: place.root }, 'share', place.folder);
    // What is remembered under the former path is that of the new folder now.
    expect(await movedAt(place, now)).toEqual([]);
    rmSync(place.folder, { recursive: true });
    mkdirSync(place.folder);
    expect(await movedAt(place, place.folder)).toEqual([]);
    const other = join(place.root, 'other');
    put(join(other, '.devcontainer/devcontainer.json'), plain);
    expect(await movedAt(place, other)).toEqual([]);
  });

  it('a second configuration of it is another dev container', async () => {
    const place = shared();
    place.write('.devcontainer/py/devcontainer.json', plain);
    await place.run('share', '--config', 'py');
    const now = join(place.root, 'mv2');
    renameSync(place.folder, now);
    const one = await findingsAt(place, now, '--config', '.devcontainer/devcontainer.json');
    expect(one.map(({ code }) => code)).not.toContain('project-moved');
    const two = await findingsAt(place, now, '--config', 'py');
    const found = two.find(({ code }) => code === 'project-moved');
    expect(found?.fix).toContain(`adopt ${place.folder} ${now} --config py\``);
    const [, typed = ''] = /`claude-sessions (adopt [^`]+)`/.exec(found?.fix ?? '') ?? [];
    const dry = await place.runWith({ cwd: place.root }, ...typed.split(' '), '--dry-run', '--no-volume');
    expect(dry.stdout).toContain('the mode and options chosen there');
  });
});

describe.concurrent('a project that was cloned again or copied', () => {
  const commit = (folder: string) => {
    git(folder, 'init', '-q');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'first');
  };

  it('by its clone or its remote it may have been there, which is said to be no more', async () => {
    const place = shared((it) => {
      commit(it.folder);
      git(it.folder, 'remote', 'add', 'origin', 'https://token@example.invalid/app.git');
    });
    await place.run('share');
    conversation(place, place.folder);
    const copy = join(place.root, 'copy');
    cpSync(place.folder, copy, { recursive: true });
    expect(await movedAt(place, copy)).toEqual([]);
    const clone = join(place.root, 'clone');
    git(place.root, 'clone', '-q', place.folder, clone);
    git(clone, 'remote', 'set-url', 'origin', 'https://token@example.invalid/app.git');
    put(join(clone, '.devcontainer/devcontainer.json'), plain);
    const remembered = place.recordText();
    expect(remembered).not.toContain('token');
    rmSync(place.folder, { recursive: true });
    for (const [folder, how] of [
      [copy, 'the same clone of the repository'],
      [clone, 'a clone of the same remote repository'],
    ] as const) {
      const [finding] = await movedAt(place, folder);
      expect(finding?.message).toContain(`may have been at ${place.folder} before, which is gone`);
      expect(finding?.evidence.join()).toContain(how);
      expect(finding?.fix).toContain('If it was this project');
    }
  });

  it('every place that it may have been is named', async () => {
    const place = shared();
    const origin = 'https://example.invalid/app.git';
    const folders = ['a', 'b', 'c'].map((name) => join(place.root, name));
    for (const folder of folders) {
      put(join(folder, '.devcontainer/devcontainer.json'), plain);
      commit(folder);
      git(folder, 'remote', 'add', 'origin', origin);
      await place.runWith({ cwd: place.root }, 'isolate', folder);
    }
    const [a = '', b = '', c = ''] = folders;
    for (const folder of [a, b]) rmSync(folder, { recursive: true });
    const [finding] = await movedAt(place, c);
    expect(finding?.evidence).toHaveLength(2);
    expect(finding?.message).toContain('one of 2 places');
    expect(finding?.fix).toContain(`adopt ${a} ${c}\` or \`claude-sessions adopt ${b} ${c}\``);
  });
});

it('doctor names conversations that were begun in folders below the project', async () => {
  const place = shared();
  await place.run('share');
  for (const [folder, id] of [
    [place.folder, 'own'],
    [join(place.folder, 'src/api'), 'a'],
    [join(place.folder, 'src/api'), 'b'],
    [join(place.folder, 'src'), 'c'],
    [`${place.folder}-2`, 'd'],
  ] as const)
    conversation(place, folder, id);
  const found = (await findingsAt(place, place.folder)).filter(({ code }) => code === 'conversations-below');
  expect(found).toMatchObject([
    {
      severity: 'information',
      message: expect.stringContaining('3 conversations'),
      evidence: ['src: 1', 'src/api: 2'],
    },
  ]);
});
