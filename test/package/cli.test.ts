import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { newFolder } from '../harness/place/newFolder.ts';

const repository = join(import.meta.dirname, '../..');
const packageFolder = join(repository, 'cli');
let root: string;
let packed: string[];
let filename: string;

const npm = (cwd: string, ...args: string[]) =>
  execFileSync('npm', [...args, '--loglevel=error', '--no-audit', '--no-fund'], { cwd, encoding: 'utf8' });

/** The package as npm makes it, installed as npm installs it. */
beforeAll(() => {
  root = newFolder();
  const [made] = JSON.parse(npm(packageFolder, 'pack', '--json', '--pack-destination', root));
  filename = made.filename;
  packed = made.files.map(({ path }: { path: string }) => path).sort();
  mkdirSync(join(root, 'user'));
  writeFileSync(join(root, 'user/package.json'), '{"private": true}');
  npm(join(root, 'user'), 'install', '--prefer-offline', '--omit=dev', join(root, filename));
}, 180_000);

const installed = (...path: string[]) => join(root, 'user/node_modules', ...path);

function run(...args: string[]) {
  mkdirSync(join(root, 'home'), { recursive: true });
  return spawnSync(installed('.bin/claude-sessions'), args, {
    cwd: root,
    encoding: 'utf8',
    env: { HOME: join(root, 'home'), PATH: process.env.PATH, DOCKER_PATH: '/nonexistent' },
  });
}

describe('the packed CLI', () => {
  it('holds the program, its bundle, and what everybody looks for in a package', () => {
    const rest = packed.filter((path) => !/^dist\/[\w-]+\.mjs$/.test(path));
    expect(rest).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/claude-sessions.js',
      'dist/claude-state',
      'man/claude-sessions.1',
      'package.json',
    ]);
    expect(packed).toContain('dist/main.mjs');
    for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md']) {
      const text = readFileSync(installed('claude-sessions', name), 'utf8');
      expect(text).toBe(readFileSync(join(repository, name), 'utf8'));
    }
  });

  it.skipIf(process.platform === 'win32')('installed globally, brings the command and its man page', () => {
    const prefix = join(root, 'global');
    npm(root, 'install', '--global', '--prefix', prefix, '--prefer-offline', join(root, filename));
    const page = join(prefix, 'share/man/man1/claude-sessions.1');
    expect(readFileSync(page)).toEqual(readFileSync(join(packageFolder, 'man/claude-sessions.1')));
    const { status } = spawnSync(join(prefix, 'bin/claude-sessions'), ['--version'], {
      env: { HOME: join(root, 'home'), PATH: process.env.PATH },
    });
    expect(status).toBe(0);
  });

  it('leaves no copy behind in the working tree', () => {
    for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md']) {
      expect(existsSync(join(packageFolder, name))).toBe(false);
    }
  });

  it('needs nothing at run time but @devcontainers/cli', () => {
    const folders = readdirSync(installed()).filter((name) => !name.startsWith('.'));
    expect(folders.sort()).toEqual(['@devcontainers', 'claude-sessions']);
    const { dependencies } = JSON.parse(readFileSync(installed('claude-sessions/package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['@devcontainers/cli']);
    expect(existsSync(installed('@devcontainers/cli/devcontainer.js'))).toBe(true);
  });

  it('tells nothing of the machine that built it', () => {
    for (const path of packed) {
      expect(readFileSync(installed('claude-sessions', path), 'utf8')).not.toContain(repository);
    }
  });

  it('has the version of the whole', () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('does its job: share, status, isolate, remove', () => {
    const app = join(root, 'app');
    const config = join(app, '.devcontainer/devcontainer.json');
    const text = '{\n  "image": "debian" // the image\n}\n';
    mkdirSync(join(app, '.devcontainer'), { recursive: true });
    writeFileSync(config, text);
    expect(run('share', app)).toMatchObject({ status: 0 });
    expect(readFileSync(config, 'utf8')).toContain('/claude-sessions:1');
    expect(JSON.parse(run('status', '--json', app).stdout)).toMatchObject({ mode: 'share' });
    expect(run('isolate', app)).toMatchObject({ status: 0 });
    expect(run('remove', app)).toMatchObject({ status: 0 });
    expect(readFileSync(config, 'utf8')).toBe(text);
  });
});
