import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import { codesOf, type DoctorReport, doctor, onPath } from '../harness/project/doctor.ts';
import { type Project, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';

/** Faults of how a container was made: each is found, and gone after a rebuild by `--recreate`, which nothing else does. */
describeDocker('doctor finds, and --recreate mends', () => {
  const projects = useProjects();
  let project: Project;

  const edit = (change: (text: string) => string) => {
    const text = readFileSync(project.config, 'utf8');
    expect(change(text)).not.toBe(text);
    writeFileSync(project.config, change(text));
  };
  const evidenceOf = ({ findings }: DoctorReport, code: string) =>
    findings.find((finding) => finding.code === code)?.evidence;

  it('a container from before share, and one whose memory is still writable', async () => {
    project = await projects.make(onPath());
    const { containerId } = await up(project);
    await claudeSessions(project, 'share', ['--memory', 'rw']);
    const before = await doctor(project);
    expect(codesOf(before)).toEqual(['container-drift']);
    expect(evidenceOf(before, 'container-drift')).toEqual(
      expect.arrayContaining([
        'lacks /mnt/claude-host/project',
        'was built without the Feature claude-sessions',
      ]),
    );
    // Not without the word for it.
    const fixed = await doctor(project, ['--fix']);
    expect(fixed.container?.id).toBe(containerId);
    expect(codesOf(fixed)).toEqual(codesOf(before));

    // Nor without consent to what will run on the host.
    const refused = await doctor(project, ['--recreate']);
    expect(refused.attempts).toMatchObject([{ action: 'recreate', result: 'failed' }]);
    expect(refused.container?.id).toBe(containerId);

    const shared = await doctor(project, ['--recreate', '--yes']);
    expect(shared.attempts).toMatchObject([{ action: 'recreate', result: 'done' }]);
    expect(codesOf(shared)).toEqual([]);
    expect(shared.container?.id).not.toBe(containerId);

    await claudeSessions(project, 'share');
    const writable = await doctor(project);
    expect(codesOf(writable)).toEqual(['container-drift']);
    expect(evidenceOf(writable, 'container-drift')).toEqual([
      '/mnt/claude-host/project/memory is writable, not read-only',
    ]);
    expect(codesOf(await doctor(project, ['--recreate', '--yes']))).toEqual([]);
    // As it is configured, it is left alone.
    expect((await doctor(project, ['--recreate', '--yes'])).attempts).toEqual([]);
  });

  it("a project folder that the container's user cannot write", async () => {
    project = await projects.make(onPath({ more: { updateRemoteUserUID: false } }));
    await claudeSessions(project, 'share');
    await up(project);
    expect(codesOf(await doctor(project))).toContain('project-not-writable');
    edit((text) => text.replace('"updateRemoteUserUID": false,', ''));
    await up(project, { removeExisting: true });
    expect(codesOf(await doctor(project))).toEqual([]);
  });

  it('an isolated container with all that undoes it', async () => {
    project = await projects.make(onPath({ more: { remoteEnv: {} } }));
    const keys = writeHostFile(join(project.home, '.claude/keybindings.json'), '{}\n');
    await claudeSessions(project, 'isolate');
    const socket = useHarness().engine.host.replace('unix://', '');
    const added = [
      `type=bind,source=${socket},target=/var/run/docker.sock`,
      'type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/keybindings.json,target=/home/vscode/.claude/keybindings.json',
    ];
    const asIsolated = readFileSync(project.config, 'utf8');
    edit((text) =>
      text
        .replace('"mounts": [', `"mounts": [${added.map((mount) => `${JSON.stringify(mount)}, `).join('')}`)
        .replace('"remoteEnv": {', '"remoteEnv": { "CLAUDE_CONFIG_DIR": "/home/vscode/elsewhere"'),
    );
    const { containerId } = await up(project, { removeExisting: true });
    // As every editor saves a file.
    renameSync(writeHostFile(`${keys}.new`, '{ }\n'), keys);
    const found = codesOf(await doctor(project));
    const configured = ['host-programs-writable', 'isolation-void', 'config-dir-overridden'];
    expect(found).toEqual(expect.arrayContaining([...configured, 'config-dir-missing', 'claude-not-found']));

    await useDocker().sh(containerId, 'mkdir /home/vscode/elsewhere', 'vscode');
    const inside = codesOf(await doctor(project));
    expect(inside).toEqual(expect.arrayContaining(['config-dir-not-in-effect', 'detached-file-mount']));

    const fixed = await doctor(project, ['--fix']);
    expect(fixed.attempts).toMatchObject([{ action: 'edit', result: 'done' }]);
    expect(codesOf(fixed)).not.toContain('config-dir-overridden');
    // What is the user's own doing, the user undoes.
    writeFileSync(project.config, asIsolated);
    const rebuilt = await doctor(project, ['--recreate', '--yes']);
    expect(codesOf(rebuilt)).toEqual(['claude-not-found']);
    const next = rebuilt.container?.id ?? '';
    await useDocker().sh(next, 'ln -s /opt/claude-code/claude /usr/local/bin/claude');
    expect(codesOf(await doctor(project))).toEqual([]);
  });
});
