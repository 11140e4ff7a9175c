import { expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import type { ImageName } from '../harness/engine/imageRecipes.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { exec, execByEngine, type UpResult, up } from '../harness/project/devcontainer.ts';
import type { Project, ProjectOptions } from '../harness/project/project.ts';
import { notReadableOnHost } from '../harness/project/projectFiles.ts';
import { hostProjectFolder, sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { until } from '../harness/system/processes.ts';
import { rounds } from '../harness/system/rounds.ts';
import { publishOther } from './support/otherFeature.ts';

const version = '2.1.329';

/** The host's user is UID 1234; whoever is inside, both write the same conversations and neither is shut out. */
describeDocker('users', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const make = async (image: ImageName, options: ProjectOptions = {}) => {
    project = await projects.make({ claude: version, image, ...options });
  };
  const goOn = (): AskOptions => ({ version, api, args: ['--continue'] });

  /** Begun on the host: host, inside, host. Begun inside: inside, host, inside after a rebuild. Then whose the files are. */
  const chain = async () => {
    const { sessionId } = await askOnHost(project, { version, api });
    await up(project);
    expect(await askInside(project, { ...goOn(), by: exec })).toEqual({
      sessionId,
      text: 'users=2 assistant=1',
    });
    const begun = await askInside(project, { version, api, prompt: 'begun inside' });
    expect(begun.text).toBe('users=1 assistant=0');
    // What root wrote is given to the host's user within seconds; nobody changes sides faster.
    await until(async () => (await notReadableOnHost(project)) === '', 5000);
    expect(await askOnHost(project, goOn())).toEqual({
      sessionId: begun.sessionId,
      text: 'users=2 assistant=1',
    });
    const container = await up(project, { removeExisting: true });
    expect(await askInside(project, goOn())).toEqual({
      sessionId: begun.sessionId,
      text: 'users=3 assistant=2',
    });
    expect(await askOnHost(project, { version, api, args: ['--resume', sessionId] })).toEqual({
      sessionId,
      text: 'users=3 assistant=2',
    });
    expect(sessionsIn(hostProjectFolder(project, project.folder))).toEqual(
      [sessionId, begun.sessionId].sort(),
    );
    await expectOwned(project, container);
    return container;
  };

  /** A conversation begun inside goes on on the host. */
  const begunInside = async () => {
    const container = await up(project);
    const { sessionId } = await askInside(project, { version, api });
    expect(await askOnHost(project, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
    await expectOwned(project, container);
    return container;
  };

  // With sudo only where it is of use; what `prefilled` has is asked about below.
  const few: [ImageName, string][] = [
    ['root', 'root, and no other user'],
    ['vscode', "the container is root's, the remote user is not"],
    ['nonroot', "the container's user is not root and has no sudo"],
    ['nonroot-sudo', "the container's user is not root and has sudo"],
  ];
  const more: [ImageName, string][] = [
    ['vscode-sudo', "the container is root's, the remote user has sudo"],
    ['prefilled', "the image has files in the user's ~/.claude"],
  ];

  it.each(rounds({ short: few, long: [...few, ...more] }))('%s: %s', async (image) => {
    await make(image);
    await claudeSessions(project, 'share');
    await chain();
  });

  it('says so when the UIDs differ and the shared folder cannot be written, and starts', async () => {
    await make('vscode', { more: { updateRemoteUserUID: false } });
    await claudeSessions(project, 'share');
    const { log } = await up(project);
    expect((await exec(project, ['id', '-u'])).stdout.trim()).toBe('1000');
    const doctor = await exec(project, ['claude-state', 'doctor']);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain('project-not-writable');
    expect(log).toMatch(/claude-state: .*cannot .*writ/);
  });

  it("keeps what the image has in the user's ~/.claude, and the user's deletions", async () => {
    await make('prefilled');
    const { sessionId } = await askOnHost(project, { version, api });
    await claudeSessions(project, 'share');
    await up(project);
    const look =
      'cd "$CLAUDE_CONFIG_DIR" && cat CLAUDE.md agents/baked.md && stat -c "%n %U %a" settings.json hooks/baked.sh';
    const { stdout } = await execByEngine(project, ['sh', '-c', look]);
    expect(stdout).toContain('# from the image');
    expect(stdout).toContain('name: baked');
    expect(stdout).toContain('settings.json vscode 400\nhooks/baked.sh vscode 755');
    await execByEngine(project, [
      'sh',
      '-c',
      'rm -f "$CLAUDE_CONFIG_DIR/CLAUDE.md"; echo mine > "$CLAUDE_CONFIG_DIR/agents/baked.md"',
    ]);
    const container = await up(project, { removeExisting: true });
    const again = await execByEngine(project, [
      'sh',
      '-c',
      'cd "$CLAUDE_CONFIG_DIR"; ls CLAUDE.md; cat agents/baked.md',
    ]);
    expect(again.stdout).toBe('mine\n');
    expect(await askInside(project, goOn())).toEqual({ sessionId, text: 'users=2 assistant=1' });
    await expectOwned(project, container);
  });

  it.each(['before', 'after'])('another Feature makes ~/.claude, installed %s ours', async (order) => {
    const { collection } = useHarness();
    const others = await publishOther();
    const first = order === 'before' ? `${others}/other` : `${collection}/claude-sessions`;
    await make('vscode', {
      features: { [`${others}/other:1`]: {} },
      more: { overrideFeatureInstallOrder: [first] },
    });
    await claudeSessions(project, 'share');
    const container = await rounds({ short: begunInside, long: chain })();
    const { stdout } = await execByEngine(project, [
      'sh',
      '-c',
      'cat ~/.claude/other.txt "$CLAUDE_CONFIG_DIR/other.txt"',
    ]);
    expect(stdout).toBe('other\nother\n');
    await expectOwned(project, container);
  });
});

/** Everything in the host's home is the host user's; everything in the config directory is the remote user's, and private. */
async function expectOwned(project: Project, { containerId, remoteUser }: UpResult): Promise<void> {
  expect(await notReadableOnHost(project)).toBe('');
  const inside = `cd -P /var/lib/claude && stat -c "%U %a" . && find . -xdev ! -user ${remoteUser}`;
  expect((await useDocker().sh(containerId, inside)).stdout).toBe(`${remoteUser} 700\n`);
}
