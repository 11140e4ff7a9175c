import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { claudeSessions } from '../../test/harness/project/cli.ts';
import { hostEnvironment, up } from '../../test/harness/project/devcontainer.ts';
import { makeProject, type Project } from '../../test/harness/project/project.ts';
import { useDocker, useHarness } from '../../test/harness/start/harness.ts';
import { cleanEnvironment } from '../../test/harness/system/hostUser.ts';
import { repository } from '../../test/harness/system/repository.ts';
import { compare, report, runOnce } from './measure.ts';

const program = join(repository, 'cli/bin/claude-sessions.js');

/** What the commands cost against what they cannot do without. */
describe('commands', () => {
  let project: Project;
  let container: string;
  let image: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const { user } = useHarness();
    project = await makeProject();
    await claudeSessions(project, 'share');
    container = (await up(project)).containerId;
    image = (await useDocker().run(['inspect', '--format', '{{.Image}}', container])).trim();
    env = {
      ...cleanEnvironment(user),
      ...hostEnvironment(project),
      CLAUDE_SESSIONS_COLLECTION: useHarness().collection,
    };
  });
  afterAll(() => project?.dispose());

  const node = (args: string[], codes?: readonly number[]) => () =>
    runOnce(process.execPath, args, { env, cwd: project.folder, ...(codes && { codes }) });
  const docker = (...args: string[]) => runOnce('docker', args, { env });
  const emptyNode = { name: 'node -e 0', run: node(['-e', '0']) };

  it('start', async ({ task }) => {
    const names = { what: 'claude-sessions --version', against: emptyNode.name };
    report(task, await compare(names, { ours: node([program, '--version']), bare: emptyNode.run }, 41));
  });

  it('prepare', async ({ task }) => {
    const id = 'a'.repeat(52);
    const script = join(project.folder, '.devcontainer/claude-sessions-prepare.sh');
    const sh =
      (...args: string[]) =>
      () =>
        runOnce('sh', args, { env, cwd: project.folder });
    const byScript = { what: 'prepare by the script', against: 'sh -c :' };
    report(task, await compare(byScript, { ours: sh(script, id), bare: sh('-c', ':') }, 41));
    const byCli = { what: 'prepare by the command', against: emptyNode.name };
    report(task, await compare(byCli, { ours: node([program, 'prepare']), bare: emptyNode.run }, 21));
  });

  /** What finding a container and looking at it takes, whoever does it. */
  const look = () => {
    docker('ps', '--all', '--quiet', '--filter', `label=devcontainer.local_folder=${project.folder}`);
    docker('inspect', '--type', 'container', container);
    docker('image', 'inspect', image);
  };

  it('status and doctor', async ({ task }) => {
    const findings = [0, 1];
    const against = 'the calls of docker that it needs';
    const status = { ours: node([program, 'status'], findings), bare: look };
    report(task, await compare({ what: 'status', against }, status, 21));
    const inside = () =>
      docker('exec', '--user', 'vscode', container, '/bin/sh', '-c', 'claude-state doctor --json || :');
    const bare = () => {
      look();
      inside();
    };
    const doctor = { ours: node([program, 'doctor'], findings), bare };
    report(task, await compare({ what: 'doctor', against }, doctor, 21));
  });
});
