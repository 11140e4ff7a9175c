import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { type ComposeProjectOptions, runCompose, tryCompose } from '../harness/project/composeProject.ts';
import { devcontainer, exec, tryUp, type UpResult, up } from '../harness/project/devcontainer.ts';
import { doctor, severe } from '../harness/project/doctor.ts';
import { makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';

const version = '2.1.329';
const composeFile = '.devcontainer/.claude-sessions/compose.yaml';

/** What goes wrong with Docker Compose, and what people have there that is not the usual. */
describeDocker('Docker Compose, when something is amiss', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const make = async (options: ComposeProjectOptions = {}) => {
    project = await projects.makeCompose(options);
  };
  const edit = (path: string, change: (text: string) => string) => {
    const file = join(project.folder, path);
    writeHostFile(file, change(readFileSync(file, 'utf8')));
  };
  /** host -> inside -> host, one conversation. */
  const chain = async (where: { config?: string } = {}) => {
    const { sessionId } = await askOnHost(project, { version, api });
    const container = await up(project, where);
    const inside = await askInside(project, { version, api, args: ['--continue'], ...where });
    expect(inside).toEqual({ sessionId, text: 'users=2 assistant=1' });
    return container;
  };
  /** Comes up, and what lies on the host is where the client inside looks: that it goes on from there, `chain` shows. */
  const expectShared = async () => {
    const { containerId, remoteUser } = await up(project);
    const name = `${randomUUID()}.jsonl`;
    writeHostFile(join(hostProjectFolder(project, project.folder), name), 'said on the host\n');
    const read = `cat "$CLAUDE_CONFIG_DIR/projects/-workspaces-app/${name}"`;
    expect((await useDocker().sh(containerId, read, remoteUser)).stdout).toBe('said on the host\n');
  };
  const mounts = async ({ containerId }: { containerId: string }) =>
    (await useDocker().mounts(containerId)).map(
      ({ Destination, RW }) => `${Destination} ${RW ? 'rw' : 'ro'}`,
    );

  it('a missing source stops the start and is not made; in short form the engine makes it, as root', async () => {
    const gone = join(useHarness().runDirectory, 'tmp/gone-from-the-host');
    await make({ volumes: [`${gone}:/gone`] });
    await up(project);
    expect(statSync(gone).uid).toBe(0);
    rmSync(gone, { recursive: true });
    await project.dispose();

    await make();
    await claudeSessions(project, 'share');
    edit('.devcontainer/devcontainer.json', (text) => text.replace(/sh \.devcontainer[^"]*/, 'true'));
    const agents = join(project.home, '.claude/agents');
    rmSync(agents, { recursive: true });
    // The Dev Containers CLI keeps the reason to itself.
    expect((await tryUp(project)).result?.outcome).toBe('error');
    const files = ['-f', '.devcontainer/docker-compose.yml', '-f', composeFile];
    const { code, stderr } = await tryCompose(project, [...files, 'create', 'app']);
    expect(code).not.toBe(0);
    expect(stderr).toContain(`bind source path does not exist: ${agents}`);
    expect(existsSync(agents)).toBe(false);
    const unprepared = severe(await doctor(project)).find(({ code: each }) => each === 'host-not-prepared');
    expect(unprepared?.evidence).toEqual([`missing: ${agents}`]);
    await claudeSessions(project, 'share');
    expect(await up(project)).toMatchObject({ outcome: 'success' });
  });

  it('tools that look before anything has run find our Compose file; by the id it would not be found', async () => {
    await make();
    const look = () =>
      devcontainer(project, [
        'read-configuration',
        ...['--workspace-folder', project.folder, '--include-merged-configuration'],
      ]);
    await claudeSessions(project, 'share');
    expect(await look()).toMatchObject({ code: 0 });
    const byId = '${localEnv:HOME}/.claude-sessions/${devcontainerId}/compose.yaml';
    edit('.devcontainer/devcontainer.json', (text) => text.replace('.claude-sessions/compose.yaml', byId));
    const { code, stderr } = await look();
    expect(code).toBe(1);
    expect(stderr).toContain('/.claude-sessions/${devcontainerId}/compose.yaml: no such file');
  });

  it('doctor names a Compose file of ours that is missing, and makes it', async () => {
    await make();
    await claudeSessions(project, 'share');
    rmSync(join(project.folder, dirname(composeFile)), { recursive: true });
    const [first] = severe(await doctor(project));
    const missing = `missing: ${join(project.folder, composeFile)}`;
    expect(first).toMatchObject({ code: 'host-not-prepared', evidence: [missing] });
    expect(severe(await doctor(project, ['--fix']))).toEqual([]);
    expect(existsSync(join(project.folder, composeFile))).toBe(true);
  });

  it('two dev containers of one Compose project each have their own', async () => {
    await make();
    edit('.devcontainer/docker-compose.yml', (yaml) => `${yaml}    volumes: ["..:/workspaces/app"]\n`);
    const text = readFileSync(project.config, 'utf8');
    const configs = ['app', 'db'].map((service) => {
      const config = join(project.folder, '.devcontainer', service, 'devcontainer.json');
      const own = text
        .replace('"docker-compose.yml"', '"../docker-compose.yml"')
        .replace('"service": "app"', `"service": "${service}", "runServices": ["${service}"]`);
      writeHostFile(config, own);
      return config;
    });
    rmSync(project.config);
    const containers = [];
    for (const config of configs) {
      await claudeSessions(project, 'share', ['--config', config, '--no-profile']);
      containers.push(await up(project, { config }));
    }
    const [app, db] = containers;
    if (!app || !db) throw new Error('two configurations, two containers');
    expect(db.containerId).not.toBe(app.containerId);
    for (const { containerId, log } of containers) {
      const found = await useDocker().mounts(containerId);
      const ours = found.filter(({ Destination }) => Destination.startsWith('/mnt/claude-host'));
      expect(ours.map(({ RW }) => RW).sort(), log).toEqual([false, true]);
    }
    const volume = async ({ containerId }: UpResult) =>
      (await useDocker().mounts(containerId)).find(({ Destination }) => Destination === '/var/lib/claude')
        ?.Name;
    expect(await volume(app)).not.toBe(await volume(db));
    // The first is still there, as it was.
    expect(await up(project, { config: configs[0] ?? '' })).toMatchObject({ containerId: app.containerId });
  });

  it('a service that was given another name stops the start, and share follows it', async () => {
    await make();
    await claudeSessions(project, 'share');
    edit('.devcontainer/devcontainer.json', (text) => text.replace('"service": "app"', '"service": "web"'));
    edit('.devcontainer/docker-compose.yml', (text) => text.replace('\n  app:', '\n  web:'));
    const { result, finished } = await tryUp(project);
    expect(result?.outcome).toBe('error');
    expect(finished.stderr).toMatch(/service "app" has neither an image nor a build context/);
    await claudeSessions(project, 'share');
    await expectShared();
  });

  it('quotes, $ and spaces in the path of the home are only letters', async () => {
    await make();
    const home = makeFolder(join(project.root, `it's "me" $HOME \${X} $(id) #: ü`));
    project = { ...project, home };
    await claudeSessions(project, 'share');
    expect(await mounts(await chain())).toContain('/mnt/claude-host/project/memory ro');
  });

  it('a container that wrote itself a Compose file gets ours, without a question', async () => {
    await make();
    await claudeSessions(project, 'share', ['--up', '--yes']);
    const ours = readFileSync(join(project.folder, composeFile), 'utf8');
    const evil = `services:\n  app:\n    volumes: ["${project.home}:/mnt/home"]\n`;
    const write = `cat > /workspaces/app/${composeFile}`;
    await exec(project, ['sh', '-c', `printf '${evil.replaceAll('\n', '\\n')}' | ${write}`]);
    expect(readFileSync(join(project.folder, composeFile), 'utf8')).toBe(evil);
    await claudeSessions(project, 'share', ['--up', '--recreate']);
    expect(readFileSync(join(project.folder, composeFile), 'utf8')).toBe(ours);
    const found = await mounts(await up(project));
    expect(found).toContain('/mnt/claude-host/agents ro');
    expect(found.join()).not.toContain('/mnt/home');
  });

  it('what else acts on the host is asked about before it is brought up', async () => {
    await make();
    const refused = await tryClaudeSessions(project, 'share', ['--up']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('docker-compose.yml');
    expect(refused.stderr).not.toContain('file .devcontainer/claude-sessions-prepare');
    expect(refused.stderr).not.toMatch(/\+ file \S*\.claude-sessions\/compose\.yaml/);
    await claudeSessions(project, 'share', ['--up', '--yes']);
    await claudeSessions(project, 'share', ['--up', '--tasks', '--recreate']);
    edit('.devcontainer/devcontainer.json', (text) =>
      text.replaceAll('compose app profile tasks', 'compose app profile tasks memory-rw'),
    );
    const again = await tryClaudeSessions(project, 'doctor', ['--all', '--recreate'], {
      folder: null,
    });
    expect(again.stderr + again.stdout).toContain('memory-rw');
  });

  it('what Compose files mount of Claude by themselves is named, by service', async () => {
    await make({ volumes: ['~/.claude:/home/vscode/.claude', '/var/run/docker.sock:/var/run/docker.sock'] });
    edit('.devcontainer/docker-compose.yml', (text) => `${text}    volumes: ["~/.claude/projects:/data"]\n`);
    const { stdout } = await claudeSessions(project, 'isolate', ['--json']);
    const { breaches, warnings } = JSON.parse(stdout);
    const claude = join(project.home, '.claude');
    expect(breaches).toEqual([
      expect.objectContaining({ where: 'Compose service app', what: `${claude} at /home/vscode/.claude` }),
      expect.objectContaining({
        where: 'Compose service app',
        what: '/var/run/docker.sock at /var/run/docker.sock',
      }),
      expect.objectContaining({ where: 'Compose service db', what: `${claude}/projects at /data` }),
    ]);
    expect(warnings).toEqual([expect.stringContaining('take that line out')]);
    expect((await claudeSessions(project, 'share')).stdout).toContain(
      'or a Compose file, lets the container',
    );
  });

  it('a container of before share is named, and made anew when that is asked for', async () => {
    await make();
    await claudeSessions(project, 'isolate', ['--up', '--yes']);
    const refused = await tryClaudeSessions(project, 'share', ['--up', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('lacks /mnt/claude-host/project');
    await claudeSessions(project, 'share', ['--up', '--yes', '--recreate']);
    await claudeSessions(project, 'status');
    await expectShared();
  });

  const unnamed = [
    ['elsewhere', 'stack', 'stack', 'more', 'COMPOSE_FILE=stack/docker-compose.yml:stack/more.yml\n'],
    ['the usual, with an override', '.', '.', '$MORE', 'MORE=more\n'],
  ];
  const mixed = [
    'with variables',
    '.',
    'stack',
    '$MORE',
    'COMPOSE_FILE=docker-compose.yml:stack/more.yml\nMORE=more\n',
  ];
  it.each(rounds({ short: unnamed, long: [...unnamed, mixed] }))(
    'files that were taken without being named are still taken: %s',
    async (_, place, folder, value, environment) => {
      await make({ form: [], place });
      const more = folder === '.' ? 'docker-compose.override.yml' : `${folder}/more.yml`;
      writeHostFile(join(project.folder, more), `services: {app: {environment: {MORE: "${value}"}}}\n`);
      writeHostFile(join(project.folder, '.env'), environment);
      const before = await up(project);
      const variable = async () => (await exec(project, ['sh', '-c', 'echo $MORE'])).stdout.trim();
      expect(await variable()).toBe('more');
      await claudeSessions(project, 'share');
      const after = await up(project, { removeExisting: true });
      expect(await variable()).toBe('more');
      expect(await mounts(after)).toContain('/mnt/claude-host/project rw');
      const { composeProjectName } = before as { composeProjectName?: string };
      expect(composeProjectName).toBeDefined();
      expect(after).toMatchObject({ composeProjectName });
    },
  );

  it('variables of .env that would no longer be read are not given up silently', async () => {
    await make({ form: [], place: 'stack' });
    writeHostFile(join(project.folder, '.env'), 'COMPOSE_FILE=stack/docker-compose.yml\nMORE=more\n');
    const { code, stderr } = await tryClaudeSessions(project, 'share');
    expect(code).toBe(1);
    expect(stderr).toContain('.env');
    expect(existsSync(join(project.folder, composeFile))).toBe(false);
    await claudeSessions(project, 'isolate');
  });

  const containersOf = ({ folder }: Project) =>
    useDocker().lines(['ps', '-aq', '--filter', `label=devcontainer.local_folder=${folder}`]);

  it('the container of another folder of the same name is not taken for this one', async () => {
    await make();
    const first = project;
    await claudeSessions(first, 'share', ['--up', '--yes']);
    await make();
    const second = await tryClaudeSessions(project, 'share', ['--up', '--yes']);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('the container of another folder');
    const before = await containersOf(first);
    expect(before).toHaveLength(1);
    const replacing = await tryClaudeSessions(project, 'share', ['--up', '--yes', '--recreate']);
    expect(replacing.stderr).toContain('the container of another folder');
    expect(await containersOf(first)).toEqual(before);
    writeHostFile(join(project.folder, '.env'), 'COMPOSE_PROJECT_NAME=mine\n');
    await claudeSessions(project, 'share', ['--up', '--yes']);
    await expectShared();
  });

  it('a container that a plain `docker compose up` made is not taken for one with our mounts', async () => {
    await make();
    await runCompose(project, [
      '-f',
      '.devcontainer/docker-compose.yml',
      '-p',
      'app_devcontainer',
      'up',
      '-d',
      'app',
    ]);
    const refused = await tryClaudeSessions(project, 'share', ['--up', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('which Docker Compose made without the Dev Containers tools');
    expect(refused.stderr).toContain('Add --recreate');
    await claudeSessions(project, 'share', ['--up', '--yes', '--recreate']);
    await expectShared();
  });

  it('a personal configuration is shared, and the team sees nothing of it', async () => {
    await make();
    await claudeSessions(project, 'share', ['--personal']);
    const config = join(project.folder, '.devcontainer/claude-sessions-personal/devcontainer.json');
    expect(existsSync(join(dirname(config), '.claude-sessions/compose.yaml'))).toBe(true);
    await chain({ config });
    await claudeSessions(project, 'remove', ['--personal']);
    expect(existsSync(dirname(config))).toBe(false);
  });
});
