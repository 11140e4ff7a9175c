import { execFileSync } from 'node:child_process';
import { realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { config } from '../../harness/place/Place.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const plain = '{\n  // mine\n  "image": "debian"\n}\n';
const folder = '${localWorkspaceFolder}';
const members = (up = '') => ({
  workspaceMount: `type=bind,source=${folder}${up},target=${folder}${up}`,
  workspaceFolder: folder,
});
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.invalid', ...args], { cwd });

function place(text = plain): CliPlace {
  const made = new CliPlace();
  made.writeConfig(text);
  return made;
}

const read = (made: CliPlace) => JSON.parse(made.read().replace(/^\s*\/\/.*$/gm, ''));

describe.concurrent('--same-path', () => {
  it('is written, said, kept by another run, dropped without it, and gone with remove', async () => {
    const made = place();
    const shared = await made.json('share', '--same-path');
    expect(shared).toMatchObject({ changed: true, warnings: [] });
    expect(shared.changes).toContainEqual({ kind: 'added', what: `workspaceFolder ${folder}` });
    expect(read(made)).toMatchObject(members());
    expect(await made.json('share', '--same-path')).toMatchObject({ changed: false });
    expect(await made.json('status')).toMatchObject({ samePath: true, options: { samePath: true } });
    expect(JSON.parse(made.recordText()).chosen.options.samePath).toBe(true);
    await made.json('isolate', '--same-path');
    expect(read(made)).toMatchObject(members());
    expect((await made.run('status')).stdout).toContain('at the path of this host');
    const dropped = await made.json('share');
    expect(dropped.changes).toContainEqual({ kind: 'removed', what: `workspaceFolder ${folder}` });
    expect(read(made)).not.toHaveProperty('workspaceFolder');
    await made.json('share', '--same-path');
    await made.json('remove');
    expect(made.read()).toBe(plain);
  });

  it('is shown as a diff, and nothing is written', async () => {
    const made = place();
    const { stdout } = await made.run('share', '--same-path', '--dry-run');
    expect(stdout).toContain(`+  "workspaceMount": "${members().workspaceMount}",`);
    expect(made.read()).toBe(plain);
  });

  it('mounts the repository around, as the tools do', async () => {
    const made = new CliPlace();
    git(made.folder, 'init', '-q');
    const below = join(made.folder, 'packages/web');
    made.write(join('packages/web', config), plain);
    const result = await made.runWith({ cwd: below }, 'share', '--same-path', '--json');
    expect(result.exitCode, result.stderr).toBe(0);
    const text = made.read(join('packages/web', config));
    expect(JSON.parse(text.replace(/^\s*\/\/.*$/gm, ''))).toMatchObject(members('/../..'));
  });

  it('says of a worktree that git’s data is not mounted', async () => {
    const made = place();
    git(made.folder, 'init', '-q');
    git(made.folder, 'add', '-A');
    git(made.folder, 'commit', '-q', '-m', 'x');
    const beside = join(made.root, 'beside');
    git(made.folder, 'worktree', 'add', '-q', beside);
    const result = await made.runWith({ cwd: beside }, 'share', '--same-path', '--json');
    expect(result.exitCode, result.stderr).toBe(0);
    const { warnings } = JSON.parse(result.stdout);
    expect(warnings).toEqual([
      expect.stringContaining(`${realpathSync(beside)} is a worktree or a submodule`),
    ]);
  });

  it('names the lines that name the former folder', async () => {
    const name = (made: CliPlace) => `/workspaces/${made.folder.split('/').at(-1)}`;
    const made = new CliPlace();
    made.writeConfig(
      `{\n  "image": "x",\n  // ${name(made)}\n  "postCreateCommand": "bash ${name(made)}/setup.sh",\n  "containerEnv": {"A": "/workspaces/\${localWorkspaceFolderBasename}/x", "B": "${name(made)}-else"}\n}\n`,
    );
    made.write('setup.sh', `echo\ncd ${name(made)}\n`);
    const { warnings } = (await made.json('share', '--same-path')) as unknown as { warnings: string[] };
    expect(warnings.map((each) => each.split(',')[0])).toEqual([
      `.devcontainer/devcontainer.json:4 names ${name(made)}`,
      `.devcontainer/devcontainer.json:5 names /workspaces/\${localWorkspaceFolderBasename}`,
      `setup.sh:2 names ${name(made)}`,
    ]);
    expect(await made.json('share', '--same-path')).toMatchObject({ warnings: [] });
  });

  it('by hand: is taken as it is, and stays', async () => {
    const byHand = `{\n  "image": "x",\n  "workspaceMount": "${members().workspaceMount}",\n  "workspaceFolder": "${folder}"\n}\n`;
    const made = place(byHand);
    for (const args of [['share', '--same-path'], ['share'], ['isolate'], ['share']]) {
      const { changes } = (await made.json(...args)) as unknown as { changes: { what: string }[] };
      expect(changes.filter(({ what }) => what.startsWith('workspace'))).toEqual([]);
      expect(read(made)).toMatchObject(members());
    }
    await made.json('remove');
    expect(made.read()).toBe(byHand);
  });

  const compose = (...volumes: string[]) =>
    `services:\n  app:\n    image: x\n    volumes:\n${volumes.map((each) => `      - ${each}\n`).join('')}`;
  const composeConfig = (more = '') => `{"dockerComposeFile": "c.yml", "service": "app"${more}}\n`;

  it('under Compose: the folder alone, where the service mounts the project so', async () => {
    const made = place(composeConfig());
    made.write('.devcontainer/c.yml', compose(`${made.folder}:${made.folder}`));
    await made.json('share', '--same-path');
    expect(read(made).workspaceFolder).toBe(folder);
    expect(read(made)).not.toHaveProperty('workspaceMount');
    await made.json('remove');
    expect(made.read()).toBe(composeConfig());
  });

  it.each<[string, string, (made: CliPlace) => void]>([
    [
      'says itself where the project is in the container (workspaceFolder: /workspace)',
      '{"image": "x", "workspaceFolder": "/workspace"}',
      () => {},
    ],
    [
      'Have the service mount the project at',
      composeConfig(', "workspaceFolder": "/workspace"'),
      (made) => made.write('.devcontainer/c.yml', compose('..:/workspace')),
    ],
    [
      'Write under "volumes" of the service: "',
      composeConfig(),
      (made) => made.write('.devcontainer/c.yml', compose('..:/workspace')),
    ],
  ])('is refused: %s', async (why, text, prepare) => {
    const made = place(text);
    prepare(made);
    const { exitCode, stderr } = await made.run('share', '--same-path');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(why);
    expect(made.read()).toBe(text);
  });

  it('is refused where it would hide something of the container', async () => {
    const made = new CliPlace();
    const { exitCode, stderr } = await made.runWith(
      { cwd: '/usr/share' },
      'share',
      '--same-path',
      '--create',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('hide /usr of the container');
  });

  it('says that the folder was opened through a link', async () => {
    const made = place();
    const link = join(made.root, 'link');
    symlinkSync(made.folder, link);
    const { warnings } = (await made.json('share', '--same-path', link)) as unknown as { warnings: string[] };
    expect(warnings.join()).toContain(`${link} is reached through a link`);
  });
});
