import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { execByEngine, type UpResult, up } from '../harness/project/devcontainer.ts';
import { devcontainerText } from '../harness/project/devcontainerText.ts';
import { configOf, type Project, type ProjectOptions, writeHostFile } from '../harness/project/project.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { claudeVersions } from '../harness/start/claudeCode.ts';
import { describeDocker, useDocker, useHarness } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';

const versions = rounds({ short: claudeVersions.slice(0, 1), long: claudeVersions });
const login = '{"claudeAiOauth":{"accessToken":"the container\'s own"}}';

/** claude-persist alone: one line, nothing of the host. */
describeDocker('claude-persist', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const feature = () => ({ [`${useHarness().collection}/claude-persist:1`]: {} });

  it.each(versions)('keeps state and login through a rebuild with Claude Code %s', async (version) => {
    project = await projects.make({ claude: version, features: feature() });
    await up(project);
    const { sessionId } = await askInside(project, { version, api });
    await plantLogin(project);
    const before = await configDirectory(project);
    await up(project, { removeExisting: true });
    expect(await configDirectory(project)).toEqual(before);
    expect(await readLogin(project)).toBe(login);
    expect(await askInside(project, { version, api, args: ['--continue'] })).toEqual({
      sessionId,
      text: 'users=2 assistant=1',
    });
    // Nothing of it is on the host.
    expect(existsSync(join(project.home, '.claude'))).toBe(false);
    expect(existsSync(join(project.home, '.claude-sessions'))).toBe(false);
    expect(readdirSync(project.folder).sort()).toEqual(['.devcontainer', '.git', 'hello.txt']);
  });

  /** What Claude Code's official dev container has in its devcontainer.json. */
  const official: ProjectOptions = {
    image: 'node',
    claude: '2.1.329',
    mounts: ['source=claude-code-config-${devcontainerId},target=/home/node/.claude,type=volume'],
    more: { containerEnv: { CLAUDE_CONFIG_DIR: '/home/node/.claude' } },
  };

  const after: [string, (project: Project) => Promise<unknown>][] = [
    ['the one line in place of its mount', async () => rewrite({ mounts: [], more: {} })],
    ['the one line added to it', async () => rewrite({})],
    ['`isolate`', () => claudeSessions(project, 'isolate')],
  ];
  const rewrite = (changes: ProjectOptions) => {
    const config = configOf({ ...official, features: feature(), ...changes });
    return writeHostFile(project.config, devcontainerText(config));
  };

  it.each(after)("picks up the volume of Claude Code's official dev container: %s", async (_, change) => {
    const version = '2.1.329';
    project = await projects.make(official);
    const old = await up(project);
    const { sessionId } = await askInside(project, { version, api });
    await plantLogin(project);
    const volume = await stateVolume(old);
    await change(project);
    const container = await up(project, { removeExisting: true });
    expect(await stateVolume(container)).toBe(volume);
    expect(await readLogin(project)).toBe(login);
    expect(await askInside(project, { version, api, args: ['--continue'] })).toEqual({
      sessionId,
      text: 'users=2 assistant=1',
    });
  });
});

async function plantLogin(project: Project): Promise<void> {
  const script = 'umask 077; printf %s "$1" > "$CLAUDE_CONFIG_DIR/.credentials.json"';
  await execByEngine(project, ['sh', '-c', script, 'sh', login]);
}

async function readLogin(project: Project): Promise<string> {
  return (await execByEngine(project, ['sh', '-c', 'cat "$CLAUDE_CONFIG_DIR/.credentials.json"'])).stdout;
}

/** What lies in the config directory, with owner and mode; without what each start of Claude Code makes anew. */
async function configDirectory(project: Project): Promise<string[]> {
  const script = 'cd "$CLAUDE_CONFIG_DIR" && find . -not -path "*/sessions/*" -printf "%p %u %m\\n" | sort';
  return (await execByEngine(project, ['sh', '-c', script])).stdout.split('\n').filter(Boolean);
}

/** The name of the volume that holds the config directory. */
async function stateVolume({ containerId }: UpResult): Promise<string | undefined> {
  const volumes = (await useDocker().mounts(containerId)).filter((mount) => mount.Type === 'volume');
  expect(new Set(volumes.map((volume) => volume.Name)).size).toBe(1);
  expect(volumes[0]?.Name).toMatch(/^claude-code-config-[0-9a-v]{52}$/);
  return volumes[0]?.Name;
}
