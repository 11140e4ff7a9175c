import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { config, put } from '../../harness/place/Place.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const plain = '{\n  "image": "debian"\n}\n';

function makeFolder(...path: string[]): string {
  const folder = join(...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const init = (folder: string) => execFileSync('git', ['init', '--quiet'], { cwd: folder });

/** A project in a git repository, and a folder two below it. */
function project(): { place: CliPlace; below: string } {
  const place = new CliPlace();
  place.writeConfig(plain);
  init(place.folder);
  return { place, below: makeFolder(place.folder, 'src', 'api') };
}

const folderOf = async (place: CliPlace, cwd: string, ...args: string[]) => {
  const { exitCode, stdout, stderr } = await place.runWith({ cwd }, 'status', ...args, '--json');
  return exitCode === 0 || stdout.includes('"folder"') ? JSON.parse(stdout).folder : stderr;
};

describe.concurrent('from a folder inside a project', () => {
  it('the project is found, and said; it is the same dev container', async () => {
    const { place, below } = project();
    const { exitCode, stderr, stdout } = await place.runWith({ cwd: below }, 'share');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(`Using ${place.folder}.\n`),
    });
    expect(stdout).toContain('Next: `claude-sessions continue` starts the dev container');
    expect(place.read()).toContain('claude-sessions');
    const here = await place.json('status');
    expect(JSON.parse((await place.runWith({ cwd: below }, 'status', '--json')).stdout).devcontainerId).toBe(
      here.devcontainerId,
    );
    expect(await folderOf(place, place.root, below)).toBe(place.folder);
    expect((await place.runWith({ cwd: below }, 'remove')).exitCode).toBe(0);
    expect(place.read()).toBe(plain);
  });

  it('by a link to it, the real project is found, as git finds it', async () => {
    const { place, below } = project();
    symlinkSync(below, join(place.root, 'link'));
    expect(await folderOf(place, place.root, 'link')).toBe(place.folder);
  });

  it('the nearest one counts, and the one that is named', async () => {
    const { place } = project();
    const web = makeFolder(place.folder, 'packages/web');
    put(join(web, config), plain);
    const deep = makeFolder(web, 'src');
    expect(await folderOf(place, deep)).toBe(web);
    expect(await folderOf(place, web)).toBe(web);
    // One at a place of its own makes its folder a project, as it always has.
    const odd = makeFolder(place.folder, 'odd');
    put(join(odd, 'dev.json'), plain);
    expect(await folderOf(place, odd, '--config', 'dev.json')).toBe(odd);
  });

  it('nothing above the top of the repository is taken, nor anything without one', async () => {
    const { place } = project();
    const inner = makeFolder(place.folder, 'inner');
    init(inner);
    expect(await folderOf(place, makeFolder(inner, 'src'))).toContain('has no devcontainer.json');
    const bare = new CliPlace();
    bare.writeConfig(plain);
    expect(await folderOf(bare, makeFolder(bare.folder, 'src'))).toContain('has no devcontainer.json');
  });

  it('neither is the home folder, a repository of dotfiles as it may be', async () => {
    const place = new CliPlace();
    put(join(place.home, config), plain);
    init(place.home);
    expect(await folderOf(place, makeFolder(place.home, 'work'))).toContain('has no devcontainer.json');
  });

  it.runIf(process.getuid?.() === 0).each([config, '.git', '.'])(
    'nor what another user has put there: %s',
    async (path) => {
      const { place, below } = project();
      chownSync(join(place.folder, path), 1234, 1234);
      expect(await folderOf(place, below)).toContain('has no devcontainer.json');
      // The folder's own owner may.
      for (const each of [config, '.devcontainer', '.git', '.', 'src/api'])
        chownSync(join(place.folder, each), 1234, 1234);
      expect(await folderOf(place, below)).toBe(place.folder);
    },
  );
});

describe.concurrent('above several projects', () => {
  it('those below are named, without following links or looking where nobody writes', async () => {
    const place = new CliPlace();
    for (const folder of [
      'packages/web',
      'packages/a b',
      'node_modules/x',
      '.cache/x',
      'one/two/three/four/five',
    ])
      put(join(place.folder, folder, config), plain);
    put(join(place.root, 'elsewhere', config), plain);
    symlinkSync(join(place.root, 'elsewhere'), join(place.folder, 'linked'));
    for (const command of ['share', 'isolate', 'remove', 'status', 'prepare', 'verify', 'doctor']) {
      const { exitCode, stderr } = await place.run(command);
      expect({ command, exitCode }).toEqual({ command, exitCode: 1 });
      expect(stderr).toContain(`${place.folder} has no devcontainer.json.`);
      expect(stderr).toContain("These folders below it have one: 'packages/a b', packages/web.");
    }
    const { stdout } = await place.run('doctor');
    expect(stdout).toMatch(/no devcontainer\.json; .*\n/);
    expect(stdout).toContain('Run this in one of them, or name it as FOLDER.');
    expect(stdout).not.toMatch(/--create|\.devcontainer\/devcontainer\.json/);
    expect((await place.run('share', 'packages/a b')).exitCode).toBe(0);
  });

  it('of more than are named, it is said that there may be more', async () => {
    const place = new CliPlace();
    for (let each = 10; each < 21; each++) put(join(place.folder, `p${each}`, config), plain);
    expect((await place.run('share')).stderr).toMatch(/: p10, .*p19, and maybe more\. Run this/);
  });
});
