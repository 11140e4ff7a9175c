import { existsSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { askInside, askOnHost } from '../harness/claude/claude.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { up } from '../harness/project/devcontainer.ts';
import type { Project } from '../harness/project/project.ts';
import { sessionsIn } from '../harness/project/transcripts.ts';
import { useProjects } from '../harness/project/useProjects.ts';
import { describeDocker, useDocker } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';

const version = '2.1.329';

const names: Record<string, string> = {
  spaces: 'my  own app',
  'a quote': "it's mine",
  'a command': '$(touch x)',
  backticks: '`touch x`',
  'a semicolon': 'a;touch x;b',
  'an ampersand': 'a & b',
  'beyond the BMP': 'app-🦀-𝔘',
  'a composed accent': 'caf\u00e9',
  'a decomposed accent': 'cafe\u0301',
  'a leading dash': '-rf',
  underscores: '__my_app__',
  dots: '.hidden..app.',
  'a long path': `${'deep/'.repeat(30)}${'long'.repeat(20)}`,
  // The Dev Containers CLI names an image after the folder; with some 150 characters more Docker refuses it.
  'a long name': 'name'.repeat(30),
};

/** The same, as few names that have it all, and those that are names of a kind. */
const { 'a long path': longPath = '', 'a long name': longName = '' } = names;
const fewNames: Record<string, string> = {
  'what a shell acts on': "-rf  it's $(touch x) `touch x`;touch x;b & c",
  'letters of all kinds': '.__app-🦀-𝔘-caf\u00e9-cafe\u0301..app_.',
  'a long path': longPath,
  'a long name': longName,
};

/** Whatever the folder is called: the slug that our tools compute is the real client's, and the chain holds. */
describeDocker('a project folder with', () => {
  const api = useMockApi();
  const projects = useProjects();
  let project: Project;

  const make = async (name: string, more: Record<string, unknown> = {}) => {
    project = await projects.make({ claude: version, name, more });
  };

  /** Shares before the client has been there, so that a wrong slug makes a second folder. */
  const chain = async (folder: string) => {
    await claudeSessions(project, 'share', [], { folder });
    const { sessionId } = await askOnHost(project, { version, api });
    const slugs = readdirSync(join(project.home, '.claude/projects'));
    expect(slugs).toHaveLength(1);
    const hostFolder = join(project.home, '.claude/projects', slugs[0] ?? '');
    const [id] = readdirSync(join(project.home, '.claude-sessions'));
    expect(realpathSync(join(project.home, '.claude-sessions', id ?? '', 'project'))).toBe(hostFolder);
    const { containerId, remoteWorkspaceFolder } = await up(project, { folder });
    // Read from what is mounted, and what the tools say.
    const record = await useDocker().sh(containerId, 'cat /var/lib/claude/.claude-state/folder');
    expect(record.stdout).toBe(`${remoteWorkspaceFolder}\n`);
    // It finds the host's conversation, and files one of its own beside it.
    const fork = await askInside(project, { version, api, args: ['--continue', '--fork-session'], folder });
    expect(fork.text).toBe('users=2 assistant=1');
    expect(fork.sessionId).not.toBe(sessionId);
    expect(sessionsIn(hostFolder)).toEqual([sessionId, fork.sessionId].sort());
    expect(existsSync(join(project.folder, 'x'))).toBe(false);
    expect(existsSync(join(project.root, 'x'))).toBe(false);
  };

  it.each(Object.entries(rounds({ short: fewNames, long: { ...names, ...fewNames } })))(
    '%s',
    async (_, name) => {
      await make(name);
      await chain(project.folder);
    },
  );

  it('a long path in the container', async () => {
    const workspaceFolder = `/inside${'/deeper'.repeat(30)}`;
    const workspaceMount = `type=bind,source=\${localWorkspaceFolder},target=${workspaceFolder}`;
    await make('app', { workspaceFolder, workspaceMount });
    await chain(project.folder);
  });

  it('another name, opened through a link', async () => {
    await make('app');
    const link = join(dirname(project.folder), 'link');
    symlinkSync(project.folder, link);
    await chain(link);
  });
});
