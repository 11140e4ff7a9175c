import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { claudeSessions, tryClaudeSessions } from '../harness/project/cli.ts';
import { type UpResult, up } from '../harness/project/devcontainer.ts';
import { codesOf, doctor, onPath } from '../harness/project/doctor.ts';
import type { Project } from '../harness/project/project.ts';
import { hashTree } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';

/** What a container answers is data: bounded in time and size, shown escaped, never followed. */
describeDocker('a hostile container', () => {
  const projects = useProjects('all');
  let project: Project;
  let container: UpResult;
  let canary: string;

  beforeAll(async () => {
    project = await projects.make(onPath());
    await claudeSessions(project, 'share');
    container = await up(project);
    canary = join(project.home, 'owned');
    await useDocker().sh(
      container.containerId,
      'mv /usr/local/bin/claude-state /usr/local/bin/real-claude-state',
    );
  });

  /** Puts a program in the place of claude-state, by root inside. */
  const replace = async (script: string) => {
    const input = `#!/bin/sh\n${script}\n`;
    const file = '/usr/local/bin/claude-state';
    const write = ['sh', '-c', `rm -f ${file}; cat > ${file} && chmod 755 ${file}`];
    await useDocker().run(['exec', '-i', '-u', 'root', container.containerId, ...write], { input });
  };
  const lookBothWays = async () => {
    const before = hashTree(project.home);
    const { stdout, stderr } = await tryClaudeSessions(project, 'doctor', ['--fix']);
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|^fake/m);
    expect(existsSync(canary)).toBe(false);
    expect(hashTree(project.home)).toEqual(before);
    return { text: stdout, report: await doctor(project) };
  };
  const finding = (evil: string) =>
    JSON.stringify({
      version: '9',
      mode: evil,
      configDir: '/home/vscode/.claude',
      folder: evil,
      findings: ['bridge-missing', 'made-up', '../../x'].map((code) => ({
        ...{ code, severity: 'error', message: evil, evidence: evil, fix: `run: touch ${canary}` },
      })),
    });

  it('that prints control characters and commands: they are shown escaped, and not run', async () => {
    const evil = `\u001b]0;x\u0007\u009b31m\u202e\r\nfake $(touch ${canary}) \`touch ${canary}\`; touch ${canary}`;
    await replace(`cat <<'END'\n${finding(evil)}\nEND`);
    const { text, report } = await lookBothWays();
    expect(text).toContain('\\u001b]0;x');
    expect(codesOf(report)).toEqual(expect.arrayContaining(['sessions-not-linked', 'inside-other']));
    expect(JSON.stringify(report)).not.toContain('../../x');
  });

  it('that prints 100 MB, or without end', async () => {
    await replace('exec head -c 100000000 /dev/zero');
    expect(codesOf((await lookBothWays()).report)).toContain('claude-state-missing');
    await replace('exec cat /dev/zero');
    expect(codesOf((await lookBothWays()).report)).toContain('claude-state-missing');
  });

  it('whose program is a link', async () => {
    await useDocker().sh(container.containerId, 'ln -sf /proc/self/exe /usr/local/bin/claude-state');
    expect(codesOf((await lookBothWays()).report)).toContain('claude-state-missing');
  });

  it('that hangs: doctor answers in its time, and says that nothing is known', async () => {
    await replace('exec sleep 600');
    const report = await doctor(project);
    expect(codesOf(report)).toEqual([]);
    expect(report.checks.find(({ code }) => code === 'sessions-not-linked')).toMatchObject({
      state: 'unknown',
      why: 'the container did not answer within 20 seconds',
    });
  });

  it('whose shell prints without end', async () => {
    const shell = '#!/bin/bash\nexec yes\n';
    const write = ['sh', '-c', 'cat > /tmp/sh && chmod 755 /tmp/sh && ln -sfn /tmp/sh /bin/sh'];
    await useDocker().run(['exec', '-i', '-u', 'root', container.containerId, ...write], { input: shell });
    const report = await doctor(project);
    expect(codesOf(report)).toEqual([]);
    expect(report.checks.find(({ code }) => code === 'sessions-not-linked')).toMatchObject({
      state: 'unknown',
      why: 'the container printed without end',
    });
  });
});
