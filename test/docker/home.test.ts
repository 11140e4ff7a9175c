import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type AskOptions, askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import type { ImageName } from '../harness/engine/imageRecipes.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { execByEngine, type UpResult, up } from '../harness/project/devcontainer.ts';
import { claudeCodeFolder, devcontainerText } from '../harness/project/devcontainerText.ts';
import { configOf, type Project, type ProjectOptions, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { until } from '../harness/system/processes.ts';
import { rounds } from '../harness/system/rounds.ts';
import { publishOther } from './support/otherFeature.ts';

const version = '2.1.329';
const commands = ['onCreateCommand', 'updateContentCommand', 'postCreateCommand', 'postStartCommand'];
/** Each lifecycle command notes in the workspace that it ran. */
const lifecycle = Object.fromEntries(
  commands.map((name) => [name, ['sh', '-c', 'echo "$1" >> ran.txt', 'sh', name]]),
);

/** The whole home in a volume. */
describeDocker('claude-home', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const features = (...ids: string[]) =>
    Object.fromEntries(ids.map((id) => [`${useHarness().collection}/${id}:1`, {}]));
  const sh = async (script: string, ...words: string[]) => {
    const { code, stdout, stderr } = await execByEngine(project, ['sh', '-c', script, 'sh', ...words]);
    expect(code, `${script}\n${stdout}\n${stderr}`).toBe(0);
    return stdout.trim();
  };
  const ran = async () => (await sh('cat ran.txt; : > ran.txt')).split('\n');
  /** Of everything in the home but what belongs to the container or a run. */
  const hashes = () =>
    sh(
      'cd && find . -xdev ! -path "./.claude-state/*" ! -path . -type f -exec md5sum {} + -o -xdev ! -path "./.claude-state/*" -exec ls -ld {} + | sort | md5sum',
    );
  /** What doctor says above information. */
  const troubles = async () => {
    const look = 'ln -sf /bin/true /tmp/claude; PATH="$1:$PATH:/tmp" claude-state doctor --json || :';
    const { findings } = JSON.parse(await sh(look, claudeCodeFolder));
    return (findings as { severity: string; code: string }[]).filter(
      ({ severity }) => severity !== 'information',
    );
  };
  const restart = ({ containerId }: UpResult) => useDocker().run(['restart', '-t', '0', containerId]);
  /** What a person leaves behind. */
  const work = () =>
    sh(
      'cd && echo "make test" >> .sh_history && mkdir -p .config/gh && echo token > .config/gh/hosts.yml && chmod 600 .config/gh/hosts.yml && echo mine > mine.txt',
    );
  const expectWork = async () => {
    expect(
      await sh('cd && cat .sh_history .config/gh/hosts.yml mine.txt && stat -c %a .config/gh/hosts.yml'),
    ).toBe('make test\ntoken\nmine\n600');
  };
  const goOn = (): AskOptions => ({ version, api, args: ['--continue'] });
  /** Talks, leaves things behind, and finds all of it in a new container. */
  const expectKept = async (again: () => Promise<UpResult>) => {
    const { sessionId } = await askInside(project, { version, api });
    await work();
    const container = await again();
    expect(await askInside(project, goOn())).toEqual({
      sessionId,
      text: 'users=2 assistant=1',
    });
    await expectWork();
    return container;
  };

  /** An image with more in the user's home, which is the remote user's or root's as it comes. */
  const build = async (base: ImageName, tag: string, lines: string[]) => {
    const reference = `claude-sessions-test/home:${tag}` as const;
    const dockerfile = `FROM ${useHarness().images[base]}\nUSER root\n${lines.join('\n')}\n`;
    await useDocker().run(['build', '--network=none', '-t', reference, '-'], { input: dockerfile });
    return reference;
  };

  it('is kept for a user without root whose UID was changed; a new image brings what is new', {
    timeout: 900_000,
  }, async () => {
    const run = (script: string) => `RUN cd /home/vscode && ${script}`;
    const own = [run('chown -R vscode:vscode . && chown root:root .claude'), 'USER vscode'];
    const first = await build('nonroot', 'one', [
      run('mkdir -p .claude .ssh .config && echo key > .ssh/id && chmod 600 .ssh/id && chmod 700 .ssh'),
      run('echo a > edited && echo b > deleted && echo c > .config/tool'),
      ...own,
    ]);
    const second = await build('nonroot', 'two', [
      run('mkdir -p .claude .ssh .config && echo key > .ssh/id && chmod 600 .ssh/id && chmod 700 .ssh'),
      run(
        'echo aa > edited && echo b > deleted && echo cc > .config/tool && echo new > .ssh/new && chmod 600 .ssh/new',
      ),
      ...own,
    ]);
    const options = (image: typeof first): ProjectOptions => ({
      image,
      remoteUser: 'vscode',
      claude: version,
      features: features('claude-home', 'claude-persist'),
      more: lifecycle,
    });
    project = await projects.make(options(first));
    const before = await up(project);
    expect(await sh('id -u; stat -c %u "$HOME" .')).toBe('1234\n1234\n1234');
    expect(await ran()).toEqual(commands);
    await restart(before);
    await up(project);
    expect(await ran()).toEqual(['postStartCommand']);
    // The tools' markers are the container's own.
    expect(await sh('ls -A /var/lib/claude-home/.devcontainer')).toContain('.postCreateCommandMarker');
    const after = await expectKept(async () => {
      await sh('cd && echo mine > edited && rm deleted');
      await writeHostFile(project.config, devcontainerText(configOf(options(second))));
      return up(project, { removeExisting: true });
    });
    expect(after.containerId).not.toBe(before.containerId);
    expect(await ran()).toEqual(commands);
    expect(await sh('cd && cat edited .config/tool .ssh/new && ls deleted 2>&1 || :')).toMatch(
      /^mine\nc\nnew\n.*No such file/,
    );
    expect(await sh('cd && find . -xdev ! -user vscode; stat -c "%a %n" .ssh .ssh/id .ssh/new')).toBe(
      '700 .ssh\n600 .ssh/id\n600 .ssh/new',
    );
    expect(await troubles()).toEqual([]);
    expect(await sh('claude-state seed --report "$HOME"')).toContain('newer .config/tool');
    await sh('claude-state seed --refresh');
    expect(await sh('cat ~/.config/tool ~/edited')).toBe('cc\nmine');
    const tree = await hashes();
    for (let n = 0; n < rounds({ short: 2, long: 100 }); n++) await restart(after);
    expect(await hashes()).toBe(tree);
    // An editor's server is written in the container's own layer.
    await sh(
      'mkdir -p ~/.vscode-server/bin && readlink -f ~/.vscode-server/bin | grep -x /var/lib/claude-home/.vscode-server/bin',
    );
  });

  it('of root nests its mounts, a bind of the user’s too, at every start', async () => {
    project = await projects.make({
      image: 'root',
      claude: version,
      features: features('claude-home', 'claude-persist'),
      more: lifecycle,
    });
    const ssh = join(project.home, 'ssh');
    writeHostFile(join(ssh, 'key'), 'of the host\n');
    const mounts = [`type=bind,source=${ssh},target=/root/.ssh`];
    writeHostFile(
      project.config,
      devcontainerText(
        configOf({
          image: 'root',
          claude: version,
          features: features('claude-home', 'claude-persist'),
          mounts,
          more: lifecycle,
        }),
      ),
    );
    const before = await up(project);
    const nested = async ({ containerId }: UpResult) => {
      const look =
        'cat /root/.ssh/key; cut -d " " -f 5 /proc/self/mountinfo | grep "^/root"; touch /root/.claude/x /root/x';
      return (await useDocker().sh(containerId, look)).stdout;
    };
    const whole = 'of the host\n/root\n/root/.claude\n/root/.ssh\n';
    const sorted = async (container: UpResult) => {
      const [first, ...rest] = (await nested(container)).trim().split('\n');
      return `${[first, ...rest.sort()].join('\n')}\n`;
    };
    for (let n = 0; n < 10; n++) {
      await restart(before);
      expect(await sorted(before)).toBe(whole);
    }
    await ran();
    const after = await expectKept(() => up(project, { removeExisting: true }));
    expect(await sorted(after)).toBe(whole);
    expect(await ran()).toEqual(commands);
    expect(await troubles()).toEqual([]);
  });

  it('alone keeps Claude’s state too, and has nothing to say of it', async () => {
    const other = { [`${await publishOther()}/other:1`]: {} };
    const options: ProjectOptions = { claude: version, features: { ...features('claude-home'), ...other } };
    project = await projects.make({ ...options, more: lifecycle });
    const container = await up(project);
    await ran();
    // A Feature that was installed after ours put this there, as root: it is in a first volume, and in no archive.
    const look =
      'stat -c %U ~/.claude ~/.claude/other.txt; ls /usr/local/share/claude-sessions/image-home/.claude/other.txt 2>&1 || :';
    expect(await sh(look)).toMatch(/^vscode\nvscode\n.*No such file/);
    // Without another volume over it, ~/.claude is mended in the home.
    await useDocker().sh(container.containerId, 'chown -R 0:0 /home/vscode/.claude');
    await restart(container);
    const notOurs = 'cd ~/.claude 2>/dev/null && find . ! -user vscode || echo closed';
    const isMended = () => until(async () => (await sh(notOurs)) === '', 30_000, 200);
    expect(await isMended()).toBe(true);
    await expectKept(() => {
      const overrideFeatureInstallOrder = Object.keys({ ...other, ...features('claude-home') });
      const more = { ...lifecycle, overrideFeatureInstallOrder };
      writeHostFile(project.config, devcontainerText(configOf({ ...options, more })));
      return up(project, { removeExisting: true });
    });
    expect(await sh(look)).toMatch(/image-home\/.claude\/other.txt$/);
    expect(await ran()).toEqual(commands);
    expect(await sh('cd && ls -d .claude.json .claude/projects')).toBe('.claude.json\n.claude/projects');
    expect(await troubles()).toEqual([]);
  });

  it('in an image of busybox', async () => {
    project = await projects.make({ image: 'busybox', features: features('claude-home'), more: lifecycle });
    await up(project);
    expect(await ran()).toEqual(commands);
    await work();
    const container = await up(project, { removeExisting: true });
    await expectWork();
    expect(await ran()).toEqual(commands);
    await restart(container);
    await up(project);
    expect(await ran()).toEqual(['postStartCommand']);
    expect(await troubles()).toEqual([]);
  });

  it('beside sharing: a conversation of the host goes on inside, and in the next container', async () => {
    project = await projects.make({ claude: version });
    await claudeSessions(project, 'share');
    const [home = ''] = Object.keys(features('claude-home'));
    const text = readFileSync(project.config, 'utf8');
    writeHostFile(project.config, text.replace(/"features": \{/, `$&\n    "${home}": {},`));
    const { sessionId } = await askOnHost(project, { version, api });
    await up(project);
    await work();
    const answer = (users: number) => ({ sessionId, text: `users=${users} assistant=${users - 1}` });
    expect(await askInside(project, goOn())).toEqual(answer(2));
    await up(project, { removeExisting: true });
    expect(await askInside(project, goOn())).toEqual(answer(3));
    await expectWork();
    expect(await troubles()).toEqual([]);
    expect(await askOnHost(project, goOn())).toEqual(answer(4));
  });

  it('of a service of Docker Compose', async () => {
    project = await projects.makeCompose({
      features: features('claude-home', 'claude-persist'),
      more: lifecycle,
    });
    await up(project);
    await ran();
    await expectKept(() => up(project, { removeExisting: true }));
    expect(await ran()).toEqual(commands);
    expect(await troubles()).toEqual([]);
  });
});
