import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedProjectName } from '../../core/src/containerPaths.ts';
import { parseMount } from '../../core/src/mounts/parseMount.ts';
import { newFolder } from '../harness/place/newFolder.ts';

const root = join(import.meta.dirname, '../..');
const ids = ['claude-home', 'claude-login', 'claude-persist', 'claude-profile', 'claude-sessions'];
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const version = (path: string): string => JSON.parse(read(path)).version;

interface Feature {
  id: string;
  version: string;
  mounts: (string | object)[];
  containerEnv?: Record<string, string>;
  [key: string]: unknown;
}
const feature = (id: string): Feature => JSON.parse(read(`feature/src/${id}/devcontainer-feature.json`));

let packed: string;

beforeAll(() => {
  packed = newFolder();
  const program = join(root, 'node_modules/@devcontainers/cli/devcontainer.js');
  const args = [
    program,
    'features',
    'package',
    'feature/src',
    '--force-clean-output-folder',
    '--output-folder',
    packed,
  ];
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status, `${stdout}\n${stderr}`).toBe(0);
});

describe('the packed Features', () => {
  test('are these five, and the collection', () => {
    const archives = ids.map((id) => `devcontainer-feature-${id}.tgz`);
    expect(readdirSync(packed).sort()).toEqual([...archives, 'devcontainer-collection.json'].sort());
  });

  const common = ['NOTES.md', 'README.md', 'devcontainer-feature.json', 'install.sh'];
  test.each([
    ['claude-persist', [...common, 'claude-state', 'entrypoint.sh']],
    ['claude-sessions', [...common, 'claude-state', 'entrypoint.sh']],
    ['claude-home', [...common, 'claude-state', 'entrypoint.sh']],
    ['claude-login', [...common, 'claude-state', 'entrypoint.sh']],
    ['claude-profile', common],
  ])('%s holds what it needs and nothing else', (id, files) => {
    const archive = join(packed, `devcontainer-feature-${id}.tgz`);
    const listed = spawnSync('tar', ['-tf', archive], { encoding: 'utf8' }).stdout.split('\n');
    const names = listed.map((name) => name.replace(/^\.\/?/, '')).filter(Boolean);
    expect(names.sort()).toEqual([...files].sort());
  });
});

describe.each(ids)('devcontainer-feature.json of %s', (id) => {
  const json = feature(id);

  test('has the version of everything else', () => {
    expect(json.id).toBe(id);
    const others = [
      'package.json',
      'core/package.json',
      'cli/package.json',
      'extension/package.json',
      'extension/server/package.json',
    ].map(version);
    expect(new Set([json.version, ...others]).size).toBe(1);
  });

  test('says under which name Claude Code files what is shared, and nothing of it otherwise', () => {
    const name = id === 'claude-sessions' ? sharedProjectName : undefined;
    expect(json.containerEnv?.CLAUDE_CODE_PROJECT_DIR_NAME).toBe(name);
    const [, linked] = /^PROJECT_NAME=(.+)$/m.exec(read('feature/lib/base.sh')) ?? [];
    expect(linked).toBe(sharedProjectName);
  });

  test('fetches no other Feature', () => {
    expect(
      Object.keys(json).filter((key) => ['installsAfter', 'dependsOn', 'options'].includes(key)),
    ).toEqual([]);
  });

  test('has no hook: the tools start a process for each, and people wait', () => {
    expect(Object.keys(json).filter((key) => key.endsWith('Command'))).toEqual([]);
  });

  test('names no path in its entrypoint, which is shell code', () => {
    expect(json.entrypoint ?? '').not.toContain('$');
  });

  test('mounts binds in string form only: "readonly" of an object is dropped by the tools', () => {
    for (const entry of json.mounts) {
      expect(parseMount(entry)?.type).toBe(typeof entry === 'string' ? 'bind' : 'volume');
    }
  });

  test('mounts nothing read-write but the volume and the prepared project folder', () => {
    const writable = json.mounts.map(parseMount).filter((mount) => mount && !mount.readonly);
    const allowed = ['/var/lib/claude', '/var/lib/claude-login', '/claude-home', '/mnt/claude-host/project'];
    expect(writable.filter((mount) => !allowed.includes(mount?.target ?? ''))).toEqual([]);
  });

  test('mounts no file, no secret, no folder of all projects', () => {
    const binds = json.mounts.map(parseMount).filter((mount) => mount?.type === 'bind');
    const sources = binds.map((mount) =>
      mount?.source?.replace('${localEnv:HOME}${localEnv:USERPROFILE}/', '~/'),
    );
    const allowed =
      /^~\/(\.claude\/(agents|commands|skills|rules|output-styles|hooks)|\.claude-sessions\/\$\{devcontainerId\}\/(project|memory|files))$/;
    expect(sources.filter((source) => !allowed.test(source ?? ''))).toEqual([]);
  });
});

test('the two base Features differ in what they mount, not in what they install', () => {
  for (const name of ['install.sh', 'entrypoint.sh', 'claude-state']) {
    expect(read(`feature/src/claude-sessions/${name}`)).toBe(read(`feature/src/claude-persist/${name}`));
  }
});

test('the scripts are clean under shellcheck', () => {
  const scripts = [
    'feature/src/claude-home/install.sh',
    'feature/src/claude-login/install.sh',
    'feature/src/claude-persist/install.sh',
    'feature/install/entrypoint.sh',
    'feature/src/claude-profile/install.sh',
    'core/assets/lookInside.sh',
    'core/assets/listConversations.sh',
    'core/assets/readState.sh',
  ];
  const { error, status, stdout } = spawnSync('shellcheck', ['-s', 'sh', ...scripts], {
    cwd: root,
    encoding: 'utf8',
  });
  if (error && process.env.CI !== 'true') return;
  expect(status, stdout).toBe(0);
});
