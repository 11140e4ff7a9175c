import { describe, expect, it } from 'vitest';
import { adviceText } from '../../../core/src/findings/advice.ts';
import type { HostFacts } from '../../../core/src/findings/facts.ts';
import { apply } from '../support/document.ts';
import { type Expected, expectFinding } from './expectFindings.ts';
import {
  configurationOf,
  containerFacts,
  directory,
  file,
  findingsOf,
  healthyHost,
  linkTo,
  missing,
  places,
} from './facts.ts';

const shared = apply('{ "image": "debian" }', 'share');
const isolated = apply('{ "image": "debian" }', 'isolate');
const { home, prepared, projectFolder } = places;
const healthy = healthyHost({ scripts: 'current' });

type Changes = Partial<Omit<HostFacts, 'prepared'>> & { prepared?: Partial<HostFacts['prepared']> };

/** The findings of a check on a host that differs from a healthy one. */
function find(code: string, { prepared: changed, ...changes }: Changes, source = shared) {
  const host = { ...healthy, ...changes, prepared: { ...healthy.prepared, ...changed } };
  return findingsOf(code, { configuration: configurationOf(source), host });
}

const agents = `${home}/.claude/agents`;

describe('a fault of the host', () => {
  it.each<[string, string, Changes, Expected]>([
    [
      'host-not-prepared',
      'nothing there',
      { prepared: { folder: missing(prepared), project: missing(`${prepared}/project`) } },
      { severity: 'warning', action: 'prepare', evidence: `missing: ${prepared}` },
    ],
    [
      'host-not-prepared',
      'and no script to do it',
      { scripts: 'missing', prepared: { folder: missing(prepared) } },
      { severity: 'error', action: 'prepare' },
    ],
    [
      'host-not-prepared',
      'no copies',
      { prepared: { files: missing(`${prepared}/files`) } },
      { evidence: '/files', action: 'prepare' },
    ],
    [
      'host-not-prepared',
      'no memory',
      { prepared: { memory: missing(`${prepared}/memory`) } },
      { evidence: `${prepared}/memory`, action: 'prepare' },
    ],
    [
      'host-not-prepared',
      'nothing to mount the memory on',
      { prepared: { ownMemory: missing(`${prepared}/project/memory`) } },
      { evidence: '/project/memory', action: 'prepare' },
    ],
    [
      'prepared-memory-elsewhere',
      'the repository has another top now',
      { memoryFolder: directory(`${home}/.claude/projects/-home-me/memory`) },
      { severity: 'warning', evidence: '-home-me/memory', fix: 'claude-sessions prepare' },
    ],
    [
      'prepared-memory-elsewhere',
      'leads nowhere',
      { prepared: { memory: { ...missing(`${prepared}/memory`), link: true } } },
      { severity: 'error', action: 'prepare' },
    ],
    [
      'host-not-prepared',
      'no folder of the profile',
      { ownSources: [missing(agents)] },
      { action: 'prepare', evidence: `missing: ${agents}` },
    ],
    ['prepare-script-missing', 'missing', { scripts: 'missing' }, { severity: 'error', action: 'applyMode' }],
    [
      'prepare-script-changed',
      'changed',
      { scripts: 'changed' },
      { severity: 'warning', fix: '`claude-sessions share`' },
    ],
    [
      'prepared-link-elsewhere',
      'another project',
      { prepared: { project: linkTo(`${prepared}/project`, `${home}/.claude/projects/-home-me-other`) } },
      { severity: 'error', evidence: '-home-me-other', fix: 'delete' },
    ],
    [
      'prepared-link-elsewhere',
      'a folder in its place',
      { prepared: { project: directory(`${prepared}/project`) } },
      { severity: 'error' },
    ],
    [
      'prepared-link-elsewhere',
      'nowhere',
      { prepared: { project: { ...missing(`${prepared}/project`), link: true } } },
      { message: 'nowhere', action: 'prepare' },
    ],
    [
      'prepared-folder-not-owned',
      'root’s',
      { prepared: { folder: { ...directory(prepared), uid: 0 } } },
      { severity: 'error', evidence: 'uid 0, you are 1000', fix: `sudo chown -R 1000 ${prepared}` },
    ],
    [
      'source-not-directory',
      'of the profile',
      { ownSources: [file(agents)] },
      { severity: 'error', evidence: agents },
    ],
    [
      'source-leads-out',
      'the prepared folder is a link',
      { prepared: { files: linkTo(`${prepared}/files`, '/etc') } },
      { severity: 'error', evidence: '-> /etc' },
    ],
    [
      'source-leads-out',
      'memory is a link',
      { memoryFolder: linkTo(`${projectFolder}/memory`, `${home}/.ssh`) },
      { severity: 'error', evidence: '.ssh' },
    ],
    [
      'source-leads-out',
      'what the memory is mounted on is a link',
      { prepared: { ownMemory: linkTo(`${prepared}/project/memory`, `${home}/.ssh`) } },
      { severity: 'error', evidence: '.ssh' },
    ],
    [
      'source-leads-out',
      'the profile out of the home',
      { ownSources: [linkTo(agents, '/srv/agents')] },
      { severity: 'warning' },
    ],
    [
      'source-leads-out',
      'the profile to dotfiles',
      { ownSources: [linkTo(agents, `${home}/dotfiles/agents`)] },
      { severity: 'information' },
    ],
    [
      'workspace-elsewhere',
      'git names another',
      { mountedInstead: '/home/me/.ssh' },
      { severity: 'error', evidence: '-> /home/me/.ssh', fix: 'core.worktree' },
    ],
    [
      'home-and-userprofile',
      'both set',
      { env: { HOME: home, USERPROFILE: '/mnt/c/Users/me' } },
      { severity: 'error', evidence: 'USERPROFILE=/mnt/c', fix: 'Unset USERPROFILE' },
    ],
    [
      'home-and-userprofile',
      'both set on Windows',
      { platform: 'win32', env: { HOME: '/c/me', USERPROFILE: 'C:\\me' } },
      { fix: 'Unset HOME' },
    ],
    [
      'config-dir-elsewhere',
      'the host’s is another now',
      { keepsTo: '/data/claude' },
      { severity: 'warning', message: 'CLAUDE_CONFIG_DIR is not set', fix: '/data/claude' },
    ],
    [
      'config-dir-elsewhere',
      'the host’s is set now',
      { keepsTo: `${home}/.claude`, env: { HOME: home, CLAUDE_CONFIG_DIR: '/data/claude' } },
      { message: 'CLAUDE_CONFIG_DIR is /data/claude' },
    ],
    [
      'transcripts-not-owned',
      'root’s',
      { foreignTranscripts: [`${projectFolder}/a.jsonl`] },
      { severity: 'error', evidence: 'a.jsonl', fix: `sudo chown -R 1000 ${projectFolder}` },
    ],
    [
      'transcripts-not-owned',
      'the folder is root’s as well as what is in it',
      { projectFolder: { ...directory(projectFolder), uid: 0 }, foreignTranscripts: [] },
      { severity: 'error', evidence: 'uid 0, you are 1000', fix: `sudo chown -R 1000 ${projectFolder}` },
    ],
    ['team-file-changed', 'changed', { teamChanged: true }, { severity: 'warning' }],
    [
      'settings-left-out',
      'left out',
      { settings: { leftOut: ['env.KEY'], notCopied: [], commands: [] } },
      { severity: 'information', evidence: 'env.KEY' },
    ],
    [
      'settings-not-copied',
      'the copy is the script’s',
      { settings: { leftOut: [], notCopied: ['permissions'], commands: [] } },
      { severity: 'warning', evidence: 'permissions', fix: 'claude-sessions prepare', action: 'prepare' },
    ],
  ])('%s: %s', (code, _, changes, expected) => {
    const findings = find(code, changes);
    expect(findings).toHaveLength(1);
    for (const finding of findings ?? []) expectFinding(finding, expected);
  });

  it.each<[string, string, Changes, string?]>([
    ['host-not-prepared', 'isolated', { prepared: { folder: missing(prepared) } }, isolated],
    [
      'host-not-prepared',
      'without profile',
      { prepared: { files: missing(`${prepared}/files`) } },
      apply('{}', 'share', { profile: false }),
    ],
    [
      'host-not-prepared',
      'a link that leads nowhere is another matter',
      {
        prepared: {
          project: { ...missing(`${prepared}/project`), link: true },
          ownMemory: missing(`${prepared}/project/memory`),
        },
      },
    ],
    ['prepared-memory-elsewhere', 'not prepared', { prepared: { memory: missing(`${prepared}/memory`) } }],
    [
      'prepared-memory-elsewhere',
      'keeps to another folder',
      {
        keepsTo: '/data',
        prepared: { memory: linkTo(`${prepared}/memory`, '/data/projects/-home-me-app/memory') },
      },
    ],
    ['prepare-script-missing', 'none needed', { scripts: null }],
    [
      'prepared-link-elsewhere',
      'keeps to another folder',
      {
        keepsTo: '/data',
        prepared: { project: linkTo(`${prepared}/project`, '/data/projects/-home-me-app') },
      },
    ],
    ['prepared-link-elsewhere', 'not prepared', { prepared: { project: missing(`${prepared}/project`) } }],
    ['prepared-folder-not-owned', 'root asks', { uid: 0 }],
    [
      'transcripts-not-owned',
      'root asks',
      { uid: 0, projectFolder: { ...directory(projectFolder), uid: 7 } },
    ],
    [
      'prepared-folder-not-owned',
      'the folder that is linked to is not meant',
      { prepared: { project: { ...healthy.prepared.project, uid: 7 } } },
    ],
    [
      'source-leads-out',
      '~/.claude itself is a link',
      {
        paths: { ...healthy.paths, resolve: (path) => path.replace(`${home}/.claude`, '/data/claude') },
        ownSources: [directory(agents, '/data/claude/agents')],
      },
    ],
    [
      'source-leads-out',
      'the home itself is a link',
      {
        paths: { ...healthy.paths, resolve: (path) => path.replace('/home/', '/var/home/') },
        ownSources: [directory(agents, `/var${agents}`)],
      },
    ],
    ['home-and-userprofile', 'nothing uses them', { env: { HOME: home, USERPROFILE: '/x' } }, isolated],
    ['home-and-userprofile', 'one is empty', { env: { HOME: home, USERPROFILE: '' } }],
    ['home-and-userprofile', 'the other is', { env: { HOME: '', USERPROFILE: '/x' } }],
    [
      'source-leads-out',
      'the conversations of another config directory',
      { ownSources: [linkTo(`${prepared}/project`, '/data/claude/projects/-home-me-app')] },
    ],
    ['config-dir-elsewhere', 'isolated', { keepsTo: '/data' }, isolated],
    [
      'settings-not-copied',
      'without profile',
      { settings: { leftOut: [], notCopied: ['permissions'], commands: [] } },
      apply('{}', 'share', { profile: false }),
    ],
    [
      'settings-left-out',
      'without profile',
      { settings: { leftOut: ['env.KEY'], notCopied: [], commands: [] } },
      apply('{}', 'share', { profile: false }),
    ],
  ])('not %s: %s', (code, _, changes, source) => {
    expect(find(code, changes, source)).toEqual([]);
  });

  it('nothing of it on a healthy host', () => {
    for (const code of [
      'host-not-prepared',
      'prepared-link-elsewhere',
      'source-leads-out',
      'source-missing',
      'team-file-changed',
    ]) {
      expect([code, find(code, {})]).toEqual([code, []]);
    }
  });

  it('heals conversations in a container that runs', () => {
    const host = { ...healthy, foreignTranscripts: ['/x.jsonl'] };
    const of = (running: boolean) => {
      const container = containerFacts();
      const changed = { ...container, container: { ...container.container, running } };
      return findingsOf('transcripts-not-owned', { host, container: changed })?.[0]?.action;
    };
    expect(of(true)).toEqual({ kind: 'heal' });
    expect(of(false)).toBeUndefined();
  });

  it('a path in a command is one word of a shell', () => {
    const folder = { ...directory("/home/o'neil me/.claude-sessions/x"), uid: 0 };
    expect(adviceText(find('prepared-folder-not-owned', { prepared: { folder } })?.[0]?.fix ?? [])).toContain(
      "chown -R 1000 '/home/o'\\''neil me/.claude-sessions/x'",
    );
  });

  it('a source with a variable that may be a secret is shown as it is written', () => {
    const source = '/x/${localEnv:GITHUB_TOKEN}';
    const config = `{ "mounts": ["type=bind,source=${source},target=/x/"] }`;
    for (const [code, found] of [
      ['source-missing', missing('/x/ghp_secret')],
      ['source-not-directory', file('/x/ghp_secret')],
      ['source-leads-out', linkTo(`${places.workspace}/ghp_secret`, '/else/ghp_secret')],
    ] as const) {
      const findings = find(code, { sources: [{ index: 0, source: found }] }, config);
      expect(findings, code).toHaveLength(1);
      expect(JSON.stringify(findings)).not.toContain('ghp_secret');
      expect(findings?.[0]?.evidence.join()).toContain(source);
    }
  });
});
