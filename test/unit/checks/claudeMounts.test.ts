import { describe, expect, it } from 'vitest';
import { claudePaths } from '../../../core/src/catalogue.ts';
import { defaultShareOptions, wantedMounts } from '../../../core/src/share/options.ts';
import { type Expected, expectFindings } from './expectFindings.ts';
import { codesOf, configurationOf, directory, healthyHost, hostOf, places } from './facts.ts';

const home = '${localEnv:HOME}${localEnv:USERPROFILE}';
const mounts = (...entries: string[]) => `{ "image": "x", "mounts": [${entries.join(', ')}] }`;
const bind = (name: string, flags = '') =>
  `"type=bind,source=${home}/.claude/${name},target=/home/me/.claude/${name}${flags}"`;

const outside = (name: string) => `"type=bind,source=${home}/.claude/${name},target=/x"`;

describe('mounts of Claude’s state', () => {
  it.each<[string, string, Expected]>([
    [
      'credentials-mounted',
      mounts(`‹${bind('.credentials.json')}›`),
      { severity: 'error', evidence: '.credentials.json' },
    ],
    ['credentials-mounted', mounts(`‹${bind('.credentials.json', ',readonly')}›`), { severity: 'error' }],
    ['credentials-mounted', mounts(`‹${bind('backups')}›`), { severity: 'error', message: 'backups' }],
    [
      'credentials-mounted',
      mounts('‹"type=bind,source=${localEnv:HOME}/.claude.json,target=/x"›'),
      { message: '.claude.json' },
    ],
    [
      'credentials-mounted',
      '{ "runArgs": ["-v", ‹"/root/.claude.json:/root/.claude.json"›] }',
      { severity: 'error' },
    ],
    [
      'claude-folder-mounted',
      mounts('‹"source=${localEnv:HOME}/.claude,target=/root/.claude,type=bind"›'),
      { severity: 'error', message: 'and write' },
    ],
    [
      'claude-folder-mounted',
      mounts('‹"source=~/.claude/,target=/x,type=bind,readonly"›'),
      { severity: 'error', message: /login\.$/ },
    ],
    [
      'claude-folder-mounted',
      mounts('‹{ "type": "bind", "source": "/home/me/.claude", "target": "/x", "readonly": true }›'),
      { message: 'and write' },
    ],
    ['claude-folder-mounted', '{ "runArgs": [‹"--volume=C:\\\\Users\\\\me\\\\.claude:/x"›] }', {}],
    ['all-projects-mounted', mounts(`‹${bind('projects')}›`), { severity: 'error', message: 'written' }],
    [
      'all-projects-mounted',
      mounts(`‹${bind('projects', ',readonly')}›`),
      { severity: 'error', message: 'save nothing' },
    ],
    [
      'all-projects-mounted',
      mounts('‹"type=bind,source=~/.claude/projects,target=/history,readonly"›'),
      { severity: 'information' },
    ],
    [
      'all-projects-mounted',
      mounts('‹"type=bind,source=~/.claude/projects,target=/mnt/claude-host/projects"›'),
      { severity: 'error' },
    ],
    [
      'host-programs-writable',
      mounts(`‹${bind('agents')}›`),
      { severity: 'error', message: '~/.claude/agents' },
    ],
    ['host-programs-writable', mounts(`‹${bind('hooks/x')}›`, `‹${bind('plugins')}›`), { severity: 'error' }],
    [
      'host-programs-writable',
      mounts(`‹{ "type": "bind", "source": "${home}/.claude/skills", "target": "/x", "readonly": true }›`),
      {},
    ],
    [
      'host-programs-writable',
      `{ "dockerComposeFile": "c", "mounts": [‹${bind('agents', ',readonly')}›] }`,
      { severity: 'error' },
    ],
    [
      'private-state-mounted',
      mounts(`‹${bind('file-history')}›`),
      { severity: 'error', evidence: 'overwrite any file' },
    ],
    ['private-state-mounted', mounts(`‹${bind('sessions')}›`), { severity: 'error' }],
    ['private-state-mounted', mounts(`‹${bind('plugins', ',readonly')}›`), { severity: 'warning' }],
    ['claude-file-mounted', mounts(`‹${bind('CLAUDE.md')}›`), { severity: 'error', message: 'lost' }],
    [
      'claude-file-mounted',
      mounts(`‹${bind('settings.json', ',readonly')}›`),
      { severity: 'warning', message: 'old one' },
    ],
    [
      'claude-file-mounted',
      mounts('‹"type=bind,source=/etc/claude/s.json,target=/home/me/.claude/settings.json"›'),
      { severity: 'error' },
    ],
    [
      'claude-file-mounted',
      mounts('‹"type=bind,source=/etc/claude/c.json,target=/root/.claude.json"›'),
      { severity: 'error' },
    ],
  ])('%s: %s', (code, text, expected) => expectFindings(code, text, expected));

  it.each<[string, string]>([
    ['credentials-mounted', mounts('"type=bind,source=~/.aws/.credentials.json,target=/x"')],
    ['credentials-mounted', mounts('"type=volume,source=x,target=/root/.claude.json"')],
    ['claude-folder-mounted', mounts('"type=volume,source=x,target=/home/me/.claude"')],
    [
      'claude-folder-mounted',
      mounts('"type=bind,source=${localWorkspaceFolder}/.claude,target=/home/me/.claude"'),
    ],
    ['claude-folder-mounted', mounts('"type=bind,source=${localEnv:HOME}/app/.claude,target=/x"')],
    ['claude-folder-mounted', mounts('"type=bind,source=${localEnv:HOME}/.claude-other,target=/x"')],
    ['all-projects-mounted', mounts(bind('projects/-home-me-app'))],
    [
      'all-projects-mounted',
      mounts(
        ...wantedMounts('share', { ...defaultShareOptions, allProjects: true }).map((each) =>
          JSON.stringify(each),
        ),
      ),
    ],
    ['host-programs-writable', mounts(bind('agents', ',readonly'))],
    ['private-state-mounted', mounts(bind('commands', ',readonly'), bind('tasks'))],
    [
      'claude-file-mounted',
      mounts('"type=bind,source=/etc/claude/s.json,target=/home/me/.claude/settings.json,readonly"'),
    ],
    [
      'claude-file-mounted',
      mounts('"type=bind,source=/etc/claude/s.json,target=/workspaces/app/.claude/settings.json"'),
    ],
    ['legacy-mounted', mounts(bind('tasks'))],
  ])('not %s: %s', (code, text) => expectFindings(code, text));

  it('every entry of the catalogue that never leaves is the matter of a check', () => {
    for (const { name, share } of claudePaths) {
      const found = codesOf({ configuration: configurationOf(mounts(outside(name))) });
      expect([name, found.length > 0]).toEqual([name, share !== 'option']);
      expect(found.length).toBeLessThanOrEqual(1);
    }
  });

  it('by another way to the same place, where the host is known', () => {
    const source = mounts('‹"type=bind,source=/data/state,target=/x"›');
    const leads = { '/data/state': directory('/data/state', `${places.home}/.claude`) };
    expectFindings('claude-folder-mounted', source, { severity: 'error' }, (text) => ({
      host: hostOf(text, leads),
    }));
    expectFindings('claude-folder-mounted', source.replace(/[‹›]/g, ''));
    const elsewhere = mounts('‹"type=bind,source=/data/claude/hooks,target=/x"›');
    expectFindings('host-programs-writable', elsewhere, {}, (text) => ({
      host: hostOf(text, {}, { configDir: '/data/claude' }),
    }));
  });

  it('a file, where only the host can tell', () => {
    const source = mounts(`‹${bind('hooks/run', ',readonly')}›`);
    const path = `${places.home}/.claude/hooks/run`;
    const file = { ...directory(path), kind: 'file' as const };
    expectFindings('claude-file-mounted', source, { severity: 'warning' }, (text) => ({
      host: hostOf(text, { [path]: file }),
    }));
    expectFindings('claude-file-mounted', source.replace(/[‹›]/g, ''), {}, () => ({ host: healthyHost() }));
  });

  it('is taken out by our command only where that does so', () => {
    const whole = '"type=bind,source=~/.claude,target=/x"';
    const isolated = '"features": { "ghcr.io/claude-sessions/features/claude-persist:1": {} }';
    const code = 'claude-folder-mounted';
    expectFindings(code, mounts(`‹${whole}›`), { fix: 'and `claude-sessions isolate` do that' });
    expectFindings(code, `{ ${isolated}, "mounts": [‹${whole}›] }`, {
      fix: 'Run `claude-sessions isolate`, which',
    });
    expectFindings(code, `{ ${isolated}, "runArgs": ["--mount", ‹${whole}›] }`, {
      fix: 'Take the mount out of runArgs.',
    });
  });

  it('legacy folders are taken out, and nothing else with them', () => {
    const [todos, statsig] = [bind('todos'), bind('statsig', ',readonly')];
    expectFindings(
      'legacy-mounted',
      `{\n  "mounts": [\n    ‹${todos}›, // old\n    "source=a,target=/a"\n  ]\n}\n`,
      {
        severity: 'warning',
        after: '{\n  "mounts": [\n    // old\n    "source=a,target=/a"\n  ]\n}\n',
      },
    );
    expectFindings('legacy-mounted', mounts(`‹${todos}›`, `‹${statsig}›`), { after: mounts(statsig) });
    // Its successor is not known, and somebody may run Claude Code from there.
    expectFindings('legacy-mounted', mounts(`‹${bind('local')}›`), { severity: 'warning' });
    expectFindings('legacy-mounted', '{ "runArgs": ["-v", ‹"/root/.claude/todos:/x"›] }', {});
  });
});
