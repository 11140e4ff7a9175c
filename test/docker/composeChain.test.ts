import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import type { ImageName } from '../harness/engine/imageRecipes.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import type { ComposeProjectOptions } from '../harness/project/composeProject.ts';
import { up } from '../harness/project/devcontainer.ts';
import { makeFolder, type Project } from '../harness/project/project.ts';
import { notReadableOnHost, ownFiles } from '../harness/project/projectFiles.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { until } from '../harness/system/processes.ts';
import { rounds } from '../harness/system/rounds.ts';
import { run } from '../harness/system/run.ts';

const version = '2.1.329';

/** One conversation through a dev container that is a service of Docker Compose, by the real tools. */
describeDocker('the chain under Docker Compose', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const make = async (options: ComposeProjectOptions = {}) => {
    project = await projects.makeCompose(options);
  };
  const goOn = (): AskOptions => ({ version, api, args: ['--continue'] });
  const isReadable = () => until(async () => (await notReadableOnHost(project)) === '', 5000);

  /** Host, inside, host, inside after a rebuild. */
  const chain = async (colleague = project) => {
    const { sessionId } = await askOnHost(colleague, { version, api });
    const before = await up(colleague);
    // Read from what is mounted, and what the tools say.
    const { stdout } = await useDocker().sh(before.containerId, 'cat /var/lib/claude/.claude-state/folder');
    expect(stdout).toBe(`${before.remoteWorkspaceFolder}\n`);
    expect(await askInside(colleague, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
    await isReadable();
    expect(await askOnHost(colleague, goOn())).toEqual({ sessionId, text: 'users=3 assistant=2' });
    const after = await up(colleague, { removeExisting: true });
    expect(after.containerId).not.toBe(before.containerId);
    expect(await askInside(colleague, goOn())).toEqual({ sessionId, text: 'users=4 assistant=3' });
    expect(readdirSync(join(colleague.home, '.claude/projects'))).toHaveLength(1);
    expect(sessionsIn(hostProjectFolder(colleague, project.folder))).toEqual([sessionId]);
    await isReadable();
    expect(await notReadableOnHost(colleague)).toBe('');
  };

  const forms: [string, ComposeProjectOptions][] = [
    ['a string', { form: 'docker-compose.yml' }],
    ['a list', { form: ['../docker-compose.yml'], place: '.' }],
    ['an empty list', { form: [], place: '.' }],
  ];
  const images: ImageName[] = ['vscode', 'root', 'nonroot'];
  const all = forms.flatMap(([form, options]) => images.map((image) => ({ form, image, options })));
  const cases = rounds({ short: all.filter((_, index) => index % 4 === 0), long: all });

  it.each(cases)(
    'goes on where dockerComposeFile is $form and the image $image, and remove leaves no trace',
    async ({ image, options }) => {
      await make({ ...options, image });
      const files = ownFiles(project);
      await claudeSessions(project, 'share');
      await chain();
      await claudeSessions(project, 'isolate');
      await up(project, { removeExisting: true });
      expect((await askInside(project, { version, api })).text).toBe('users=1 assistant=0');
      await claudeSessions(project, 'remove');
      expect(ownFiles(project)).toEqual(files);
    },
  );

  it('goes on for a colleague whose host was never prepared, and who has no CLI', async () => {
    await make();
    await claudeSessions(project, 'share');
    await run('rm', ['-rf', join(project.folder, '.devcontainer/.claude-sessions')]);
    await chain({ ...project, home: makeFolder(join(project.root, 'colleague')) });
  });
});
