import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findMemoryRoot } from '../../cli/src/host/memoryRoot.ts';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { devcontainerText } from '../harness/project/devcontainerText.ts';
import { configOf, makeFolder, type Project, writeHostFile } from '../harness/project/project.ts';
import { hashTree, hostProjectFolder } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { findingsOf, verify } from '../harness/project/verify.ts';
import type { ClaudeVersion } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { runAs } from '../harness/system/hostUser.ts';

const version = '2.1.329';
const readOnly = 'is mounted read-only in this dev container';
const versions: ClaudeVersion[] = ['2.1.197', '2.1.329'];

/** Claude Code files memory by the git repository, wherever in it a project lies: on the host and inside. */
describeDocker('the memory of the repository', () => {
  const api = useMockApi();
  const projects = useProjects('all');
  let mono: Project;
  let canaries = 0;

  /** The projects in and beside the repository, by the folder in which each lies. */
  const at = (folder: string): Project => {
    const path = join(mono.root, 'work', folder);
    return { ...mono, folder: path, config: join(path, '.devcontainer/devcontainer.json') };
  };
  const git = (folder: string, ...args: string[]) => {
    const who = ['user.name=T', 'user.email=t@example.invalid', 'protocol.file.allow=always'];
    const options = who.flatMap((each) => ['-c', each]);
    return runAs(useHarness().user, 'git', [...options, '-C', at(folder).folder, ...args], {
      env: { HOME: mono.home },
    });
  };
  const memoryOf = (folder: string) => join(hostProjectFolder(mono, at(folder).folder), 'memory');
  /** Puts a word of its own into a memory. */
  const plant = (memory: string): string => {
    const canary = `canary-${++canaries}-in-the-memory`;
    writeHostFile(join(memory, 'MEMORY.md'), `- ${canary}\n`);
    return canary;
  };

  const doctor = async (folder: string) => (await tryClaudeSessions(at(folder), 'doctor', ['--json'])).stdout;

  beforeAll(async () => {
    mono = await projects.make({ claude: version, name: 'mono' });
    writeHostFile(at('mono/packages/web').config, devcontainerText(configOf({ claude: version })));
    await git('mono', 'worktree', 'add', '-q', at('feature').folder, '-b', 'feature');
    await git('.', 'clone', '-q', '--bare', at('mono').folder, at('bare.git').folder);
    await git('bare.git', 'worktree', 'add', '-q', at('of-bare').folder);
    await git('mono', 'submodule', '--quiet', 'add', at('bare.git').folder, 'lib');
  }, 60_000);

  it.each(
    versions.flatMap((client) => [
      { client, project: 'mono/packages/web', root: 'mono' },
      { client, project: 'feature', root: 'mono' },
      { client, project: 'of-bare', root: 'bare.git' },
      { client, project: 'mono/lib', root: 'mono/lib' },
    ]),
  )('is where $client looks for that of $project on the host', async ({ client, project, root }) => {
    const canary = plant(memoryOf(root));
    const { folder } = at(project);
    expect(await findMemoryRoot(folder)).toBe(at(root).folder);
    await askOnHost(mono, { version: client, api, cwd: folder });
    expect(api.sent).toContain(canary);
  });

  describe.each([
    { project: 'mono/packages/web', top: 'mono' },
    { project: 'feature', top: 'feature' },
  ])('in a container of $project', ({ project, top }) => {
    let container: UpResult;
    let canary: string;
    const sh = (script: string) => useDocker().sh(container.containerId, script, 'root');

    beforeAll(async () => {
      canary = plant(memoryOf('mono'));
      api.requests.length = 0;
      await askOnHost(mono, { version, api, cwd: at(project).folder });
      const { stdout, stderr } = await claudeSessions(at(project), 'share');
      expect(stdout + stderr).toContain(`the memory of ${at('mono').folder} (instructions`);
      container = await up(at(project));
    }, 300_000);

    it('is read, by the client inside, which is told that it is read-only', async () => {
      expect(api.sent).toContain(canary);
      expect(api.sent).not.toContain(readOnly);
      api.requests.length = 0;
      await askInside(at(project), { version, api, args: ['--continue'] });
      expect(api.sent).toContain(canary);
      expect(api.sent).toContain(readOnly);
    });

    it('cannot be written, nor can that of the project’s own name', async () => {
      const before = hashTree(join(mono.home, '.claude/projects'));
      for (const memory of [
        `/var/lib/claude/projects/-workspaces-${top}/memory`,
        '/mnt/claude-host/project/memory',
      ]) {
        expect((await sh(`cat ${memory}/MEMORY.md`)).stdout).toContain(canary);
        expect((await sh(`echo evil > ${memory}/evil.md`)).code).not.toBe(0);
        expect((await sh(`echo evil >> ${memory}/MEMORY.md`)).code).not.toBe(0);
      }
      const moved = 'mv /mnt/claude-host/project/memory /mnt/claude-host/project/other';
      expect((await sh(moved)).code).not.toBe(0);
      expect(hashTree(join(mono.home, '.claude/projects'))).toEqual(before);
    });

    const inRepository = top === 'mono' ? it : () => undefined;
    inRepository(
      'has one of the container’s own beside it, which comes to the host by `memory pull`',
      async () => {
        const own = '/var/lib/claude/.claude-state/memory';
        const line = '- [Build](build.md): own-canary';
        for (const [name, content] of [
          ['build.md', 'learnt inside\n'],
          ['MEMORY.md', `${line}\n`],
        ] as const) {
          api.useTool = { name: 'Write', input: { file_path: `${own}/${name}`, content } };
          await askInside(at(project), { version, api });
        }
        const hostile = `ln -s /etc/passwd ${own}/link.md; mkfifo ${own}/fifo.md; ln -s / ${own}/root`;
        await useDocker().sh(container.containerId, hostile, 'vscode');
        api.requests.length = 0;
        await askInside(at(project), { version, api });
        expect(api.sent).toContain(canary);
        expect(api.sent).toContain('own-canary');
        const status = async () => (await tryClaudeSessions(at(project), 'status')).stdout;
        expect(await status()).toMatch(
          /Memory +1 note of the container's Claude waits: `claude-sessions memory pull.*`\n/,
        );
        const { stdout, stderr } = await claudeSessions(at(project), 'memory', ['pull', '--yes']);
        expect(await status()).not.toMatch(/Memory/);
        expect(stdout).toContain('Wrote build.md, MEMORY.md into ');
        expect(stderr).toContain('warning: link.md was left out: it is a link.');
        expect(stderr).not.toContain('root:x:');
        expect(readFileSync(join(memoryOf('mono'), 'MEMORY.md'), 'utf8')).toBe(`- ${canary}\n${line}\n`);
        api.requests.length = 0;
        await askOnHost(mono, { version, api, cwd: at(project).folder });
        expect(api.sent).toContain('own-canary');
      },
    );

    it('is all right to doctor and verify', async () => {
      expect(findingsOf(await verify(at(project))).map(({ code }) => code)).toEqual([]);
      const { findings } = JSON.parse(await doctor(project)) as {
        findings: { code: string; severity: string }[];
      };
      const bad = findings.filter(({ severity }) => severity !== 'information').map(({ code }) => code);
      // It is mounted, and not on the PATH.
      expect(bad.filter((code) => code !== 'claude-not-found')).toEqual([]);
    });

    inRepository('is read of the volume alone, where no container is left', async () => {
      const note = 'echo kept in the volume >/var/lib/claude/.claude-state/memory/kept.md';
      await useDocker().sh(container.containerId, note, 'vscode');
      await useDocker().run(['rm', '--force', container.containerId]);
      const { stdout } = await claudeSessions(at(project), 'memory', ['pull', '--dry-run']);
      expect(stdout).toBe('--- /dev/null\n+++ b/kept.md\n@@ -0,0 +1,1 @@\n+kept in the volume\n');
      const made = ['ps', '--all', '--quiet', '--filter', 'name=claude-sessions-read'];
      expect(await useDocker().run(made)).toBe('');
    });
  });

  it('stays what it was, whatever the container makes of .git', async () => {
    const project = 'mono/packages/web';
    const canary = plant(memoryOf('mono'));
    const file = join(at('mono').folder, '.git');
    renameSync(file, `${file}.away`);
    makeFolder(join(mono.root, 'work/.git'));
    try {
      const { containerId } = await up(at(project), { removeExisting: true });
      const read = 'cat /mnt/claude-host/project/memory/MEMORY.md';
      expect((await useDocker().sh(containerId, read, 'vscode')).stdout).toContain(canary);
      expect(await doctor(project)).toContain(
        'Claude Code on this host now keeps this project’s memory elsewhere',
      );
    } finally {
      rmSync(join(mono.root, 'work/.git'), { recursive: true });
      renameSync(`${file}.away`, file);
    }
  });

  it('can be written with --memory rw, by a client that was told nothing, and nothing else of the host’s', async () => {
    const project = at('mono/packages/web');
    await claudeSessions(project, 'share', ['--memory', 'rw']);
    const { containerId } = await up(project, { removeExisting: true });
    const own = join(hostProjectFolder(mono, project.folder), 'memory');
    const before = hashTree(own);
    const memory = '/mnt/claude-host/project/memory';
    api.useTool = { name: 'Write', input: { file_path: `${memory}/new.md`, content: 'learnt inside\n' } };
    api.requests.length = 0;
    await askInside(project, { version, api });
    expect(api.sent).not.toContain(readOnly);
    expect(readFileSync(join(memoryOf('mono'), 'new.md'), 'utf8')).toBe('learnt inside\n');
    expect(hashTree(own)).toEqual(before);
    const { code } = await useDocker().sh(containerId, `mv ${memory} ${memory}2`, 'root');
    expect(code).not.toBe(0);
    const codes = findingsOf(await verify(project)).map(
      ({ code, path }) => `${code} ${path.split('/').at(-1)}`,
    );
    expect(codes).toContain('memory-changed new.md');
  });
});
