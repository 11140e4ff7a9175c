import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectChangeReport, expectErrorReport } from '../../harness/project/reportSchema.ts';
import { configOf } from '../../unit/support/document.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const volume = (source: string, target = '/home/node/.claude') =>
  `source=${source},target=${target},type=volume`;

function placeWith(config: object): CliPlace {
  const place = new CliPlace();
  place.writeConfig(JSON.stringify({ image: 'debian', ...config }, null, 2));
  return place;
}

/**
 * An engine with volumes and an image, whose calls are written to a file. In each volume it finds Claude's config directory.
 * @param volumes their names, apart by blanks
 */
function engineWith(place: CliPlace, volumes: string, more = ''): Record<string, string> {
  const code = `
printf '%s\\n' "$*" >>'${join(place.root, 'calls')}'
${more}
case "$1 $2" in
  'volume ls')
    for v in ${volumes}; do case $v in *"\${5#name=}"*) echo "$v" ;; esac; done ;;
  'volume inspect') for v in ${volumes}; do [ "$v" != "$3" ] || exit 0; done; exit 1 ;;
  'image inspect') [ "$5" = debian ] || exit 1; echo '[]' ;;
  run*) case "$*" in
    *' sh recognise '*) printf 'layout config\\ninner 0\\nrest 0\\nlogin 1\\nconversations 2\\nkilobytes 300\\n' ;;
    *' sh look '*) printf 'login 0\\nconversations 1\\nkilobytes 20\\n' ;;
    *' sh foresee '*) printf 'keeps settings.json\\ncopied 3\\nkept 1\\n' ;;
    *' sh copy '*) printf 'copied 3\\nkept 1\\n' ;;
  esac ;;
esac`;
  return { DOCKER_PATH: place.engine(code) };
}

const said = 'layout home\\ninner 1\\nrest 2048\\nlogin 1\\nconversations 2\\nkilobytes 300\\n';
/** For `engineWith`: it finds whole homes. */
const findsHomes = `case "$*" in *' sh recognise '*) printf '${said}'; exit ;; esac`;

const runs = (place: CliPlace) => place.read('../calls').split(/^run /m).slice(1);
const copies = (place: CliPlace) => runs(place).filter((words) => words.includes(' sh copy '));

describe.concurrent('migrate', () => {
  it('shows what it would copy, asks, and copies nothing where nobody can say yes', async () => {
    const place = placeWith({ mounts: [volume('x')] });
    const env = engineWith(place, 'x');
    const dry = await place.runWith({ env }, 'migrate', '--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toMatch(
      /^From the volume x \(at \/home\/node\/\.claude\): Claude's config directory; a login, 2 conversations, 300 kB\n {2}all of it into the volume claude-code-config-\w+, which is made\n/,
    );
    expect(dry.stdout).toContain('warning: The login comes along. It is renewed by whoever uses it next');
    expect(dry.stdout).toContain('does not use the volume claude-code-config-');
    const asked = await place.runWith({ env }, 'migrate');
    expect(asked).toMatchObject({ exitCode: 1, stdout: '' });
    expect(asked.stderr).toContain('From the volume x ');
    expect(asked.stderr).toContain('run the same command with --yes');
    const asJson = await place.runWith({ env }, 'migrate', '--json');
    expectErrorReport(JSON.parse(asJson.stdout));
    expect(copies(place)).toEqual([]);
    expect(place.read('../calls')).not.toMatch(/^volume create/m);
  });

  it('what was replaced is found by the host’s record, and once copied no more spoken of', async () => {
    const place = placeWith({ mounts: [volume('x')] });
    const env = engineWith(place, 'x');
    await place.runWith({ env }, 'share');
    expect(configOf(place.read()).mounts).toBeUndefined();
    const { stdout, exitCode } = await place.runWith({ env }, 'migrate', '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'Copied from the volume x: a login, 2 conversations, 300 kB. 1 entry that was there already stayed as it was.',
    );
    expect(stdout).toContain(`\`${env.DOCKER_PATH} volume rm x\` deletes it`);
    const [copy = ''] = copies(place);
    expect(copy).toContain('--pull never --network none --read-only --user 0:0 --cap-drop ALL');
    expect(copy).toContain('--mount type=volume,source=x,target=/claude-copy-from,readonly ');
    expect(copy).toMatch(/source=claude-code-config-[0-9a-v]{52},target=\/claude-copy-to /);
    expect(JSON.parse(place.recordText()).takenOver).toEqual(['x']);
    expect((await place.runWith({ env }, 'isolate')).stdout).not.toContain('volume x ');
    // By itself it can be run again.
    expect((await place.runWith({ env }, 'migrate', '--dry-run')).stdout).toContain('From the volume x ');
  });

  it('volumes that have the dev container’s id in their name are found, whoever named them', async () => {
    const place = placeWith({});
    const { devcontainerId } = await place.json('status');
    const [peer, own] = [`${devcontainerId}-claude`, `claude-code-config-${devcontainerId}`];
    const { stdout } = await place.runWith(
      { env: engineWith(place, `${peer} ${own} other`) },
      'migrate',
      '--dry-run',
    );
    expect(stdout).toContain(`From the volume ${peer}: `);
    expect(stdout).not.toMatch(/From the volume (other|claude-code-config)/);
    expect(stdout).toContain('1 entry stays as it is there: settings.json');
  });

  it('--json has what would be copied, and what was', async () => {
    const place = placeWith({ mounts: [volume('x')] });
    const env = engineWith(place, 'x');
    const dry = JSON.parse((await place.runWith({ env }, 'migrate', '--json', '--dry-run')).stdout);
    expectChangeReport(dry);
    expect(dry).toMatchObject({
      ...{ command: 'migrate', dryRun: true, changed: true, folder: place.folder },
      sources: [{ kind: 'volume', name: 'x', layout: 'config', login: true, migrated: false, why: null }],
    });
    const done = JSON.parse((await place.runWith({ env }, 'migrate', '--json', '--yes')).stdout);
    expectChangeReport(done);
    expect(done).toMatchObject({ changed: true, sources: [{ migrated: true, copied: 3, kept: 1 }] });
    const none = JSON.parse(
      (await place.runWith({ env: engineWith(place, '') }, 'migrate', '--json')).stdout,
    );
    expectChangeReport(none);
    expect(none).toMatchObject({ changed: false, sources: [] });
  });

  it.each([
    ['the source', 'case "$*" in "ps --filter volume=x "*) echo mine ;; esac', 'runs with the volume x.'],
    ['the target', 'case "$*" in "ps --filter volume=claude-code-config"*) echo mine ;; esac', 'runs with'],
  ])('a running container that uses %s is named', async (_, code, words) => {
    const place = placeWith({ mounts: [volume('x')] });
    const env = engineWith(place, 'x', code);
    const { stderr, exitCode } = await place.runWith({ env }, 'migrate', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`The container mine ${words}`);
    expect(stderr).toContain(`Stop it with \`${env.DOCKER_PATH} stop mine\``);
    expect(copies(place)).toEqual([]);
  });

  it.each([
    ['the source', 'ps --filter volume=x '],
    ['the target', 'ps --filter volume=claude-code-config'],
  ])('one that was started with %s while the user was asked is named, too', async (_, call) => {
    const place = placeWith({ mounts: [volume('x')] });
    const code = `case "$*" in "${call}"*) [ ! -e "$0.asked" ] || echo mine; : >"$0.asked" ;; esac`;
    const { stderr, exitCode } = await place.runWith(
      { env: engineWith(place, 'x', code) },
      'migrate',
      '--yes',
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The container mine runs with');
    expect(copies(place)).toEqual([]);
  });

  it('a folder of the project is copied, unless a link leads out of it', async () => {
    const place = placeWith({
      mounts: ['type=bind,source=${localWorkspaceFolder}/volume/.claude,target=/home/node/.claude'],
    });
    place.write('volume/.claude/settings.json', '{}');
    const env = engineWith(place, '');
    const { stdout } = await place.runWith({ env }, 'migrate', '--yes');
    expect(stdout).toContain(`Copied from the folder ${place.folder}/volume/.claude: `);
    expect(copies(place)[0]).toContain(
      `--mount type=bind,source=${place.folder}/volume/.claude,target=/claude-copy-from,readonly `,
    );
    const other = placeWith({
      mounts: ['type=bind,source=${localWorkspaceFolder}/volume,target=/home/node/.claude'],
    });
    other.write('../secret/key', 'x');
    symlinkSync(join(other.root, 'secret'), join(other.folder, 'volume'));
    const refused = await other.runWith({ env: engineWith(other, '') }, 'migrate', '--from', './volume');
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stdout).toContain('nothing, since it leads out of the project');
    expect(other.read('../calls')).not.toMatch(/^run /m);
  });

  it('the host’s own ~/.claude is never mounted; of a container that had it, its conversations are', async () => {
    const place = placeWith({
      mounts: ['source=${localEnv:HOME}/.claude,target=/home/node/.claude,type=bind'],
    });
    const line = `${JSON.stringify({ type: 'user', cwd: '/workspaces/app', sessionId: 'a' })}\n`;
    place.write('../home/.claude/projects/-workspaces-app/a.jsonl', line);
    const below = (cwd: string) => line.replace('/workspaces/app', cwd);
    place.write('../home/.claude/projects/-workspaces-app-src/b.jsonl', below('/workspaces/app/src'));
    place.write('../home/.claude/projects/-workspaces-app-lib/c.jsonl', below('/workspaces/app/lib'));
    place.write('../home/.claude/projects/-workspaces-app-lib/d.jsonl', below('/workspaces/app-lib'));
    place.write('../home/.claude/.credentials.json', 'secret');
    const env = engineWith(place, '');
    const shared = await place.runWith({ env }, 'share');
    expect(shared.stdout).toContain(
      '1 conversation of the container so far (begun in /workspaces/app there) lies',
    );
    expect(shared.stdout).toContain('`claude-sessions migrate` copies them');
    const { stdout } = await place.runWith({ env }, 'migrate', '--yes');
    expect(stdout).toContain(
      'Copied from the folder ~/.claude/projects/-workspaces-app: no login, 1 conversation',
    );
    const folders = runs(place).map(
      (run) => /source=\S+\/\.claude\/(\S+),target=\/claude-copy-from,readonly/.exec(run)?.[1],
    );
    expect(new Set(folders)).toEqual(new Set(['projects/-workspaces-app', 'projects/-workspaces-app-src']));
    expect((await place.runWith({ env }, 'share')).stdout).not.toContain('of the container so far');
    for (const named of ['../home/.claude', '../home', '../home/.claude/projects']) {
      const refused = await place.runWith({ env }, 'migrate', '--from', join(place.folder, named));
      expect(refused.stdout).toContain('nothing, since it is this host’s own');
      expect(refused.exitCode).toBe(1);
    }
  });

  it('a home goes into the volume that the dev container keeps for it', async () => {
    const place = placeWith({
      mounts: [volume('x', '/home/node')],
      features: { 'ghcr.io/claude-sessions/features/claude-home:1': {} },
    });
    const { stdout } = await place.runWith(
      { env: engineWith(place, 'x', findsHomes) },
      'migrate',
      '--dry-run',
    );
    expect(stdout).toMatch(/^ {2}\.claude into the volume claude-code-config-\w+, which is made$/m);
    expect(stdout).toMatch(
      /^ {2}the rest of the home, 2\.0 MB, into the volume claude-user-home-\w+, which is made$/m,
    );
  });

  it('a home whose rest is left is not to be deleted', async () => {
    const place = placeWith({ mounts: [volume('x', '/home/node')] });
    const { stdout } = await place.runWith({ env: engineWith(place, 'x', findsHomes) }, 'migrate', '--yes');
    expect(stdout).toContain('The rest of the home is there alone: keep it.');
    expect(stdout).not.toContain('volume rm');
  });

  it('under Docker Compose the volumes have the project in front', async () => {
    const place = new CliPlace();
    place.write(
      '.devcontainer/compose.yml',
      'services:\n  app:\n    image: debian\n    volumes: [".:/w", "data:/home/node/.claude"]\nvolumes:\n  data:\n',
    );
    place.writeConfig('{"dockerComposeFile": "compose.yml", "service": "app", "workspaceFolder": "/w"}');
    const env = engineWith(place, 'app_devcontainer_data other_data');
    const { stdout } = await place.runWith({ env }, 'migrate', '--dry-run', '--image', 'debian');
    expect(stdout).toContain('From the volume app_devcontainer_data (at /home/node/.claude): ');
    expect(stdout).toContain('into the volume app_devcontainer_claude-code-config-');
    expect(stdout).not.toContain('other_data');
  });

  it('a Feature of others that keeps it is named', async () => {
    const place = placeWith({ features: { 'ghcr.io/x/features/claude-code-persistence:1': {} } });
    const { stdout } = await place.runWith({ env: engineWith(place, '') }, 'isolate');
    expect(stdout).toContain('The Feature ghcr.io/x/features/claude-code-persistence:1 keeps Claude');
  });

  it('from one volume to another, with no dev container', async () => {
    const place = new CliPlace();
    const env = engineWith(place, 'a b');
    const words = ['migrate', '--from', 'a', '--to', 'b', '--image', 'debian'];
    const { stdout } = await place.runWith({ env }, ...words, '--layout', 'home', '--dry-run');
    expect(stdout).toContain('all of it into .claude in the volume b\n');
    const top = await place.runWith({ env }, ...words, '--json', '--yes');
    const report = JSON.parse(top.stdout);
    expectChangeReport(report);
    expect(report).toMatchObject({ folder: null, sources: [{ to: [{ volume: 'b', below: null }] }] });
  });

  it.each([
    [['--to', 'b'], '--to needs --from.', 2],
    [['--layout', 'home'], '--layout is how the volume of --to is laid out.', 2],
    [['--from', 'a', '--to', 'a'], 'name the same volume', 2],
    [['--from', 'a', '--to', 'x/y'], 'x/y is no name of a volume.', 2],
    [['--from', 'a', '--to', 'b', '--config', 'x'], '--to is about no dev container.', 2],
    [['--from', 'gone'], 'The engine has no volume gone.', 1],
    [['--from', './gone'], 'is no folder of this host.', 1],
    [['--from', 'a', '--to', 'b'], 'There is no image yet to copy with.', 1],
  ])('%s is refused', async (words, why, code) => {
    const place = placeWith({});
    const { stderr, exitCode } = await place.runWith({ env: engineWith(place, 'a b') }, 'migrate', ...words);
    expect({ stderr, exitCode }).toMatchObject({ stderr: expect.stringContaining(why), exitCode: code });
  });

  it('without an engine it says so', async () => {
    const place = placeWith({ mounts: [volume('x')] });
    const { stderr, exitCode } = await place.run('migrate');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The container engine does not answer');
    for (const from of ['a', './']) {
      const named = await place.run('migrate', '--from', from, '--to', 'b', '--image', 'debian');
      expect([named.exitCode, named.stderr]).toEqual([1, expect.stringContaining('does not answer')]);
    }
  });
});
