import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf, configuredOf } from '../../unit/support/document.ts';
import { CliPlace } from './place.ts';

const plain = '{\n  "image": "debian"\n}\n';

function placeWith(content: string): CliPlace {
  const place = new CliPlace();
  place.writeConfig(content);
  return place;
}

describe.concurrent('--json: an object on stdout, and nothing else', () => {
  it('of every command', async () => {
    const place = placeWith(plain);
    const config = join(place.folder, '.devcontainer/devcontainer.json');
    const shared = await place.json('share', '--tasks');
    expect(shared).toMatchObject({
      mode: 'share',
      folder: place.folder,
      config,
      changed: true,
      dryRun: false,
    });
    expect(shared.devcontainerId).toMatch(/^[0-9a-v]{52}$/);
    expect(shared.files).toMatchObject([
      { path: config, change: 'changed' },
      { change: 'created' },
      { change: 'created' },
    ]);
    expect(shared.writes).toContain('the task lists of every project');
    const status = await place.json('status');
    expect(status).toMatchObject({
      mode: 'share',
      options: {
        profile: true,
        memory: 'ro',
        tasks: true,
        allProjects: false,
        samePath: false,
        plugins: false,
        login: 'own',
      },
      container: null,
      engine: { reachable: false },
      teamConfigChanged: false,
    });
    expect(await place.json('share', '--tasks')).toMatchObject({ changed: false, changes: [], files: [] });
    expect(await place.json('prepare')).toMatchObject({
      command: 'prepare',
      mode: 'share',
      config,
      changed: false,
      prepared: { made: [], refreshed: [] },
    });
    expect(await place.json('isolate', '--dry-run')).toMatchObject({
      mode: 'isolate',
      changed: true,
      dryRun: true,
    });
    expect(await place.json('isolate')).toMatchObject({ mode: 'isolate', changed: true });
    expect(await place.json('remove')).toMatchObject({
      mode: 'none',
      removed: { restores: 'exact', keptPreparedFolder: true },
    });
    expect(place.read()).toBe(plain);
  });

  it('of a failure, too, which stderr says for people', async () => {
    const { exitCode, stdout, stderr } = await placeWith('{').run('share', '--json');
    expect(exitCode).toBe(1);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'failed', exitCode: 1 });
    expect(stderr).toContain(`error: ${error.message}`);
    expect(stderr).toContain(error.next);
  });
});

describe.concurrent('options of share', () => {
  it('are read back by status', async () => {
    const place = placeWith(plain);
    const options = ['--no-profile', '--memory', 'rw', '--tasks', '--all-projects', '--login', 'token'];
    const env = { CLAUDE_CODE_OAUTH_TOKEN: 'x' };
    const { stdout } = await place.runWith({ env }, 'share', ...options);
    expect(stdout).toMatch(
      /can write:[\s\S]*memory[\s\S]*task lists[\s\S]*can read:[\s\S]*every project[\s\S]*OAUTH_TOKEN/,
    );
    expect(stdout).not.toContain('log in (once');
    expect((await place.run('status')).stdout).toContain(
      'shared (without profile, memory writable, task lists, all projects readable, token login)',
    );
    await place.run('share');
    expect((await place.run('status')).stdout).toContain('shared (with profile)');
  });

  it('--collection and CLAUDE_SESSIONS_COLLECTION name where the Features are', async () => {
    const place = placeWith(plain);
    const env = { CLAUDE_SESSIONS_COLLECTION: 'ghcr.io/company/mirror/' };
    await place.runWith({ env }, 'isolate');
    expect(configOf(place.read()).features).toEqual({ 'ghcr.io/company/mirror/claude-persist:1': {} });
    await place.runWith({ env }, 'isolate', '--collection', './features');
    expect(configOf(place.read()).features).toEqual({ './features/claude-persist': {} });
    await place.run('remove');
    expect(place.read()).toBe(plain);
  });

  it('--install-claude adds its Feature, which stays when the mode is toggled, and goes with remove', async () => {
    const place = placeWith(plain);
    const claude = 'ghcr.io/anthropics/devcontainer-features/claude-code:1';
    expect((await place.run('share')).stderr).toContain('add --install-claude');
    await place.run('remove');
    // A script brings it, or an image may: nothing is said.
    place.write('.devcontainer/setup.sh', 'curl -fsSL https://claude.ai/install.sh | bash\n');
    for (const other of [
      plain.replace('"image":', '"postCreateCommand": "bash .devcontainer/setup.sh",\n  "image":'),
      plain.replace(/"image": "[^"]*"/, '"image": "ghcr.io/company/dev:1"'),
    ]) {
      const installed = placeWith(other);
      installed.write('.devcontainer/setup.sh', 'curl -fsSL https://claude.ai/install.sh | bash\n');
      for (const command of ['share', 'isolate']) {
        expect((await installed.run(command)).stderr).not.toContain('install');
        expect((await installed.run('remove')).exitCode).toBe(0);
      }
    }
    await place.run('share', '--install-claude');
    await place.run('isolate');
    expect(configOf(place.read()).features).toHaveProperty([claude]);
    await place.run('remove');
    expect(place.read()).toBe(plain);
  });

  it('--create makes a devcontainer.json, which every mode keeps whole and remove takes away', async () => {
    const place = new CliPlace();
    expect((await place.run('share', '--create', '--dry-run')).stdout).toContain('--- /dev/null');
    expect(readdirSync(place.folder)).toEqual([]);
    expect((await place.run('share', '--create')).exitCode).toBe(0);
    for (const command of ['isolate', 'share', 'isolate']) {
      expect((await place.run(command)).exitCode).toBe(0);
      expect(configOf(place.read()).image).toContain('debian');
    }
    expect((await place.run('remove')).stdout).toContain('was made by claude-sessions, and is deleted');
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('--create, and what was written into it since is kept', async () => {
    const place = new CliPlace();
    await place.run('share', '--create');
    place.writeConfig(place.read().replace('{', '{\n  "name": "mine",'));
    await place.run('isolate');
    await place.run('remove');
    expect(configOf(place.read())).toMatchObject({ name: 'mine', image: expect.stringContaining('debian') });
    expect(configuredOf(place.read()).anyOfOurs).toBe(false);
  });

  it('--up without an engine says so; the file is as it should be', async () => {
    const place = placeWith(plain);
    const { exitCode, stderr } = await place.run('share', '--up');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('"/nonexistent/docker" does not answer');
    expect(stderr).toContain('--docker-path');
    expect(configuredOf(place.read()).mode).toBe('share');
  });

  it('--up that fails says how to go back to what was there before', async () => {
    const place = placeWith(plain);
    const said = async (...args: string[]) => (await place.run(...args)).stderr;
    expect(await said('share', '--up')).toContain('same; `claude-sessions remove` undoes that:');
    expect(await said('isolate', '--up')).toContain('same; `claude-sessions share` undoes that:');
    expect(await said('share', '--up', '--tasks')).toContain('same; `claude-sessions isolate` undoes that:');
    expect(await said('share', '--up')).toContain('same; `claude-sessions share --tasks` undoes that:');
    expect(await said('share', '--personal', '--up')).toContain(
      'same; `claude-sessions remove --personal` undoes that:',
    );
  });

  it('names for the team all that the dev container needs: Features in the project, scripts again', async () => {
    const place = placeWith(plain);
    const commit = async (...args: string[]) =>
      (await place.run(...args)).stdout.split('\n').find((line) => line.startsWith('For your team'));
    const scripts = '.devcontainer/claude-sessions-prepare.sh, .devcontainer/claude-sessions-prepare.ps1';
    const all = `.devcontainer/devcontainer.json, ${scripts}`;
    expect(await commit('share', '--collection', './features')).toBe(
      `For your team, commit ${all}, .devcontainer/features.`,
    );
    expect(await commit('share', '--tasks')).toBe(`For your team, commit ${all}.`);
    expect(await commit('share', '--tasks')).toBeUndefined();
    expect(await commit('isolate')).toBe('For your team, commit .devcontainer/devcontainer.json.');
  });
});

describe.concurrent('prepare', () => {
  it('is done by share: a link to this project’s conversations, and copies', async () => {
    const place = placeWith(plain);
    mkdirSync(join(place.home, '.claude'));
    const settings = { model: 'opus', env: { API_KEY: 'sk-secret' } };
    writeFileSync(join(place.home, '.claude/settings.json'), JSON.stringify(settings));
    const { stdout } = await place.run('share');
    const [id = ''] = readdirSync(join(place.home, '.claude-sessions'));
    const prepared = join(place.home, '.claude-sessions', id);
    expect(readlinkSync(join(prepared, 'project'))).toBe(
      join(place.home, '.claude/projects', place.folder.replace(/[^A-Za-z0-9]/g, '-')),
    );
    expect(readFileSync(join(prepared, 'files/settings.json'), 'utf8')).not.toContain('sk-secret');
    expect(stdout).toContain('Left out of the copy of settings.json');
    expect(stdout).not.toContain('sk-secret');
    expect((await place.run('prepare')).stdout).toContain('is ready; nothing changed.');
  });

  it('makes nothing where nothing is shared, unless it is told to', async () => {
    for (const mode of [undefined, 'isolate']) {
      const place = placeWith(plain);
      if (mode) await place.run(mode);
      const before = readdirSync(place.home);
      const { exitCode, stdout, stderr } = await place.run('prepare');
      expect(exitCode).toBe(0);
      expect(stdout).toContain('nothing to prepare');
      expect(stderr).toContain('--force');
      expect(await place.json('prepare')).toMatchObject({ changed: false, prepared: null });
      expect(readdirSync(place.home)).toEqual(before);
      expect(await place.json('prepare', '--force')).toMatchObject({ changed: true });
    }
  });
});

describe.concurrent('remove', () => {
  const handMade = `{
  "image": "debian", // the image
  "mounts": ["source=\${localEnv:HOME}/.claude,target=/root/.claude,type=bind"],
  "initializeCommand": "echo hi"
}
`;

  it('says what it restored', async () => {
    const place = placeWith(handMade);
    expect((await place.run('share')).stdout).toContain('(made by hand; the Feature replaces it)');
    const { stdout } = await place.run('remove');
    expect(stdout).toContain('target=/root/.claude,type=bind (made by hand; restored)');
    expect(stdout).toContain('again byte for byte as it was before the first command');
    expect(place.read()).toBe(handMade);
  });

  it('says when there are edits of the user’s in it', async () => {
    const place = placeWith(handMade);
    await place.run('share');
    place.writeConfig(place.read().replace('// the image', '// mine'));
    expect((await place.run('remove')).stdout).toContain('with the edits made since');
    expect(place.read()).toBe(handMade.replace('// the image', '// mine'));
  });

  it('takes out what is left when somebody took out the Features alone', async () => {
    const place = placeWith(handMade);
    await place.run('share', '--tasks');
    const { features, ...rest } = configOf(place.read());
    place.writeConfig(JSON.stringify(rest));
    expect((await place.run('remove')).exitCode).toBe(0);
    expect(configuredOf(place.read()).anyOfOurs).toBe(false);
    expect(readdirSync(join(place.folder, '.devcontainer'))).toEqual(['devcontainer.json']);
  });

  it('where nothing was set up changes nothing, not even what looks like ours', async () => {
    const token =
      '{"image": "debian", "remoteEnv": {"CLAUDE_CODE_OAUTH_TOKEN": "${localEnv:CLAUDE_CODE_OAUTH_TOKEN}"}}';
    const place = placeWith(token);
    expect(await place.json('remove')).toMatchObject({
      changed: false,
      changes: [],
      removed: { keptPreparedFolder: false, restores: null },
    });
    expect(place.read()).toBe(token);
    expect(readdirSync(place.home)).toEqual([]);
    // Somebody's own volume may have the name.
    const engine = place.engine('echo claude-code-config-$(echo "$*" | sed "s/.*claude-code-config-//")');
    const { stdout } = await place.run('remove', '--docker-path', engine);
    expect(stdout).not.toContain('volume');
    expect(await place.json('remove')).toMatchObject({ removed: { volume: null } });
  });

  it('names the volumes that there are, in the words of the engine that has them', async () => {
    const place = placeWith(plain);
    const id = async () => String((await place.json('share')).devcontainerId);
    const volumes = (names: string) => place.engine(`[ "$1 $2" != "volume ls" ] || printf '%s\\n' ${names}`);
    const name = `claude-code-config-${await id()}`;
    expect((await place.run('remove', '--docker-path', volumes(''))).stdout).not.toContain('volume');
    await id();
    const engine = volumes(`${name} app_${name} ${name}-other`);
    const { stdout } = await place.run('remove', '--docker-path', engine);
    expect(stdout).toContain(`\`${engine} volume rm ${name}\``);
    expect(stdout).toContain(`\`${engine} volume rm app_${name}\``);
    expect(stdout).not.toContain('-other');
    await id();
    // No engine answers: it may be there.
    expect((await place.run('remove')).stdout).toContain(`volume rm ${name}\``);
  });

  describe('the lock file', () => {
    const entry = (reference: string) => ({
      [reference]: { version: '1.0.0', resolved: `${reference}@sha256:0`, integrity: 'sha256:0' },
    });
    const [git, node] = ['ghcr.io/x/git:1', 'ghcr.io/x/node:1'].map(entry);
    const ours = Object.assign(
      {},
      ...['claude-sessions', 'claude-profile', 'claude-persist'].map((id) =>
        entry(`ghcr.io/claude-sessions/features/${id}:1`),
      ),
      entry('ghcr.io/anthropics/devcontainer-features/claude-code:1'),
    );
    const lock = (features: object) => JSON.stringify({ features }, null, 2);
    const withGit = '{\n  "image": "debian",\n  "features": { "ghcr.io/x/git:1": {} }\n}\n';
    const path = '.devcontainer/devcontainer-lock.json';
    const read = (place: CliPlace) => {
      const file = join(place.folder, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    };

    it.each([
      ['that was not there goes', plain, undefined, lock(ours), undefined],
      [
        'is as it was',
        withGit,
        `${lock(git ?? {})}\n\n`,
        lock({ ...ours, ...git }),
        `${lock(git ?? {})}\n\n`,
      ],
      [
        'keeps what was locked since',
        withGit,
        lock(git ?? {}),
        lock({ ...git, ...ours, ...node }),
        lock({ ...git, ...node }),
      ],
      ['of nothing of ours stays', withGit, undefined, lock(git ?? {}), lock(git ?? {})],
      ['that cannot be read stays', plain, undefined, '{ no', '{ no'],
    ])('%s', async (_, config, before, built, after) => {
      const place = placeWith(config);
      if (before !== undefined) place.write(path, before);
      await place.run('share', '--install-claude');
      place.write(path, built);
      await place.run('isolate');
      expect(read(place)).toBe(built);
      expect((await place.run('remove')).exitCode).toBe(0);
      expect(read(place)).toBe(after);
      expect(place.read()).toBe(config);
    });

    it('is said to be changed where others stay in it', async () => {
      const place = placeWith(withGit);
      await place.run('share', '--install-claude');
      place.write(path, lock({ ...ours, ...git }));
      const { stdout } = await place.run('remove');
      expect(stdout).toContain(`  ~ ${path}\n`);
      expect(stdout).toContain('  - .devcontainer/claude-sessions-prepare.sh\n');
      expect(stdout).not.toContain('  + ');
    });

    it('goes with a devcontainer.json that we made, and is no link that is followed', async () => {
      const made = new CliPlace();
      await made.run('share', '--create');
      made.write(path, lock({ ...ours, ...git }));
      await made.run('remove');
      expect(readdirSync(made.folder)).toEqual([]);
      const linked = placeWith(plain);
      await linked.run('share');
      writeFileSync(join(linked.root, 'lock'), lock(ours));
      symlinkSync(join(linked.root, 'lock'), join(linked.folder, path));
      expect((await linked.run('remove')).exitCode).toBe(0);
      expect(readFileSync(join(linked.root, 'lock'), 'utf8')).toBe(lock(ours));
    });
  });

  /** Anything but what `verify` knows, which stays. */
  const prepared = (place: CliPlace) => {
    const sessions = join(place.home, '.claude-sessions');
    const [id] = readdirSync(sessions);
    return id !== undefined && readdirSync(join(sessions, id)).join() !== 'verified.json';
  };
  const inspect = (place: CliPlace, target: string, imageLabels = '{}') => `case "$1 $2" in
"ps --all") echo abc ;;
"inspect --type") cat <<END
[{"Id": "abc", "Name": "/happy", "Image": "img", "Mounts": [
  {"Type": "bind", "Source": "${place.folder}", "Destination": "/workspaces/app", "RW": true},
  {"Type": "bind", "Source": "/x", "Destination": "${target}", "RW": true}]}]
END
;;
"image inspect") echo '[{"Config": {"Labels": ${imageLabels}}}]' ;;
esac`;

  it('keeps the prepared folder without an engine, and says so', async () => {
    const place = placeWith(plain);
    await place.run('share');
    expect((await place.run('remove')).stdout).toMatch(/is kept, since no container engine answered/);
    expect(prepared(place)).toBe(true);
  });

  it('keeps it while the container mounts it', async () => {
    const place = placeWith(plain);
    await place.run('share');
    const engine = place.engine(inspect(place, '/mnt/claude-host/project'));
    expect((await place.run('status', '--docker-path', engine)).stdout).toContain(
      'happy, stopped; not as configured',
    );
    const { stdout } = await place.run('remove', '--docker-path', engine);
    expect(stdout).toContain('is kept, since the current container mounts it');
    expect(prepared(place)).toBe(true);
  });

  it('deletes it when none does, and leaves the conversations', async () => {
    const place = placeWith(plain);
    await place.run('share');
    const projects = join(place.home, '.claude/projects', place.folder.replace(/[^A-Za-z0-9]/g, '-'));
    writeFileSync(join(projects, 'a.jsonl'), '{}\n');
    for (const engine of [place.engine('exit 0'), place.engine(inspect(place, '/elsewhere'))]) {
      await place.run('share');
      const { stdout } = await place.run('remove', '--docker-path', engine);
      expect(stdout).not.toContain('is kept');
      expect(prepared(place)).toBe(false);
      expect(existsSync(join(projects, 'a.jsonl'))).toBe(true);
    }
  });

  it('deletes no conversations where the link was replaced by a folder, nor what it did not make', async () => {
    const place = placeWith(plain);
    await place.run('share');
    const [id = ''] = readdirSync(join(place.home, '.claude-sessions'));
    const folder = join(place.home, '.claude-sessions', id);
    const target = readlinkSync(join(folder, 'project'));
    rmSync(join(folder, 'project'));
    cpSync(target, join(folder, 'project'), { recursive: true });
    writeFileSync(join(folder, 'project/a.jsonl'), '{}\n');
    writeFileSync(join(folder, 'files/mine.txt'), 'mine');
    const engine = place.engine('exit 0');
    const { exitCode, stdout } = await place.run('remove', '--docker-path', engine);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Left where they are');
    expect(stdout).toContain(`  ${join(folder, 'project')}\n`);
    expect(stdout).toContain(`  ${join(folder, 'files/mine.txt')}\n`);
    expect(readFileSync(join(folder, 'project/a.jsonl'), 'utf8')).toBe('{}\n');
    expect(readdirSync(folder).sort()).toEqual(['files', 'project', 'verified.json']);
    expect(readdirSync(join(folder, 'files'))).toEqual(['mine.txt']);
  });

  it('after somebody put devcontainer.json back by hand deletes the scripts, and says no more', async () => {
    const place = placeWith(plain);
    await place.run('share');
    place.writeConfig(plain);
    const { stdout } = await place.run('remove');
    expect(stdout).toContain('devcontainer.json has no set-up of Claude Sessions. Other files:');
    expect(stdout).not.toMatch(/made by claude-sessions, and is deleted|again as it was/);
    expect(place.read()).toBe(plain);
    expect(readdirSync(join(place.folder, '.devcontainer'))).toEqual(['devcontainer.json']);
  });

  it.each([
    [
      'behind ours',
      (text: string) => text.replace(/(claude-profile:1": \{\})/, '$1,\n    "ghcr.io/x/git:1": {}'),
    ],
    [
      'before ours',
      (text: string) => text.replace('"features": {', '"features": {\n    "ghcr.io/x/git:1": {},'),
    ],
  ])('restores a mount that was replaced, with a Feature that was added %s', async (_, edit) => {
    const place = placeWith(handMade);
    await place.run('share');
    place.writeConfig(edit(place.read()));
    const { stdout, stderr } = await place.run('share', '--no-profile');
    expect(stderr).not.toContain('error');
    const [id = ''] = readdirSync(join(place.home, '.claude-sessions'));
    const kept = join(place.home, '.claude-sessions', id, 'devcontainer.before.json');
    expect(stdout).toContain(kept);
    expect(readFileSync(kept, 'utf8')).toBe(handMade);
    const removed = await place.run('remove');
    expect(removed.exitCode).toBe(0);
    const { features, ...rest } = configOf(place.read());
    expect(features).toEqual({ 'ghcr.io/x/git:1': {} });
    expect(rest).toEqual(configOf(handMade));
  });

  it.each([
    ['the line before', 'history', 'older'],
    ['the line behind', 'cache', 'newer'],
  ])('restores a mount that was replaced, with an edit on %s', async (_, from, to) => {
    const [history, claude, cache] = [
      'source=history,target=/h',
      'source=${localEnv:HOME}/.claude,target=/root/.claude,type=bind',
      'source=cache,target=/c',
    ];
    const text = `{\n  "image": "debian",\n  "mounts": [\n    "${history}",\n    "${claude}",\n    "${cache}"\n  ]\n}\n`;
    const place = placeWith(text);
    await place.run('share');
    place.writeConfig(place.read().replace(`source=${from}`, `source=${to}`));
    await place.run('share', '--tasks');
    await place.run('remove');
    const wanted = configOf(text.replace(`source=${from}`, `source=${to}`));
    const { mounts, ...rest } = configOf(place.read());
    expect([...mounts].sort()).toEqual([...wanted.mounts].sort());
    expect(rest).toEqual({ image: 'debian' });
  });

  it('says so when edits are where ours was, and where the file as it was is kept', async () => {
    const place = placeWith(handMade);
    await place.run('share');
    place.writeConfig(place.read().replace(/(claude-profile:1": \{\})/, '$1,\n    "ghcr.io/x/git:1": {}'));
    const { stdout } = await place.run('remove', '--docker-path', place.engine('exit 0'));
    expect(stdout).toContain('what it replaced is back');
    const [, kept = ''] = /is kept in (.*devcontainer\.before\.json)\./.exec(stdout) ?? [];
    expect(readFileSync(kept, 'utf8')).toBe(handMade);
    expect(configOf(place.read()).mounts).toEqual(configOf(handMade).mounts);
  });

  it('is not led astray by a container whose image forges the labels', async () => {
    const place = placeWith(plain);
    await place.run('share');
    const labels = '{"devcontainer.local_folder": "x"}';
    const engine = place.engine(inspect(place, '/mnt/claude-host/project', labels));
    expect(await place.json('status', '--docker-path', engine)).toMatchObject({ container: null });
  });
});

describe.concurrent('share --personal', () => {
  const team = '{\n  // team\n  "build": { "dockerfile": "Dockerfile" }\n}\n';
  const personal = '.devcontainer/claude-sessions-personal/devcontainer.json';
  const gitPlace = () => {
    const place = placeWith(team);
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', place.folder, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
        encoding: 'utf8',
      });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'x');
    return { place, git };
  };

  it('makes a copy with ours in it, kept out of git, and leaves the team’s alone', async () => {
    const { place, git } = gitPlace();
    const { exitCode, stdout } = await place.run('share', '--personal');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Next: `claude-sessions continue --personal` starts the dev container');
    expect(place.read()).toBe(team);
    expect(place.read(personal)).toContain('// team');
    expect(configOf(place.read(personal)).build).toEqual({ dockerfile: '../Dockerfile', context: '..' });
    expect(configuredOf(place.read(personal))).toMatchObject({ mode: 'share', prepares: true });
    expect(git('status', '--porcelain')).toBe('');
    expect((await place.run('share', '--personal')).stdout).toContain('is already up to date');
    const named = await place.run('status', '--config', '.devcontainer/devcontainer.json');
    expect(named.stdout).toContain('not set up');
    const remembered = await place.run('status');
    expect(remembered.stdout).toContain('shared (with profile)');
    expect(remembered.stderr).toBe(
      `Using ${personal}, your personal configuration. Name another one with --config.\n`,
    );
    expect((await place.run('status', '--personal')).stdout).toContain('shared (with profile)');
    expect((await place.run('isolate', '--personal')).exitCode).toBe(0);
    expect(configuredOf(place.read(personal))).toMatchObject({ mode: 'isolate', prepares: false });
    expect((await place.run('remove', '--personal')).exitCode).toBe(0);
    expect(readdirSync(join(place.folder, '.devcontainer'))).toEqual(['devcontainer.json']);
    expect(readFileSync(join(place.folder, '.git/info/exclude'), 'utf8')).not.toContain('claude');
  });

  it('status tells when the team’s file has changed, and share brings the change over', async () => {
    const { place } = gitPlace();
    await place.run('share', '--personal');
    place.writeConfig(team.replace('Dockerfile', 'Dockerfile.new'));
    expect((await place.run('status', '--personal')).stdout).toContain('has changed since');
    expect(await place.json('status', '--personal')).toMatchObject({ teamConfigChanged: true });
    await place.run('share', '--personal');
    expect(configOf(place.read(personal)).build.dockerfile).toBe('../Dockerfile.new');
    expect(await place.json('status', '--personal')).toMatchObject({ teamConfigChanged: false });
  });

  it('overwrites nothing that was edited or is not ours', async () => {
    const { place } = gitPlace();
    await place.run('share', '--personal');
    const edited = place.read(personal).replace('// team', '// mine');
    place.write(personal, edited);
    for (const command of ['share', 'isolate', 'remove']) {
      const { exitCode, stderr } = await place.run(command, '--personal');
      expect(exitCode).toBe(1);
      expect(stderr).toContain('was edited by hand');
    }
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    expect((await place.run('share', '--personal')).stderr).toContain("this host's record of it is gone");
    expect(place.read(personal)).toBe(edited);
    place.write(personal, plain);
    expect((await place.run('share', '--personal')).stderr).toContain('is not made by claude-sessions');
    expect(place.read(personal)).toBe(plain);
  });

  it('of several configurations, wants one named; remove does not care', async () => {
    const { place } = gitPlace();
    place.write('.devcontainer/other/devcontainer.json', plain);
    const unnamed = await place.run('share', '--personal');
    expect(unnamed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--from FILE') });
    const two = await place.run('share', '--personal', '--config', 'other');
    expect(two).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--from FILE') });
    expect(await place.run('share', '--from', 'other')).toMatchObject({ exitCode: 2, stdout: '' });
    expect((await place.run('share', '--personal', '--from', 'other')).exitCode).toBe(0);
    expect(configOf(place.read(personal)).image).toBe('debian');
    expect((await place.run('remove', '--personal')).exitCode).toBe(0);
    expect(existsSync(join(place.folder, personal))).toBe(false);
  });

  it('named by --config is as personal as by --personal', async () => {
    const { place } = gitPlace();
    await place.run('share', '--personal');
    const exclude = join(place.folder, '.git/info/exclude');
    const excluded = readFileSync(exclude, 'utf8');
    writeFileSync(exclude, '');
    const { stdout } = await place.run('share', '--config', personal, '--tasks');
    expect(stdout).toContain('claude-sessions continue --personal');
    expect(readFileSync(exclude, 'utf8')).toContain('/.devcontainer/claude-sessions-personal/');
    expect(excluded).toContain('/.devcontainer/claude-sessions-personal/');
    expect(configOf(place.read(personal)).build).toEqual({ dockerfile: '../Dockerfile', context: '..' });
  });

  it('is made of the team’s file where that is now', async () => {
    const { place } = gitPlace();
    await place.run('share', '--personal');
    renameSync(
      join(place.folder, '.devcontainer/devcontainer.json'),
      join(place.folder, '.devcontainer.json'),
    );
    expect((await place.run('share', '--personal')).exitCode).toBe(0);
    expect(configOf(place.read(personal)).build).toEqual({
      dockerfile: '../../Dockerfile',
      context: '../..',
    });
  });

  it('in a folder below the repository, and in a worktree, is kept out of git as well', async () => {
    const { place, git } = gitPlace();
    const below = join(place.folder, 'sub [dir]');
    mkdirSync(join(below, '.devcontainer'), { recursive: true });
    writeFileSync(join(below, '.devcontainer/devcontainer.json'), plain);
    git('add', '.');
    await place.run('share', '--personal', below);
    expect(git('status', '--porcelain', '--untracked-files=all')).toMatch(
      /^A {2}\S.*devcontainer\.json"?\n$/,
    );
    const tree = join(place.root, 'tree');
    git('worktree', 'add', '--quiet', tree);
    await place.run('share', '--personal', tree);
    expect(execFileSync('git', ['-C', tree, 'status', '--porcelain'], { encoding: 'utf8' })).toBe('');
  });

  it('without a file of the team’s, or outside git', async () => {
    expect((await new CliPlace().run('share', '--personal')).stderr).toContain('to make a personal one of');
    const place = placeWith(team);
    expect((await place.run('share', '--personal')).exitCode).toBe(0);
    expect((await place.run('remove', '--personal')).exitCode).toBe(0);
    // What no engine could be asked about is still there to be cleared.
    expect((await place.run('remove', '--personal')).stdout).toContain('nothing to remove');
    const { stderr } = await placeWith(team).run('remove', '--personal');
    expect(stderr).toContain('has no personal configuration');
  });
});
