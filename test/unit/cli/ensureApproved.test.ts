import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureApproved } from '../../../cli/src/approval/ensureApproved.ts';
import { prepareScripts } from '../../../cli/src/facts/prepareScripts.ts';
import { askYesNo, canAsk } from '../../../cli/src/terminal/ask.ts';
import { readRecord, writeRecord } from '../../../cli/src/workspace/records.ts';
import type { Workspace } from '../../../cli/src/workspace/workspace.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { apply } from '../support/document.ts';

vi.mock('../../../cli/src/terminal/ask.ts', () => ({ canAsk: vi.fn(() => false), askYesNo: vi.fn() }));

let root: string;
let workspace: Workspace;
let log: string;

beforeEach(() => {
  root = newFolder();
  const folder = join(root, 'app');
  workspace = {
    folder,
    realFolder: folder,
    configFile: join(folder, '.devcontainer/devcontainer.json'),
    devcontainerId: 'id',
    home: join(root, 'home'),
    preparedFolder: join(root, 'home/.claude-sessions/id'),
  };
  log = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    log += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  const file = join(workspace.folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const configure = (config: object) => write('.devcontainer/devcontainer.json', JSON.stringify(config));
const record = () => join(workspace.preparedFolder, 'approved.json');

/** What is shown without --yes; empty when nothing is asked. */
async function asked(): Promise<string> {
  log = '';
  const error = await ensureApproved(workspace, {}).then(
    () => undefined,
    (error: Error) => error,
  );
  if (error) expect(error.message).toContain('not approved');
  return log;
}

async function approve(): Promise<void> {
  await ensureApproved(workspace, { yes: true });
  expect(await asked()).toBe('');
}

describe('files that act on the host', () => {
  it.each<[string, object, Record<string, string>, string]>([
    [
      'a script that initializeCommand runs',
      { initializeCommand: 'bash .devcontainer/a.sh' },
      { '.devcontainer/a.sh': 'one\n' },
      '.devcontainer/a.sh',
    ],
    [
      'one in a folder that it changes to',
      { initializeCommand: 'cd tools && ./a' },
      { 'tools/a': 'one\n' },
      'tools/a',
    ],
    [
      'one that a script runs',
      { initializeCommand: ['./a.sh'] },
      { 'a.sh': 'source ./lib/b.sh\n', 'lib/b.sh': 'one\n' },
      'lib/b.sh',
    ],
    ...(
      [
        ['. "$(dirname "$0")/common.sh"', 'script/common.sh'],
        ['. "$DIR/lib/a.sh"', 'script/lib/a.sh'],
        ['. "$' + '{ROOT}/lib/a"', 'lib/a'],
        ['"$(git rev-parse --show-toplevel)"/tools/a', 'tools/a'],
        ['source .env', '.env'],
        ['script/setup', 'script/setup'],
        ['cd "$ROOT/tools" && ./a', 'tools/a'],
        ['make all', 'Makefile'],
        ['make -C tools all', 'tools/Makefile'],
        ['pnpm install', '.pnpmfile.cjs'],
        ['yarn', '.yarnrc.yml'],
        ['npm ci', '.npmrc'],
        ['node tools/init', 'tools/init.mjs'],
        ['node ./tools', 'tools/index.js'],
      ] as const
    ).map(([line, path]): [string, object, Record<string, string>, string] => [
      `what a script names by ${line}`,
      { initializeCommand: 'script/bootstrap' },
      { 'script/bootstrap': `#!/bin/sh\n${line}\n`, [path]: 'A=1\n' },
      path,
    ]),
    [
      'a module of Node.js',
      { initializeCommand: 'node tools/init' },
      { 'tools/init.js': "require('./more');\n", 'tools/more.js': '\n' },
      'tools/more.js',
    ],
    ['what make does', { initializeCommand: 'make init' }, { Makefile: 'init:\n' }, 'Makefile'],
    [
      'a Dockerfile',
      { build: { dockerfile: 'Dockerfile' } },
      { '.devcontainer/Dockerfile': 'FROM x\n' },
      '.devcontainer/Dockerfile',
    ],
    ['a Dockerfile of old', { dockerFile: '../Dockerfile' }, { Dockerfile: 'FROM x\n' }, 'Dockerfile'],
    [
      'a local Feature',
      { features: { './f': {} } },
      { '.devcontainer/f/devcontainer-feature.json': '{}', '.devcontainer/f/lib/x.sh': 'one\n' },
      '.devcontainer/f/lib/x.sh',
    ],
    [
      'a local Feature that one depends on',
      { features: { './f': {} } },
      {
        '.devcontainer/f/devcontainer-feature.json': '{"dependsOn": {"./g": {}}}',
        '.devcontainer/g/install.sh': 'one\n',
      },
      '.devcontainer/g/install.sh',
    ],
    ['a Compose file', { dockerComposeFile: '../c.yml' }, { 'c.yml': 'services:\n' }, 'c.yml'],
    [
      'one that it includes',
      { dockerComposeFile: ['c.yml'] },
      { '.devcontainer/c.yml': 'include: [./d.yml]\n', '.devcontainer/d.yml': 'services:\n' },
      '.devcontainer/d.yml',
    ],
    [
      'one that it extends',
      { dockerComposeFile: ['c.yml'] },
      {
        '.devcontainer/c.yml': 'services:\n  a:\n    extends:\n      file: ../d.yaml\n',
        'd.yaml': 'services:\n',
      },
      'd.yaml',
    ],
    [
      'the Dockerfile of a service',
      { dockerComposeFile: ['c.yml'] },
      {
        '.devcontainer/c.yml': 'services: {a: {build: ./img}}\n',
        '.devcontainer/img/Dockerfile': 'FROM x\n',
      },
      '.devcontainer/img/Dockerfile',
    ],
    [
      'one that another extends, from the folder of the first',
      { dockerComposeFile: ['../docker-compose.yml', 'docker-compose.yml'] },
      {
        'docker-compose.yml': 'services:\n',
        '.devcontainer/docker-compose.yml': 'services: {a: {extends: {file: base.yml, service: a}}}\n',
        'base.yml': 'services:\n',
      },
      'base.yml',
    ],
    [
      'variables of a service, from the folder of the first',
      { dockerComposeFile: ['../docker-compose.yml', 'docker-compose.yml'] },
      {
        'docker-compose.yml': 'services:\n',
        '.devcontainer/docker-compose.yml': 'services: {a: {env_file: x.vars}}\n',
        'x.vars': 'A=1\n',
      },
      'x.vars',
    ],
    [
      'one that an included one names from its project folder',
      { dockerComposeFile: '../c.yml' },
      {
        'c.yml': 'include:\n  - path: parts/a.inc\n    project_directory: other\n',
        'parts/a.inc': 'services: {a: {extends: {file: base.inc, service: a}}}\n',
        'other/base.inc': 'services:\n',
      },
      'other/base.inc',
    ],
    ...(
      [
        ['build: .', '.devcontainer/Dockerfile'],
        ['build: ..', 'Dockerfile'],
        ['build: ../', 'Dockerfile'],
        ['build: {target: x}', '.devcontainer/Dockerfile'],
        ['build: {context: .., dockerfile: .devcontainer/Dockerfile}', '.devcontainer/Dockerfile'],
        ['build: {context: .., dockerfile: docker/app.txt}', 'docker/app.txt'],
      ] as const
    ).map(([build, dockerfile]): [string, object, Record<string, string>, string] => [
      `the Dockerfile of ${build}`,
      { dockerComposeFile: 'c.yml' },
      { '.devcontainer/c.yml': `services: {a: {${build}}}\n`, [dockerfile]: 'FROM x\n' },
      dockerfile,
    ]),
    [
      'a Compose file that a command names as well',
      { dockerComposeFile: 'c.yml', initializeCommand: 'docker compose -f .devcontainer/c.yml pull' },
      {
        '.devcontainer/c.yml': 'services: {a: {extends: {file: d.yml}}}\n',
        '.devcontainer/d.yml': 'services:\n',
      },
      '.devcontainer/d.yml',
    ],
    [
      'variables of Compose',
      { dockerComposeFile: ['c.yml'] },
      { '.devcontainer/c.yml': 'services:\n', '.devcontainer/.env': 'A=1\n' },
      '.devcontainer/.env',
    ],
    [
      'variables of a service',
      { dockerComposeFile: ['c.yml'] },
      { '.devcontainer/c.yml': 'services:\n  a:\n    env_file: [x.vars]\n', '.devcontainer/x.vars': 'A=1\n' },
      '.devcontainer/x.vars',
    ],
    [
      'variables that an argument names',
      { runArgs: ['--env-file', '${localWorkspaceFolder}/x.vars'] },
      { 'x.vars': 'A=1\n' },
      'x.vars',
    ],
    [
      'a seccomp profile that an argument names',
      { runArgs: ['--security-opt=seccomp=.devcontainer/p.json'] },
      { '.devcontainer/p.json': '{}\n' },
      '.devcontainer/p.json',
    ],
    ['a seccomp profile', { securityOpt: ['seccomp=p.json'] }, { 'p.json': '{}\n' }, 'p.json'],
    [
      "Compose's own default",
      { dockerComposeFile: [] },
      { 'docker-compose.yml': 'services:\n' },
      'docker-compose.yml',
    ],
    [
      "Compose's own default, for null",
      { dockerComposeFile: null },
      { 'docker-compose.yml': 'services:\n' },
      'docker-compose.yml',
    ],
  ])('%s', async (_, config, files, changed) => {
    configure(config);
    for (const [path, text] of Object.entries(files)) write(path, text);
    await approve();
    appendFileSync(join(workspace.folder, changed), '# SENTINEL\n');
    const text = await asked();
    expect(text).toContain(`file ${changed}\n`);
    expect(text.split('\n').filter((line) => /^ {2}[+-]/.test(line)).length).toBeLessThan(2);
    expect(await asked()).toBe(text);
    await approve();
  });

  it('not what the words of our own command happen to name', async () => {
    const text = apply('{"dockerComposeFile": "c.yml", "service": "app"}', 'share');
    write('.devcontainer/devcontainer.json', text);
    write('.devcontainer/c.yml', 'services: {app: {image: x}}\n');
    write('docker-compose.yml', 'services: {other: {}}\n');
    expect(await asked()).toContain('file .devcontainer/c.yml');
    expect(log).not.toContain('file docker-compose.yml');
  });

  it.each([
    ['an image', '{"image": "x"}', false, ['compose.yaml', '.env']],
    // Of these Compose itself reads some.
    ['Compose files', '{"dockerComposeFile": "c.yml", "service": "app"}', true, []],
  ])(
    'not what our own script happens to name, nor what a comment does, with %s',
    async (_, config, usesCompose, more) => {
      write('.devcontainer/c.yml', 'services: {app: {image: x}}\n');
      write('.devcontainer/devcontainer.json', apply(config, 'share'));
      for (const { name, text } of prepareScripts(usesCompose)) write(`.devcontainer/${name}`, text);
      const named = ['package.json', 'Makefile', 'sh', 'settings.json', 'projects', ...more];
      for (const path of named) write(path, '{}');
      await approve();
      for (const path of named) write(path, '{ }');
      expect(await asked()).toBe('');
      configure({ initializeCommand: './a.sh' });
      write('a.sh', '#!/bin/sh\n# see README.md\n');
      write('README.md', 'one');
      await approve();
      write('README.md', 'two');
      expect(await asked()).toBe('');
    },
  );

  it('a file of data that a script names is compared and not shown; one of variables hides what may be secret', async () => {
    configure({ initializeCommand: './a.sh' });
    write('a.sh', 'cat keys.pem\n. ./.env\nnpm ci\n');
    write('keys.pem', 'hunter2\n');
    write('.env', 'PASSWORD=hunter2\n');
    write('.npmrc', '//registry.example.com/:_authToken=hunter2\n');
    expect(await asked()).toContain('file keys.pem');
    await approve();
    for (const path of ['keys.pem', '.env', '.npmrc']) {
      appendFileSync(join(workspace.folder, path), 'hunter3\n');
      expect(await asked()).toContain(`file ${path}`);
      await approve();
    }
    expect(log + readFileSync(record(), 'utf8')).not.toContain('hunter2');
  });

  it('a file that appears beside what was approved', async () => {
    configure({ dockerComposeFile: [] });
    write('docker-compose.yml', 'services:\n');
    await approve();
    write('docker-compose.override.yml', 'services: {a: {privileged: true}}\n');
    expect(await asked()).toContain(
      '+ file docker-compose.override.yml\n  +   services: {a: {privileged: true}}',
    );
  });

  it('a file of the repository around the folder', async () => {
    execFileSync('git', ['init', '-q', root]);
    configure({ build: { dockerfile: '../../Dockerfile' } });
    writeFileSync(join(root, 'Dockerfile'), 'FROM x\n');
    await approve();
    writeFileSync(join(root, 'Dockerfile'), 'FROM evil\n');
    expect(await asked()).toContain('+   FROM evil');
  });
});

describe('what a container put in the place of a file', () => {
  const secret = () => join(root, 'home/secret');
  beforeEach(() => {
    configure({ build: { dockerfile: 'Dockerfile' } });
    mkdirSync(join(root, 'home'));
    writeFileSync(secret(), 'hunter2\n');
  });

  it('a link that leads out is named; what it leads to is not shown, and is watched', async () => {
    symlinkSync(secret(), join(workspace.folder, '.devcontainer/Dockerfile'));
    const text = await asked();
    expect(text).toContain(`link .devcontainer/Dockerfile: leads out of the workspace, to ${secret()}`);
    await approve();
    writeFileSync(secret(), 'hunter3\n');
    expect(log + (await asked())).not.toContain('hunter');
    expect(log).toContain('what is not shown of it has changed');
    expect(readFileSync(record(), 'utf8')).not.toContain('hunter');
  });

  it('a folder that is a link', async () => {
    configure({ build: { dockerfile: '../d/Dockerfile' } });
    symlinkSync(join(root, 'home'), join(workspace.folder, 'd'));
    writeFileSync(join(root, 'home/Dockerfile'), 'hunter2\n');
    expect(await asked()).toContain(`leads out of the workspace, to ${join(root, 'home/Dockerfile')}`);
    expect(log).not.toContain('hunter');
  });

  it.each<[string, object, string?]>([
    ['a mount', { mounts: ['type=bind,source=${localWorkspaceFolder}/data,target=/d'] }],
    [
      'a mount as an object',
      { mounts: [{ type: 'bind', source: '${localWorkspaceFolder}/data/x', target: '/d' }] },
    ],
    ['an argument', { runArgs: ['-v', '${localWorkspaceFolder}/data:/d'] }],
    [
      'a mount of the workspace',
      { workspaceMount: 'type=bind,source=${localWorkspaceFolder}/data,target=/d' },
    ],
    ['what is built', { build: { context: '../data' } }],
    ['a bind of Compose', { dockerComposeFile: '../c.yml' }, 'volumes: [./data:/data]'],
    [
      'a bind of Compose in long form',
      { dockerComposeFile: '../c.yml' },
      'volumes: [{type: bind, source: data}]',
    ],
    ['a bind below the link', { dockerComposeFile: '../c.yml' }, 'volumes: ["./data/new/er:/data"]'],
  ])('%s whose source is swapped for a link that leads out', async (_, config, service = '') => {
    configure(config);
    write('c.yml', `services: {a: {${service}}}\n`);
    write('data/x/y', '');
    symlinkSync('x', join(workspace.folder, 'data/link'));
    await approve();
    rmSync(join(workspace.folder, 'data'), { recursive: true });
    symlinkSync(join(root, 'home'), join(workspace.folder, 'data'));
    mkdirSync(join(root, 'home/x'));
    expect(await asked()).toMatch(/\+ link data(\/x)?: leads out of the workspace, to .*home/);
    await approve();
    rmSync(join(workspace.folder, 'data'));
    symlinkSync(root, join(workspace.folder, 'data'));
    expect(await asked()).toContain('link data');
  });

  it.each<[string, (path: string) => void]>([
    ['a FIFO', (path) => execFileSync('mkfifo', [path])],
    ['a folder', (path) => mkdirSync(path)],
    ['a link that leads nowhere', (path) => symlinkSync('/nowhere', path)],
    ['a link to itself', (path) => symlinkSync(path, path)],
    ['a device', (path) => symlinkSync('/dev/zero', path)],
    ['a huge file', (path) => execFileSync('truncate', ['-s', '5G', path])],
  ])('%s is asked about each time', async (_, make) => {
    make(join(workspace.folder, '.devcontainer/Dockerfile'));
    expect(await asked()).toContain('file .devcontainer/Dockerfile');
    await ensureApproved(workspace, { yes: true });
    expect(await asked()).toContain('file .devcontainer/Dockerfile');
  });

  it('Compose files with no end of names', async () => {
    configure({ dockerComposeFile: '../c.yml' });
    const names = Array.from({ length: 19_000 }, (_, index) => `w${index}/a/b`);
    const others = Array.from({ length: 5 }, (_, index) => `d${index}/c.yml`);
    for (const path of ['c.yml', ...others]) write(path, [...others, ...names].join('\n'));
    expect(await asked()).toContain('names, not looked up');
  });

  it('a folder with no end of files', async () => {
    configure({ features: { './f': {} } });
    for (let index = 0; index < 450; index++) write(`.devcontainer/f/${index}`, '');
    expect(await asked()).toContain('not looked through');
  });
});

describe('what is shown', () => {
  it('has nothing that a terminal acts on or hides', async () => {
    const hidden = '\u001b[2J\u202e\u200b\u2066\u00ad\u2028\r\u0007\u3164\u{e0041}\ufe0f\u00a0';
    configure({ initializeCommand: `a${hidden}b`, features: { [`x${hidden}`]: {} } });
    write('a', hidden);
    const text = await asked();
    expect(text.replaceAll('\n', '')).toMatch(/^[ -~…]*$/);
    expect(text).toContain(
      'a\\u001b[2J\\u202e\\u200b\\u2066\\u00ad\\u2028\\u000d\\u0007\\u3164\\u{e0041}\\ufe0f\\u00a0b',
    );
  });

  it('has no secret of a file of variables, and neither has the record', async () => {
    configure({ dockerComposeFile: [] });
    write('docker-compose.yml', 'services:\n');
    write('.env', 'DB_PASSWORD=hunter2\nMOUNT=/\n');
    expect(await asked()).toContain('MOUNT=/');
    await approve();
    expect(log + readFileSync(record(), 'utf8')).not.toContain('hunter2');
  });
});

describe('consent', () => {
  beforeEach(() => configure({ runArgs: ['--network=host'] }));

  it('is recorded where no container reaches it, for the owner alone', async () => {
    expect(await asked()).toContain('--network=host');
    expect(existsSync(record())).toBe(false);
    await approve();
    expect(statSync(record()).mode & 0o777).toBe(0o600);
  });

  it('is asked for on a terminal, and "no" is no', async () => {
    vi.mocked(canAsk).mockReturnValue(true);
    vi.mocked(askYesNo).mockResolvedValueOnce(false);
    await expect(ensureApproved(workspace, {})).rejects.toThrow('not approved');
    expect(vi.mocked(askYesNo)).toHaveBeenLastCalledWith(expect.any(String), false);
    vi.mocked(askYesNo).mockResolvedValueOnce(true);
    await ensureApproved(workspace, {});
    expect(await asked()).toBe('');
  });

  it('is never asked for with --json', async () => {
    vi.mocked(canAsk).mockReturnValue(true);
    vi.mocked(askYesNo).mockClear();
    await expect(ensureApproved(workspace, { json: true })).rejects.toThrow('not approved');
    expect(vi.mocked(askYesNo)).not.toHaveBeenCalled();
  });

  it('is void for what changes while it is asked for', async () => {
    vi.mocked(canAsk).mockReturnValue(true);
    vi.mocked(askYesNo).mockImplementationOnce(async () => {
      configure({ runArgs: ['--privileged'] });
      return true;
    });
    await expect(ensureApproved(workspace, {})).rejects.toThrow('being changed while');
    expect(log).toContain('+     "--privileged"');
    vi.mocked(canAsk).mockReturnValue(false);
    expect(await asked()).toContain('--privileged');
  });

  it.each(['', '{', '{"version": 2}', '[]', '{"version": 1, "at": "", "items": [{}]}'])(
    'a record that is none (%j) is no consent',
    async (text) => {
      mkdirSync(workspace.preparedFolder, { recursive: true });
      writeFileSync(record(), text);
      expect(await asked()).toContain('--network=host');
    },
  );
});

describe('what the user chose', () => {
  it('is what the host has recorded, not what our command has written of a file', async () => {
    const features = (id: string) => ({ [`ghcr.io/claude-sessions/features/${id}:1`]: {} });
    configure({ image: 'a', features: features('claude-persist') });
    const config = { image: 'a', features: features('claude-sessions') };
    const { defaultShareOptions: options } = await import('../../../core/src/share/options.ts');
    await writeRecord(workspace, {
      version: 1,
      configFile: workspace.configFile,
      original: null,
      ours: JSON.stringify(config),
      chosen: { mode: 'isolate', options },
    });
    await approve();
    configure(config);
    expect(await asked()).toContain('claude-sessions');
    const record = await readRecord(workspace);
    if (!record) throw new Error('no record');
    await writeRecord(workspace, { ...record, chosen: { mode: 'share', options } });
    expect(await asked()).toBe('');
  });
});

it('git is asked for the folder only where it may be another', async () => {
  const asksGit = async () => (await ensureApproved(workspace, { yes: true })).asksGit;
  configure({ image: 'x' });
  execFileSync('git', ['init', '-q', workspace.folder]);
  expect(await asksGit()).toBe(false);
  configure({ image: 'x', workspaceMount: '' });
  expect(await asksGit()).toBe(true);
  configure({ image: 'x' });
  rmSync(join(workspace.folder, '.git'), { recursive: true });
  expect(await asksGit()).toBe(false);
  execFileSync('git', ['init', '-q', root]);
  expect(await asksGit()).toBe(true);
});
