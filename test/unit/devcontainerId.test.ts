import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, win32 } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { devcontainerId, normalizeLabelPath } from '../../core/src/devcontainer/id.ts';
import { newFolder } from '../harness/place/newFolder.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const cli = resolve(import.meta.dirname, '../../node_modules/.bin/devcontainer');

let folder: string;
let engine: string;

beforeAll(() => {
  folder = newFolder();
  // An engine without containers.
  engine = join(folder, 'engine');
  writeFileSync(engine, '#!/bin/sh\nexit 0\n');
  chmodSync(engine, 0o755);
});

/**
 * What @devcontainers/cli puts for `${devcontainerId}`, seen where it matters to us: `up` runs
 * `initializeCommand` before it needs an engine, and what comes after may fail.
 */
function idOfCli(workspace: string, configFile: string, args: string[] = []): string {
  const out = join(folder, 'id');
  mkdirSync(dirname(configFile), { recursive: true });
  writeFileSync(
    configFile,
    JSON.stringify({
      image: 'x',
      initializeCommand: ['sh', '-c', 'printf %s "$1" >"$2"', 'sh', '${devcontainerId}', out],
    }),
  );
  rmSync(out, { force: true });
  const up = spawnSync(cli, ['up', '--docker-path', engine, '--workspace-folder', workspace, ...args], {
    encoding: 'utf8',
  });
  expect(existsSync(out), up.stderr).toBe(true);
  return readFileSync(out, 'utf8');
}

describe('devcontainerId', { timeout: 60_000 }, () => {
  it.each(['plain', 'with space', "it's $(touch x);", 'ünï 😀 e\u0301', 'quote"back\\slash', 'new\nline'])(
    'is what @devcontainers/cli says, for a folder named %j',
    (name) => {
      const localFolder = join(folder, name);
      const configFile = join(localFolder, '.devcontainer', 'devcontainer.json');
      const id = idOfCli(localFolder, configFile);
      expect(id).toMatch(/^[0-9a-v]{52}$/);
      expect(devcontainerId({ localFolder, configFile }, sha256)).toBe(id);
    },
  );

  it('depends on which of several devcontainer.json is used', () => {
    const localFolder = join(folder, 'several');
    const configFile = join(localFolder, '.devcontainer', 'my sub', 'devcontainer.json');
    const id = idOfCli(localFolder, configFile, ['--config', configFile]);
    expect(devcontainerId({ localFolder, configFile }, sha256)).toBe(id);
    const other = join(localFolder, '.devcontainer.json');
    expect(devcontainerId({ localFolder, configFile: other }, sha256)).toBe(
      idOfCli(localFolder, other, ['--config', other]),
    );
  });

  it('takes the folder as it was opened, by a link or not', () => {
    const real = join(folder, 'real');
    const link = join(folder, 'link');
    mkdirSync(real);
    symlinkSync(real, link);
    const configFile = join(link, '.devcontainer.json');
    const id = idOfCli(link, configFile);
    expect(devcontainerId({ localFolder: link, configFile }, sha256)).toBe(id);
    expect(devcontainerId({ localFolder: real, configFile }, sha256)).not.toBe(id);
  });

  it('is padded to 52 characters', () => {
    const labels = { localFolder: '/a', configFile: '/b' };
    expect(devcontainerId(labels, () => Uint8Array.of(0, 1))).toBe('1'.padStart(52, '0'));
  });

  it('does not tell drive letters of Windows apart by case', () => {
    const upper = { localFolder: 'C:\\Users\\Me\\app', configFile: 'C:/Users/Me/app/.devcontainer.json' };
    const lower = { localFolder: 'c:\\Users\\Me\\app', configFile: 'c:\\Users\\Me\\app\\.devcontainer.json' };
    expect(devcontainerId(upper, sha256, 'win32')).toBe(devcontainerId(lower, sha256, 'win32'));
    expect(devcontainerId(upper, sha256)).not.toBe(devcontainerId(lower, sha256));
  });
});

describe('normalizeLabelPath', () => {
  it.each([
    'C:\\a\\b',
    'C:/a//b/',
    'c:\\a\\..\\b\\.\\c',
    'C:\\..\\a',
    'C:\\',
    '\\\\wsl$\\Ubuntu\\home\\me',
    '//server/share/a/../b',
    '\\a\\b',
  ])('does to %j what Node does on Windows', (path) => {
    const normal = win32.normalize(path);
    const expected = normal[1] === ':' ? normal[0]?.toLowerCase() + normal.slice(1) : normal;
    expect(normalizeLabelPath(path, 'win32')).toBe(expected);
  });

  it('changes nothing elsewhere', () => {
    expect(normalizeLabelPath('C:/a/../b', 'linux')).toBe('C:/a/../b');
  });
});
