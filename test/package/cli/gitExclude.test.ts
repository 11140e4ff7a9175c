import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const plain = '{\n  "image": "debian"\n}\n';
const line = '/.devcontainer/claude-sessions-personal/\n';

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
    cwd,
    encoding: 'utf8',
  });
}

function repository(folder: string): void {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'x');
}

function gitPlace(): { place: CliPlace; exclude: string } {
  const place = new CliPlace();
  place.writeConfig(plain);
  repository(place.folder);
  return { place, exclude: join(place.folder, '.git/info/exclude') };
}

describe.concurrent('info/exclude', () => {
  it('keeps the line while another worktree may need it: the file is theirs too', async () => {
    const { place, exclude } = gitPlace();
    git(place.folder, 'worktree', 'add', '--quiet', join(place.root, 'other'));
    await place.run('share', '--personal', '--no-install-claude');
    await place.run('remove', '--personal');
    expect(readFileSync(exclude, 'latin1')).toContain(line);
  });

  it('keeps every byte, and loses again only the line that was added', async () => {
    const { place, exclude } = gitPlace();
    const before = Buffer.from([0x23, 0xff, 0xfe, 0x0d, 0x0a, 0x80, 0x0a, 0x78]);
    writeFileSync(exclude, before);
    expect((await place.run('share', '--personal')).exitCode).toBe(0);
    const added = Buffer.concat([before, Buffer.from(`\n${line}`)]);
    expect(readFileSync(exclude)).toEqual(added);
    await place.run('isolate', '--personal');
    appendFileSync(exclude, 'later\n');
    expect((await place.run('remove', '--personal')).exitCode).toBe(0);
    expect(readFileSync(exclude)).toEqual(Buffer.concat([before, Buffer.from('\nlater\n')]));
  });

  it('keeps a line that was there before', async () => {
    const { place, exclude } = gitPlace();
    writeFileSync(exclude, line);
    await place.run('share', '--personal');
    expect(readFileSync(exclude, 'utf8')).toBe(line);
    await place.run('remove', '--personal');
    expect(readFileSync(exclude, 'utf8')).toBe(line);
  });
});

describe.concurrent('what a container wrote in the place of .git', () => {
  it.each<[string, (place: CliPlace, victim: string) => void]>([
    ['names another repository', (place, victim) => place.write('.git', `gitdir: ${join(victim, '.git')}\n`)],
    [
      'names a worktree of another repository',
      (place, victim) => {
        git(victim, 'worktree', 'add', '--quiet', join(place.root, 'tree'));
        place.write('.git', `gitdir: ${join(victim, '.git/worktrees/tree')}\n`);
      },
    ],
    [
      'names a worktree of its own making, which shares another’s directory',
      (place, victim) => {
        place.write('.git', 'gitdir: fake/worktrees/x\n');
        place.write('fake/worktrees/x/gitdir', `${join(place.folder, '.git')}\n`);
        place.write('fake/worktrees/x/commondir', `${join(victim, '.git')}\n`);
        symlinkSync(join(victim, '.git/info'), join(place.folder, 'fake/info'));
      },
    ],
    ['is a link', (place, victim) => symlinkSync(join(victim, '.git'), join(place.folder, '.git'))],
    [
      'has a link for info',
      (place, victim) => {
        repository(place.folder);
        rmSync(join(place.folder, '.git/info'), { recursive: true });
        symlinkSync(join(victim, '.git/info'), join(place.folder, '.git/info'));
      },
    ],
    [
      'has a link for exclude',
      (place, victim) => {
        repository(place.folder);
        rmSync(join(place.folder, '.git/info/exclude'));
        symlinkSync(join(victim, '.git/info/exclude'), join(place.folder, '.git/info/exclude'));
      },
    ],
  ])('%s: nothing is written there, and it is said', async (_, plant) => {
    const place = new CliPlace();
    place.writeConfig(plain);
    const victim = join(place.root, 'victim');
    repository(victim);
    plant(place, victim);
    const exclude = join(victim, '.git/info/exclude');
    const before = readFileSync(exclude, 'utf8');
    const { exitCode, stderr } = await place.run('share', '--personal');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/could not be kept out of git \(.*shows up there/);
    expect(readFileSync(exclude, 'utf8')).toBe(before);
    expect((await place.run('remove', '--personal')).exitCode).toBe(0);
    expect(readFileSync(exclude, 'utf8')).toBe(before);
  });

  it('since the line was added: remove leaves the other repository alone', async () => {
    const { place } = gitPlace();
    await place.run('share', '--personal');
    const victim = join(place.root, 'victim');
    repository(victim);
    const exclude = join(victim, '.git/info/exclude');
    appendFileSync(exclude, line);
    const before = readFileSync(exclude, 'utf8');
    renameSync(join(place.folder, '.git'), join(place.root, 'moved'));
    symlinkSync(join(victim, '.git'), join(place.folder, '.git'));
    expect((await place.run('remove', '--personal')).exitCode).toBe(0);
    expect(readFileSync(exclude, 'utf8')).toBe(before);
  });

  it('outside of git it is said, too', async () => {
    const place = new CliPlace();
    place.writeConfig(plain);
    expect((await place.run('share', '--personal')).stderr).toContain('is in no git repository');
  });
});
