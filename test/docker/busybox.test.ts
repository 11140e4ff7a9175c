import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { claudeSessions } from '../harness/project/cli.ts';
import { execByEngine, up } from '../harness/project/devcontainer.ts';
import { type Project, writeHostFile } from '../harness/project/project.ts';
import { hostProjectFolder } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

const line = (text: string) =>
  `${JSON.stringify({ type: 'user', message: { role: 'user', content: text } })}\n`;
const slugFolder = '"$CLAUDE_CONFIG_DIR/projects/-workspaces-app"';

/** An image with nothing but busybox: ash, and applets that know fewer options. The client itself does not run there. */
describeDocker('busybox', () => {
  const projects = useProjects();
  let project: Project;

  const make = async () => {
    project = await projects.make({ image: 'busybox' });
  };
  const inside = async (script: string) => {
    const { code, stdout, stderr } = await execByEngine(project, ['sh', '-c', script]);
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    return stdout.trim();
  };

  /** The doctor inside has nothing to say above information. */
  const expectHealthy = async () => {
    await inside('ln -s /bin/true ~/claude');
    const report = JSON.parse(await inside('PATH="$HOME:$PATH" claude-state doctor --json'));
    const severe = (report.findings as { severity: string }[]).filter(
      ({ severity }) => severity !== 'information',
    );
    expect(severe).toEqual([]);
    expect(await inside('claude-state version')).toMatch(/\d+\.\d+\.\d+$/);
  };

  it('bridges: what is on the host is seen inside, and what is written inside is on the host; all is well', async () => {
    await make();
    const hostFolder = hostProjectFolder(project, project.folder);
    writeHostFile(join(hostFolder, 'host.jsonl'), line('from the host'));
    writeHostFile(join(project.home, '.claude/agents/mine.md'), 'mine\n');
    await claudeSessions(project, 'share');
    await up(project);
    await expectHealthy();
    expect(await inside(`cat ${slugFolder}/host.jsonl`)).toBe(line('from the host').trim());
    expect(await inside('cat "$CLAUDE_CONFIG_DIR/agents/mine.md"')).toBe('mine');
    await inside(`echo '${line('from inside').trim()}' > ${slugFolder}/inside.jsonl`);
    expect(readFileSync(join(hostFolder, 'inside.jsonl'), 'utf8')).toBe(line('from inside'));
  });

  it('adopts what was recorded in isolation', async () => {
    await make();
    await claudeSessions(project, 'isolate');
    await up(project);
    await inside(
      `mkdir -p ${slugFolder}/sub && echo one > ${slugFolder}/one.jsonl && echo two > ${slugFolder}/sub/two`,
    );
    await claudeSessions(project, 'share');
    await up(project, { removeExisting: true });
    const hostFolder = hostProjectFolder(project, project.folder);
    expect(readFileSync(join(hostFolder, 'one.jsonl'), 'utf8')).toBe('one\n');
    expect(readFileSync(join(hostFolder, 'sub/two'), 'utf8')).toBe('two\n');
    expect(
      readdirSync(hostFolder)
        .filter((name) => name !== '.keep')
        .sort(),
    ).toEqual(['.session-aliases', 'memory', 'one.jsonl', 'sub']);
  });

  it("heals at a start: what is not the remote user's becomes theirs, and private", async () => {
    await make();
    await claudeSessions(project, 'isolate');
    const { containerId } = await up(project);
    await expectHealthy();
    await useDocker().sh(
      containerId,
      'cd -P /var/lib/claude && mkdir -p projects/x && chown -R 0:0 . && chmod 755 .',
    );
    await useDocker().run(['restart', '-t', '0', containerId]);
    expect(
      await inside('touch "$CLAUDE_CONFIG_DIR/projects/x/new" && stat -c "%U %a" "$CLAUDE_CONFIG_DIR/"'),
    ).toBe('dev 700');
  });
});
