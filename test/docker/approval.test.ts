import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { type Project, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

/** A container edits, as root, what the next start runs on the host. */
describeDocker('what a container edits is not run unseen', () => {
  const projects = useProjects();
  let project: Project;
  let containerId: string;
  const canary = () => join(project.root, 'home', 'canary');
  const wasRun = () => {
    const there = existsSync(canary());
    rmSync(canary(), { force: true });
    return there;
  };
  const config = '.devcontainer/devcontainer.json';
  const script = '.devcontainer/claude-sessions-prepare.sh';
  /** Writes a file of the project from inside, as root. */
  const writeInside = async (path: string, text: string) => {
    const base64 = Buffer.from(text).toString('base64');
    const done = await useDocker().sh(containerId, `echo ${base64} | base64 -d > /workspaces/app/${path}`);
    expect(done.code).toBe(0);
  };
  const read = (path: string) => readFileSync(join(project.folder, path), 'utf8');
  const start = (...args: string[]) => tryClaudeSessions(project, 'share', ['--up', '--recreate', ...args]);

  beforeEach(async () => {
    project = await projects.make();
    await claudeSessions(project, 'share');
    ({ containerId } = await up(project));
  });

  it('a command in devcontainer.json: the plain tools run it, we show it first', async () => {
    // Hidden from who prints the file, by an escape sequence of the terminal and a turn of the writing's direction.
    const hostile = `touch ${canary()} # \u001b[1A\u001b[2K\u202e`;
    const entry = `"init": ${JSON.stringify(hostile)}, "claude-sessions": "exec sh`;
    await writeInside(
      config,
      read(config).replace('"claude-sessions": "exec sh', () => entry),
    );
    ({ containerId } = await up(project, { removeExisting: true }));
    expect(wasRun()).toBe(true);

    const refused = await start();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`+ initializeCommand: touch ${canary()} # \\u001b[1A\\u001b[2K\\u202e`);
    expect(refused.stderr).not.toMatch(/[\u001b\u202e]/);
    expect(refused.stderr).toContain('--yes');
    expect(wasRun()).toBe(false);
    expect(await useDocker().run(['ps', '--quiet', '--no-trunc'])).toContain(containerId);

    await claudeSessions(project, 'share', ['--up', '--recreate', '--yes']);
    expect(wasRun()).toBe(true);
    await claudeSessions(project, 'share', ['--up', '--recreate']);
    expect(wasRun()).toBe(true);
  });

  it('the prepare script, and a script of the project: the plain tools run them, we show what changed', async () => {
    writeHostFile(join(project.folder, 'tools/init.sh'), 'echo ready\n');
    writeHostFile(
      project.config,
      read(config).replace('"claude-sessions": "exec sh', '"init": "sh tools/init.sh", $&'),
    );
    await claudeSessions(project, 'share', ['--up', '--recreate', '--yes']);
    containerId = await newest();

    const touch = `touch "${canary()}"\n`;
    await writeInside('tools/init.sh', `echo ready\n${touch}`);
    await writeInside(script, read(script).replace('set -eu\n', `$&${touch}`));
    ({ containerId } = await up(project, { removeExisting: true }));
    expect(wasRun()).toBe(true);

    const refused = await start();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`file tools/init.sh`);
    expect(refused.stderr).toContain(`+   touch "${canary()}"`);
    expect(wasRun()).toBe(false);
    // Our own script was written anew, so nothing of it is left to ask about.
    expect(read(script)).not.toContain(canary());

    writeHostFile(join(project.folder, 'tools/init.sh'), 'echo ready\n');
    await claudeSessions(project, 'share', ['--up', '--recreate']);
    expect(wasRun()).toBe(false);
  });

  it('a mount of the host, added between two starts', async () => {
    await claudeSessions(project, 'share', ['--up', '--recreate', '--yes']);
    containerId = await newest();
    const mounts = '{ "mounts": ["type=bind,source=/,target=/host"],';
    await writeInside(config, read(config).replace('{', mounts));
    const refused = await start();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('+ mounts: type=bind,source=/,target=/host');
    expect(await newest()).toBe(containerId);
  });

  it('a git configuration that names the folder that holds the home as the top: the plain tools mount it, we do not', async () => {
    await writeInside('.git/config', `[core]\n\trepositoryformatversion = 0\n\tworktree = ${project.root}\n`);
    const mounts = async () =>
      useDocker().run(['inspect', '--format', '{{range .Mounts}}{{.Source}}\n{{end}}', containerId]);
    ({ containerId } = await up(project, { removeExisting: true }));
    expect((await mounts()).split('\n')).toContain(project.root);
    const refused = await start('--yes');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`would mount ${project.root} into the container`);
    const plain = ['--mount-workspace-git-root', 'false'];
    ({ containerId } = await up(project, { removeExisting: true, args: plain }));
    expect((await mounts()).split('\n')).not.toContain(project.root);
    expect((await mounts()).split('\n')).toContain(project.folder);
  });

  async function newest(): Promise<string> {
    const label = `label=devcontainer.local_folder=${project.folder}`;
    return (await useDocker().run(['ps', '--quiet', '--no-trunc', '--filter', label])).trim();
  }
});
