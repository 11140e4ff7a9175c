import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { execByEngine, up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor } from '../harness/project/doctor.ts';
import type { Project } from '../harness/project/project.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { findingsOf, verify } from '../harness/project/verify.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { run } from '../harness/system/run.ts';

/** A project with a dev container is renamed: by itself everything seems gone, with `adopt` it goes on. */
describeDocker('a renamed project', () => {
  const version = claudeVersions[0];
  const api = useMockApi();
  const projects = useProjects();

  const rename = (project: Project, name: string): Project => {
    const folder = join(dirname(project.folder), name);
    renameSync(project.folder, folder);
    return { ...project, folder, config: join(folder, '.devcontainer/devcontainer.json') };
  };
  const inside = async (project: Project, script: string) =>
    (await execByEngine(project, ['sh', '-c', script])).stdout.trim();
  const login = 'umask 077; echo own > "$CLAUDE_CONFIG_DIR/.credentials.json"';
  const stop = (id: string) => useDocker().run(['stop', '--time', '0', id]);
  const volumes = () => useDocker().run(['volume', 'ls', '--quiet']);
  const adopt = (now: Project, was: Project, args: string[] = []) =>
    tryClaudeSessions(now, 'adopt', [was.folder, now.folder, '--yes', ...args], { folder: null });

  /** The Features of a container, in the order in which the tools installed them. */
  const installedIn = async (id: string) => {
    const format = '{{index .Config.Labels "devcontainer.metadata"}}';
    const entries = JSON.parse(await useDocker().run(['inspect', '--format', format, id]));
    return (entries as { id?: string }[]).flatMap(
      (entry) => /(claude-[a-z]+)[^/]*$/.exec(entry.id ?? '')?.[1] ?? [],
    );
  };

  it('shared: the conversation and the login go on in the new container', async () => {
    const was = await projects.make({ claude: version });
    const { sessionId } = await askOnHost(was, { version, api, prompt: 'before the move' });
    await claudeSessions(was, 'share', ['--home']);
    const { containerId } = await up(was);
    const goOn = { version, api, args: ['--resume', sessionId] };
    expect((await askInside(was, goOn)).text).toBe('users=2 assistant=1');
    await inside(was, `${login}; echo history > ~/.bash_history; rm -f ~/.profile`);
    const now = rename(was, 'renamed');
    const running = await adopt(now, was);
    expect(running).toMatchObject({ code: 1, stderr: expect.stringContaining('is running') });
    await stop(containerId);

    // Without it, nothing is there.
    const fresh = await up(now);
    await inside(now, 'echo new > ~/.bash_history');
    expect((await askInside(now, { version, api, args: ['--continue'] })).text).toBe('users=1 assistant=0');
    expect(await inside(now, 'cat "$CLAUDE_CONFIG_DIR/.credentials.json" 2>&1 || :')).toContain(
      'No such file',
    );
    expect(codesOf(await doctor(now))).toContain('project-moved');
    await stop(fresh.containerId);

    const done = await adopt(now, was);
    expect(done.code, done.stderr).toBe(0);
    expect(sessionsIn(hostProjectFolder(now, now.folder))).toContain(sessionId);
    expect(sessionsIn(hostProjectFolder(was, was.folder))).toEqual([]);
    await up(now, { removeExisting: true });
    expect((await askInside(now, goOn)).text).toBe('users=3 assistant=2');
    expect((await askOnHost(now, goOn)).text).toBe('users=4 assistant=3');
    expect(await inside(now, 'cat "$CLAUDE_CONFIG_DIR/.credentials.json"')).toBe('own');
    // The home is that of the former place; what the first start here made is beside it.
    expect(
      await inside(
        now,
        'cd; cat .bash_history .claude-sessions-before/1/.bash_history; ls -d .profile .claude-sessions-before/1/.profile 2>/dev/null || :',
      ),
    ).toBe('history\nnew\n.claude-sessions-before/1/.profile');
    expect(codesOf(await doctor(now))).not.toContain('project-moved');
    // Prompts that name the former place are honest.
    expect(findingsOf(await verify(now)).map(({ code }) => code)).toEqual([]);
    // The source is as it was.
    const [old = ''] = /claude-code-config-\w+/.exec(done.stdout) ?? [];
    const look = ['run', '--rm', '--network', 'none', '--entrypoint', 'cat', '-v', `${old}:/v:ro`];
    const image = (await useDocker().run(['inspect', '--format', '{{.Image}}', containerId])).trim();
    expect((await useDocker().run([...look, image, '/v/.credentials.json'])).trim()).toBe('own');
  });

  it('isolated: what is in the volume goes on, under the name that the folder has inside now', async () => {
    const was = await projects.make({ claude: version });
    await claudeSessions(was, 'isolate', ['--home']);
    const { containerId } = await up(was);
    expect(await installedIn(containerId)).toEqual(['claude-persist', 'claude-home']);
    const { sessionId } = await askInside(was, { version, api, prompt: 'before the move' });
    await inside(
      was,
      `${login}; mkdir -p "$CLAUDE_CONFIG_DIR/agents"; echo a > "$CLAUDE_CONFIG_DIR/agents/a.md"; echo history > ~/.bash_history`,
    );
    await stop(containerId);
    const now = rename(was, 'renamed');
    const before = await volumes();
    const dry = await claudeSessions(now, 'adopt', [was.folder, now.folder, '--dry-run'], { folder: null });
    expect(dry.stdout).toContain('is copied into claude-code-config-');
    expect(dry.stdout).toContain('is copied into claude-user-home-');
    expect(await volumes()).toBe(before);
    const done = await adopt(now, was);
    expect(done.code, done.stderr).toBe(0);
    await up(now);
    expect(await askInside(now, { version, api, args: ['--continue'] })).toEqual({
      sessionId,
      text: 'users=2 assistant=1',
    });
    expect(
      await inside(now, 'cat "$CLAUDE_CONFIG_DIR/.credentials.json" "$CLAUDE_CONFIG_DIR/agents/a.md"'),
    ).toBe('own\na');
    expect(await inside(now, 'ls "$CLAUDE_CONFIG_DIR/projects"')).toBe('-workspaces-renamed');
    expect(await inside(now, 'cat ~/.bash_history')).toBe('history');
    const codes = codesOf(await doctor(now));
    for (const code of [
      'project-moved',
      'container-drift',
      'container-outdated',
      'home-not-last',
      'choice-changed',
    ])
      expect(codes).not.toContain(code);

    // What is left is named, and cleared: the conversations of the volume are kept, the new one is not touched.
    const names = (await volumes()).split('\n');
    const old = names.filter((name) => dry.stdout.includes(`volume ${name} `));
    const all = await tryClaudeSessions(now, 'doctor', ['--all'], { folder: null });
    expect(all.stdout).toContain(`Left of projects that are gone; \`claude-sessions prune\` clears it:`);
    expect(old).toHaveLength(2);
    for (const name of old) expect(all.stdout).toMatch(new RegExp(`volume +${name}, (the whole home, )?\\d`));
    const pruned = await claudeSessions(now, 'prune', ['--yes', '--json'], { folder: null });
    const [one] = JSON.parse(pruned.stdout).pruned;
    expect(one).toMatchObject({ kept: [{ transcripts: 1 }], failed: [] });
    expect(await run('tar', ['-tf', one.kept[0].path])).toContain(`${sessionId}.jsonl`);
    expect((await volumes()).split('\n').sort()).toEqual(names.filter((name) => !old.includes(name)).sort());
    expect((await askInside(now, { version, api, args: ['--continue'] })).text).toBe('users=3 assistant=2');
    const again = await claudeSessions(now, 'prune', ['--dry-run'], { folder: null });
    expect(again.stdout).toContain('Nothing is left');

    // Without the home the container from before is out of date; the volume stays, and comes back.
    await claudeSessions(now, 'isolate');
    expect(codesOf(await doctor(now))).toContain('container-outdated');
    await up(now, { removeExisting: true });
    expect(await inside(now, 'cat ~/.bash_history 2>&1 || :')).toContain('No such file');
    await claudeSessions(now, 'isolate', ['--home']);
    expect(codesOf(await doctor(now))).toContain('container-drift');
    await up(now, { removeExisting: true });
    expect(await inside(now, 'cat ~/.bash_history')).toBe('history');
    expect((await askInside(now, { version, api, args: ['--continue'] })).text).toBe('users=4 assistant=3');
  });
});
