import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf } from '../../unit/support/document.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const official = 'source=claude-code-config-${devcontainerId},target=/home/node/.claude,type=volume';
const volume = (source: string, target = '/home/node/.claude') =>
  `source=${source},target=${target},type=volume`;

function placeWith(config: object): CliPlace {
  const place = new CliPlace();
  place.writeConfig(JSON.stringify({ image: 'debian', ...config }, null, 2));
  return place;
}

/**
 * An engine with volumes and an image. What it is asked to run is written to a file; the look into a volume finds a login and
 * two conversations.
 * @param volumes their names, apart by blanks
 */
function engineWith(place: CliPlace, volumes: string, more = ''): Record<string, string> {
  const calls = join(place.root, 'calls');
  const code = `
printf '%s\\n' "$*" >>'${calls}'
${more}
case "$1 $2" in
  'volume ls') for v in ${volumes}; do echo "$v"; done ;;
  'volume inspect') for v in ${volumes}; do [ "$v" != "$3" ] || exit 0; done; exit 1 ;;
  'image inspect') [ "$5" = debian ] || exit 1; echo '[]' ;;
  run*) case "$*" in *target=/claude-copy-to*) echo 'kept 1' ;; *) printf 'login 1\\nconversations 2\\nkilobytes 300\\n' ;; esac ;;
esac`;
  return { DOCKER_PATH: place.engine(code) };
}

const calls = (place: CliPlace) => place.read('../calls');

describe.concurrent('a volume that held Claude’s state, with another name', () => {
  it.each<[string, object, string]>([
    ['x-claude-config', { mounts: [volume('x-claude-config')] }, 'x-claude-config'],
    [
      'by the folder',
      { mounts: [volume('${localWorkspaceFolderBasename}-claude-config')] },
      'app-claude-config',
    ],
    ['/app/.claude', { mounts: [volume('x', '/app/.claude')] }, 'x'],
    ['/var/www/.claude', { mounts: [volume('x', '/var/www/.claude')] }, 'x'],
    [
      'CLAUDE_CONFIG_DIR',
      { mounts: [volume('x', '/config/claude')], containerEnv: { CLAUDE_CONFIG_DIR: '/config/claude' } },
      'x',
    ],
    ['runArgs', { runArgs: ['-v', 'claude-x:/home/node/.claude'] }, 'claude-x'],
    ['a home', { runArgs: ['--mount=type=volume,source=x,target=/home/node'] }, 'x'],
  ])('is named, with the command that takes it over: %s', async (_, config, name) => {
    for (const mode of ['share', 'isolate'] as const) {
      const place = placeWith(config);
      const env = engineWith(place, name);
      const { stdout, exitCode } = await place.runWith({ env }, mode);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Claude's login and conversations so far stay in the volume ${name} (at `);
      expect(stdout).toContain(`\`claude-sessions ${mode} --take-over\` copies them`);
      expect(stdout).not.toContain('`claude --continue` works inside.');
      if (mode === 'share') expect(stdout).toContain('those that stay elsewhere are not among them');
      // Nothing is copied unasked, and no image is run.
      expect(calls(place)).not.toMatch(/^(run|volume create)/m);
    }
  });

  it('nothing is said where the engine has no such volume', async () => {
    const place = placeWith({ mounts: [volume('x-claude-config')] });
    const { stdout } = await place.runWith({ env: engineWith(place, '') }, 'share');
    expect(stdout).not.toContain('stay in the volume');
    expect(stdout).toContain('`claude --continue` works inside.');
    expect(stdout).toContain('On first start Claude Code will ask you to choose a theme, ');
    expect(stdout).toContain('log in (once');
  });

  it('without an engine it is said, once', async () => {
    const place = placeWith({ mounts: [volume('x-claude-config')] });
    const { stdout } = await place.run('share');
    expect(stdout).toContain('If this dev container was used before, Claude');
    expect((await place.run('share')).stdout).not.toContain('x-claude-config');
  });

  it('a dry run says it, too, and starts no container', async () => {
    const place = placeWith({ mounts: [volume('x-claude-config')] });
    const { stderr } = await place.runWith(
      { env: engineWith(place, 'x-claude-config') },
      'share',
      '--dry-run',
      '--take-over',
    );
    expect(stderr).toContain('stay in the volume x-claude-config');
    expect(calls(place)).not.toMatch(/^run/m);
  });

  it('--no-take-over leaves it, and says so', async () => {
    const place = placeWith({ mounts: [volume('x')] });
    const { stdout } = await place.runWith({ env: engineWith(place, 'x') }, 'share', '--no-take-over');
    expect(stdout).toContain('stay in the volume x ');
    expect(calls(place)).not.toMatch(/^run/m);
  });
});

describe.concurrent('--take-over', () => {
  it('copies, says what, and how the volume is deleted by the engine that is used', async () => {
    const place = placeWith({ mounts: [volume('x-claude-config')] });
    const env = engineWith(place, 'x-claude-config');
    const { stdout, exitCode } = await place.runWith({ env }, 'share', '--take-over');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'Taken over from the volume x-claude-config: a login, 2 conversations, 300 kB. 1 entry that the new volume had already stayed as they were.',
    );
    expect(stdout).toContain(`\`${env.DOCKER_PATH} volume rm x-claude-config\``);
    expect(stdout).toContain('`claude --continue` works inside.');
    expect(stdout).not.toContain('log in (once');
    const runs = calls(place)
      .split('\n')
      .filter((line) => line.startsWith('run '));
    expect(runs).toHaveLength(2);
    for (const run of runs) {
      expect(run).toContain('--pull never --network none --read-only --user 0:0 --cap-drop ALL');
      expect(run).toContain('--mount type=volume,source=x-claude-config,target=/claude-copy-from,readonly ');
    }
    expect(runs[0]).not.toContain('claude-copy-to');
    expect(runs[1]).toMatch(/source=claude-code-config-[0-9a-v]{52},target=\/claude-copy-to /);
    expect(calls(place)).toMatch(/^volume create claude-code-config-[0-9a-v]{52}$/m);
  });

  it('of a home the rest goes into the volume that the dev container keeps for it', async () => {
    // The home of another user than the one whose home is kept.
    const place = placeWith({ mounts: [volume('x', '/home/node')], remoteUser: 'vscode' });
    const env = engineWith(place, 'x');
    const { stdout } = await place.runWith({ env }, 'isolate', '--home', '--take-over');
    expect(stdout).toContain('Taken over from the volume x:');
    expect(stdout).not.toContain('volume rm');
    const copies = calls(place)
      .split(/^run /m)
      .filter((call) => call.includes(' sh copy '));
    expect(copies.map((call) => /source=(claude-[a-z-]+)-\w{52},/.exec(call)?.[1])).toEqual([
      'claude-code-config',
      'claude-user-home',
    ]);
    expect(copies[0]).toContain(' sh copy /claude-copy-from .claude  /claude-copy-to ');
    expect(copies[1]).toContain(' sh copy /claude-copy-from   /claude-copy-to ');
  });

  it('is remembered, and later copies what is new', async () => {
    const place = placeWith({ mounts: [volume('x')] });
    const env = engineWith(place, 'x');
    expect((await place.runWith({ env }, 'share')).stdout).toContain('stay in the volume x ');
    // Devcontainer.json no longer names it.
    expect(configOf(place.read()).mounts).toBeUndefined();
    const later = await place.runWith({ env }, 'share', '--take-over');
    expect(later.stdout).toContain('Taken over from the volume x:');
    const { stdout } = await place.runWith({ env }, 'isolate');
    expect(stdout).not.toContain('volume x ');
    expect((await place.runWith({ env }, 'isolate', '--take-over')).stdout).toContain(
      'Taken over from the volume x:',
    );
  });

  it('--json has what there was, and what became of it', async () => {
    const place = placeWith({ mounts: [volume('x')] });
    const env = engineWith(place, 'x');
    const { stdout } = await place.runWith({ env }, 'share', '--json');
    expect(JSON.parse(stdout).formerVolumes).toEqual([
      { volume: 'x', target: '/home/node/.claude', takenOver: false },
    ]);
    const taken = await place.runWith({ env }, 'share', '--take-over', '--json');
    expect(JSON.parse(taken.stdout)).toMatchObject({
      formerVolumes: [
        { volume: 'x', takenOver: true, login: true, conversations: 2, kilobytes: 300, kept: 1 },
      ],
    });
  });

  it.each([
    ['no engine', '', 'no engine answers'],
    [
      'no image',
      'case "$1 $2" in "image inspect") exit 1 ;; esac',
      'there is no image yet to copy with: start the dev container once',
    ],
    [
      'too much',
      'case "$*" in *target=/claude-copy-to*) echo "failed size"; exit 1 ;; esac',
      'it holds more than 4 GB',
    ],
    [
      'it is in use',
      'case "$*" in "ps --filter volume=claude-code-config"*) echo mine ;; esac',
      'the container mine runs',
    ],
  ])('where it cannot be done: %s', async (_, code, why) => {
    const place = placeWith({ mounts: [volume('x')] });
    const env = code === '' ? { DOCKER_PATH: '/nonexistent/docker' } : engineWith(place, 'x', code);
    const { stdout, exitCode } = await place.runWith({ env }, 'share', '--take-over');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`It was not taken over: ${why}`);
    expect(stdout).toContain('stay in the volume x ');
    // What was asked for beside it is done.
    expect(configOf(place.read()).features).toBeDefined();
  });
});

describe.concurrent('where nothing is left behind', () => {
  it('the official name: no login is announced', async () => {
    const place = placeWith({ mounts: [official] });
    const { devcontainerId } = await place.json('status');
    const env = engineWith(place, `claude-code-config-${devcontainerId}`);
    const { stdout } = await place.runWith({ env }, 'share', '--take-over');
    expect(stdout).not.toContain('log in (once');
    expect(stdout).not.toContain('volume rm');
    expect(stdout).not.toContain('stay in the volume');
    expect(stdout).toContain('`claude --continue` works inside.');
  });

  it('the host’s own folder is no volume, and is not taken for one', async () => {
    const place = placeWith({
      mounts: ['type=bind,source=${localEnv:HOME}/.claude,target=/home/node/.claude'],
    });
    place.write('../home/.claude/settings.json', '{}');
    const { stdout } = await place.runWith({ env: engineWith(place, '') }, 'share');
    expect(stdout).not.toContain('so far');
  });

  it('another folder is named', async () => {
    const place = placeWith({
      mounts: ['type=bind,source=${localWorkspaceFolder}/volume/.claude,target=/home/node/.claude'],
    });
    place.write('volume/.claude/.credentials.json', 'x');
    const { stdout } = await place.runWith({ env: engineWith(place, '') }, 'isolate');
    expect(stdout).toContain(
      `so far stay in the folder ${place.folder}/volume/.claude (at /home/node/.claude until now)`,
    );
  });
});

describe.concurrent('under Docker Compose', () => {
  const compose = (place: CliPlace) =>
    place.write(
      '.devcontainer/compose.yml',
      'services:\n  app:\n    image: debian\n    volumes: [".:/w", "data:/home/node/.claude", "own:/root/.claude"]\nvolumes:\n  data:\n  own: {name: mine}\n',
    );

  it('volumes have the project in front, unless they have a name', async () => {
    const place = new CliPlace();
    compose(place);
    place.writeConfig('{"dockerComposeFile": "compose.yml", "service": "app", "workspaceFolder": "/w"}');
    const env = engineWith(place, 'app_devcontainer_data mine other_data');
    const { stdout } = await place.runWith({ env }, 'isolate');
    expect(stdout).toContain('stay in the volume app_devcontainer_data ');
    expect(stdout).toContain('stay in the volume mine ');
    expect(stdout).not.toContain('other_data');
  });
});
