import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf } from '../../unit/support/document.ts';
import { CliPlace, runWarm, snapshot } from './place.ts';

runWarm();

const plain = '{\n  "image": "debian"\n}\n';

function placeWith(content: string): CliPlace {
  const place = new CliPlace();
  place.writeConfig(content);
  return place;
}

interface FakeMount {
  Type: string;
  Name?: string;
  Source: string;
  Destination: string;
  RW: boolean;
}

/** An engine whose one container has these mounts, and the workspace. */
function engineWith(place: CliPlace, mounts: readonly FakeMount[]): string {
  const workspace = { Type: 'bind', Source: place.folder, Destination: '/workspaces/app', RW: true };
  const container = [{ Id: 'abc', Name: '/happy', Image: 'img', Mounts: [workspace, ...mounts] }];
  return place.engine(
    `case "$1 $2" in "ps --all") echo abc ;; "inspect --type") echo '${JSON.stringify(container)}' ;; ` +
      `"image inspect") echo '[{"Config": {"Labels": {}}}]' ;; esac`,
  );
}

/** What a container has after `share --no-profile`. */
async function sharedMounts(place: CliPlace, memoryWritable: boolean): Promise<FakeMount[]> {
  const { devcontainerId: id } = await place.json('status');
  const prepared = join(place.home, '.claude-sessions', String(id));
  const bind = (name: string, RW: boolean, source = name): FakeMount => {
    return { Type: 'bind', Source: join(prepared, source), Destination: `/mnt/claude-host/${name}`, RW };
  };
  const volume = { Type: 'volume', Name: `claude-code-config-${id}`, Source: '/v', RW: true };
  return [
    { ...volume, Destination: '/var/lib/claude' },
    bind('project', true),
    bind('project/memory', memoryWritable, 'memory'),
  ];
}

describe.concurrent('status exits with 1 when there are findings', () => {
  it('and with 0 when there are none, engine or not', async () => {
    const place = placeWith(plain);
    expect((await place.run('status')).exitCode).toBe(0);
    await place.run('share', '--no-profile');
    expect((await place.run('status')).exitCode).toBe(0);
    const engine = engineWith(place, await sharedMounts(place, false));
    expect(await place.run('status', '--docker-path', engine)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('happy, stopped\n'),
    });
  });

  it.each<[string, string, (place: CliPlace) => void]>([
    [
      'a host that is not prepared',
      'This host is not prepared',
      (place) => rmSync(join(place.home, '.claude-sessions'), { recursive: true }),
    ],
    [
      'a prepare script that was edited',
      'was edited, or is of another version',
      (place) => {
        const script = '.devcontainer/claude-sessions-prepare.sh';
        place.write(script, `${place.read(script)}\n# mine\n`);
      },
    ],
    [
      'a prepare script that is missing',
      'A prepare script beside devcontainer.json is missing',
      (place) => rmSync(join(place.folder, '.devcontainer/claude-sessions-prepare.ps1')),
    ],
    [
      'both base Features',
      'that means the host’s conversations are shared',
      (place) => {
        const persist = '"ghcr.io/claude-sessions/features/claude-persist:1": {},';
        place.writeConfig(place.read().replace('"features": {', `"features": { ${persist}`));
      },
    ],
    [
      'a mount made by hand',
      'The whole of Claude’s folder on the host is mounted',
      (place) => {
        const mount = 'source=${localEnv:HOME}/.claude,target=/root/.claude,type=bind';
        place.writeConfig(place.read().replace('{', `{ "mounts": ["${mount}"],`));
      },
    ],
    [
      'what reaches more of the host',
      'runArgs: --privileged',
      (place) => place.writeConfig(place.read().replace('{', '{ "runArgs": ["--privileged"],')),
    ],
  ])('%s', async (_, message, spoil) => {
    const place = placeWith(plain);
    await place.run('share');
    spoil(place);
    const { exitCode, stdout } = await place.run('status');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^(error|warning): /m);
    expect(stdout).toContain(message);
    const json = await place.json('status');
    expect(json.warnings).toHaveLength(1);
  });

  it('a container whose memory is still writable; share --up then wants --recreate', async () => {
    const place = placeWith(plain);
    await place.run('share', '--no-profile', '--memory', 'rw');
    const engine = engineWith(place, await sharedMounts(place, true));
    const up = ['share', '--no-profile', '--up', '--docker-path', engine];
    const { exitCode, stderr } = await place.run(...up);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('/mnt/claude-host/project/memory is writable, not read-only');
    expect(stderr).toContain('Add --recreate');
    expect(await place.run('status', '--docker-path', engine)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('project/memory is writable, not read-only'),
    });
  });

  it('a container that still mounts ~/.claude', async () => {
    const place = placeWith(plain);
    await place.run('isolate');
    const [volume] = await sharedMounts(place, false);
    const claude = { Type: 'bind', Source: join(place.home, '.claude'), Destination: '/x', RW: true };
    const engine = engineWith(place, volume ? [volume, claude] : []);
    const drift = { missing: [], unexpected: [], wrong: [] };
    expect(await place.json('status', '--docker-path', engine)).toMatchObject({
      container: { ...drift, notOurs: [{ source: claude.Source, target: '/x' }] },
    });
    expect((await place.run('isolate', '--up', '--docker-path', engine)).stderr).toContain('--recreate');
  });
});

it('a finding in devcontainer.json has its place for programs: file, line and column', async () => {
  const place = placeWith('{\n  "image": "debian",\n  "runArgs": ["--privileged"]\n}\n');
  await place.run('isolate');
  const line =
    place
      .read()
      .split('\n')
      .findIndex((each) => each.includes('--privileged')) + 1;
  const start = (place.read().split('\n')[line - 1] ?? '').indexOf('"--privileged"') + 1;
  const at = {
    ...{ file: '.devcontainer/devcontainer.json', line, column: start },
    ...{ endLine: line, endColumn: start + '"--privileged"'.length },
  };
  for (const command of ['doctor', 'status']) {
    const json = JSON.parse((await place.run(command, '--json')).stdout);
    const found = json.findings.filter((each: object) => JSON.stringify(each).includes('--privileged'));
    expect(found, command).toEqual([expect.objectContaining({ at, severity: 'warning' })]);
  }
  expect((await place.json('status')).warnings?.[0]).toContain(`.devcontainer/devcontainer.json:${line}`);
});

describe.concurrent('what undoes the isolation is named', () => {
  const config = JSON.stringify({
    image: 'debian',
    runArgs: ['-v', '/var/run/docker.sock:/var/run/docker.sock', '--privileged'],
    mounts: ['type=bind,source=${localEnv:HOME},target=/host-home'],
  });

  it.each([['isolate'], ['share'], ['status']])('by %s', async (command) => {
    const place = placeWith(config);
    if (command === 'status') await place.run('isolate');
    const { stdout } = await place.run(command);
    expect(stdout).toMatch(
      /docker\.sock[^\n]*whole host|whole host[^\n]*(\n {2}at: [^\n]*)?(\n {2}seen: )?[^\n]*docker\.sock/,
    );
    expect(stdout).toContain('runArgs: --privileged');
    expect(stdout).toContain('target=/host-home');
    expect(stdout).not.toContain('sees nothing');
    const json = await place.json(command);
    const named: unknown[] = json.breaches ?? json.warnings ?? [];
    expect(named.filter((each) => JSON.stringify(each).match(/whole host|Claude's state/))).toHaveLength(3);
  });

  it('and nothing where there is nothing', async () => {
    const place = placeWith(plain);
    expect((await place.run('isolate')).stdout).not.toContain('warning');
    expect((await place.json('isolate')).breaches).toEqual([]);
  });
});

describe.concurrent('share on a host where it cannot do what it says', () => {
  it('a workspace that is the home, or contains the state: refused, nothing written', async () => {
    const place = new CliPlace();
    mkdirSync(join(place.home, '.claude'));
    mkdirSync(join(place.root, '.devcontainer'));
    writeFileSync(join(place.root, '.devcontainer/devcontainer.json'), plain);
    mkdirSync(join(place.home, '.devcontainer'));
    writeFileSync(join(place.home, '.devcontainer/devcontainer.json'), plain);
    place.writeConfig(plain);
    const before = snapshot(place.root);
    const cases = [
      { folder: place.home, says: 'holds' },
      { folder: place.root, says: 'holds' },
      {
        folder: place.folder,
        env: { CLAUDE_CONFIG_DIR: join(place.folder, '.claude') },
        says: 'lies in the workspace',
      },
      { folder: place.folder, env: { CLAUDE_CONFIG_DIR: '../state' }, says: 'is relative' },
    ];
    for (const { folder, env, says } of cases) {
      for (const args of [[], ['--dry-run'], ['--personal']]) {
        const result = await place.runWith({ ...(env && { env }) }, 'share', ...args, folder);
        expect(result).toMatchObject({ exitCode: 1, stdout: '' });
        expect(result.stderr).toContain(says);
        expect((await place.runWith({ ...(env && { env }) }, 'prepare', '--force', folder)).stderr).toContain(
          says,
        );
      }
    }
    expect(snapshot(place.root)).toEqual(before);
  });

  it('a .claude.json that leads into the workspace: refused, nothing written', async () => {
    const place = placeWith(plain);
    symlinkSync(join(place.folder, 'claude.json'), join(place.home, '.claude.json'));
    const before = snapshot(place.root);
    for (const args of [['share'], ['share', '--all-projects'], ['prepare', '--force']]) {
      const result = await place.run(...args);
      expect(result).toMatchObject({ exitCode: 1, stdout: '' });
      expect(result.stderr).toContain('leads into the workspace');
    }
    expect(snapshot(place.root)).toEqual(before);
  });

  it('a Compose file that cannot be written: refused before anything is planned, nothing written', async () => {
    const place = placeWith('{\n  "dockerComposeFile": "c.yml",\n  "service": "app"\n}\n');
    place.write('.devcontainer/c.yml', 'services: { app: { image: debian } }\n');
    place.write('.devcontainer/.claude-sessions', 'a file\n');
    const before = snapshot(place.root);
    for (const args of [['share'], ['share', '--dry-run']]) {
      const result = await place.run(...args);
      expect(result).toMatchObject({ exitCode: 1, stdout: '' });
      expect(result.stderr).toContain('.claude-sessions beside devcontainer.json is a link, a file,');
      expect(result.stderr).not.toContain('installs Claude Code');
    }
    expect(snapshot(place.root)).toEqual(before);
  });

  it('a token that is not there: says so, and that the login is asked for', async () => {
    const place = placeWith(plain);
    const { stdout } = await place.run('share', '--credentials', 'token');
    expect(stdout).toContain('warning: CLAUDE_CODE_OAUTH_TOKEN is not set here');
    expect(stdout).toContain('log in (once');
    const env = { CLAUDE_CODE_OAUTH_TOKEN: 'x' };
    const with_ = await place.runWith({ env }, 'share', '--credentials', 'token');
    expect(with_.stdout).not.toMatch(/is not set here|log in \(once/);
  });

  it('a config directory elsewhere: no --all-projects, and a word on where things come from', async () => {
    const place = placeWith(plain);
    const env = { CLAUDE_CONFIG_DIR: join(place.root, 'elsewhere') };
    const before = snapshot(place.root);
    const refused = await place.runWith({ env }, 'share', '--all-projects');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(`CLAUDE_CONFIG_DIR is ${env.CLAUDE_CONFIG_DIR}`);
    expect(snapshot(place.root)).toEqual(before);
    const plugins = await place.runWith({ env }, 'share', '--plugins');
    expect(plugins).toMatchObject({ exitCode: 1, stdout: '' });
    expect(plugins.stderr).toMatch(/CLAUDE_CONFIG_DIR is .* your plugins are not there/);
    expect(snapshot(place.root)).toEqual(before);
    expect((await place.runWith({ env }, 'share')).stdout).toMatch(/agents, commands.* from ~\/\.claude/);
    expect((await place.runWith({ env }, 'share', '--no-profile')).stdout).not.toContain('CLAUDE_CONFIG_DIR');
    const usual = { CLAUDE_CONFIG_DIR: join(place.home, '.claude') };
    expect((await place.runWith({ env: usual }, 'share', '--all-projects')).exitCode).toBe(0);
  });
});

it('plugins: a login in the address of a marketplace is refused, and found when it comes later; never shown', async () => {
  const place = placeWith(plain);
  const marketplaces = join(place.home, '.claude/plugins/marketplaces');
  const clone = (name: string, url: string) => {
    mkdirSync(join(marketplaces, name, '.git'), { recursive: true });
    writeFileSync(join(marketplaces, name, '.git/config'), `[remote "origin"]\n\turl = ${url}\n`);
  };
  const path = (name: string) => ({ source: { source: 'directory', path: `/home/me/${name}` } });
  clone('fine', 'https://example.com/fine.git');
  writeFileSync(join(marketplaces, '../known_marketplaces.json'), JSON.stringify({ mine: path('mine') }));
  const shared = await place.run('share', '--plugins');
  expect(shared.stdout).toMatch(/can read[\s\S]*your plugins and the marketplaces/);
  expect(shared.stdout).toContain('warning: plugins of mine do not load in the container');
  expect((await place.run('status')).stdout).toContain('plugins');
  clone('ours', 'https://me:canary-pw@example.com/ours.git');
  const looked = await place.run('doctor');
  expect(looked.stdout).toMatch(/can read a login[\s\S]*ours/);
  const before = snapshot(place.root);
  const refused = await place.run('share', '--plugins');
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toMatch(/With --plugins the container could read a login: .* ours[.]/);
  expect(snapshot(place.root)).toEqual(before);
  expect(JSON.stringify([looked, refused])).not.toContain('canary-pw');
  expect((await place.run('share', '--no-profile')).exitCode).toBe(0);
  expect(place.read()).not.toContain('plugins');
});

it('a Feature of somebody else’s that is called as ours is left, and named', async () => {
  const other = 'ghcr.io/other/claude-profile:1';
  const place = placeWith(JSON.stringify({ image: 'debian', features: { [other]: {} } }));
  for (const command of ['isolate', 'share', 'status', 'remove']) {
    const { exitCode, stdout } = await place.run(command);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`the Feature ${other} has the name of one of our Features`);
    expect(configOf(place.read()).features).toHaveProperty([other]);
  }
});

it('a mirror that was used before is known by the record', async () => {
  const place = placeWith(plain);
  await place.run('share', '--collection', 'ghcr.io/company/mirror');
  expect(await place.json('status')).toMatchObject({ mode: 'share', notes: [] });
  await place.run('remove');
  expect(place.read()).toBe(plain);
  expect(readdirSync(join(place.folder, '.devcontainer'))).toEqual(['devcontainer.json']);
});
