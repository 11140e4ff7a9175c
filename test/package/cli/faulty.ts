import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { put } from '../../harness/place/Place.ts';

/** How a workspace of the corpus is tried. */
interface Host {
  /** Words for every command. */
  readonly args?: readonly string[];
  /** Where the commands are run, below the workspace. */
  readonly cwd?: string;
  /** False where it is no git repository. */
  readonly git?: boolean;
  /** What is in the home. */
  readonly prepare?: (home: string) => void;
}

export const hosts: Readonly<Record<string, Host>> = {
  'team-claude-and-codex': { args: ['--config', 'claude'] },
  'names-with-blanks': { args: ['--config', 'web app'] },
  monorepo: { cwd: 'packages/web' },
  'weather-app': { cwd: 'src/api' },
  'image-alone': { git: false },
  'profile-with-links': {
    prepare: (home) => {
      mkdirSync(join(home, '.claude/skills'), { recursive: true });
      put(join(home, '.agents/.env/SKILL.md'), '# Foo\n');
      symlinkSync('../../.agents/.env', join(home, '.claude/skills/foo'));
    },
  },
  'bypass-as-root': {
    prepare: (home) => {
      const settings = {
        permissions: { defaultMode: 'bypassPermissions' },
        skipDangerousModePermissionPrompt: true,
      };
      put(join(home, '.claude/settings.json'), JSON.stringify(settings));
    },
  },
};

interface Expected {
  /** What `doctor` finds as somebody wrote it: where it stands, and the code of the check, sorted. */
  readonly before: readonly string[];
  /** The same after `share`. */
  readonly shared: readonly string[];
  /** What `share` prints beside that. */
  readonly says?: readonly string[];
  /** What `share` does not print. */
  readonly saysNot?: string;
}

/** The workspaces of test/fixtures/faulty, and what is found in each without an engine. */
export const faulty: Readonly<Record<string, Expected>> = {
  'bypass-as-root': { before: [], shared: ['bypass-as-root', 'devcontainer-writable'] },
  'cloud-login': {
    before: [
      '.devcontainer/devcontainer.json:4 home-of-one-system',
      '.devcontainer/devcontainer.json:4 source-missing',
    ],
    shared: [
      '.devcontainer/devcontainer.json:4 home-of-one-system',
      '.devcontainer/devcontainer.json:4 source-missing',
      'devcontainer-writable',
    ],
  },
  'compose-by-dotenv': {
    before: ['b.yml:3 claude-folder-mounted'],
    shared: ['b.yml:3 claude-folder-mounted'],
  },
  'compose-config-volume': {
    before: ['.devcontainer/docker-compose.yml:7 volume-of-all-projects'],
    shared: ['.devcontainer/docker-compose.yml:7 hand-made-mount'],
  },
  'compose-leaks': {
    before: [
      '.devcontainer/c.yml:10 isolation-void',
      '.devcontainer/c.yml:5 config-dir-not-kept',
      '.devcontainer/c.yml:6 token-in-configuration',
      '.devcontainer/c.yml:9 claude-folder-mounted',
    ],
    shared: [
      '.devcontainer/c.yml:10 isolation-void',
      '.devcontainer/c.yml:5 config-dir-overridden',
      '.devcontainer/c.yml:6 token-in-configuration',
      '.devcontainer/c.yml:9 claude-folder-mounted',
    ],
  },
  'compose-overrides': {
    before: ['.devcontainer/docker-compose.override.yml:6 claude-folder-mounted'],
    shared: [
      '.devcontainer/docker-compose.override.yml:10 hand-made-mount',
      '.devcontainer/docker-compose.override.yml:6 claude-folder-mounted',
    ],
  },
  'compose-required': {
    before: [
      '.devcontainer/compose.yaml:4 named-file-unreadable',
      '.devcontainer/compose.yaml:6 all-projects-mounted',
    ],
    shared: [
      '.devcontainer/compose.yaml:4 named-file-unreadable',
      '.devcontainer/compose.yaml:6 all-projects-mounted',
    ],
  },
  'compose-tokens': {
    before: ['.devcontainer/compose.yaml:8 token-in-configuration'],
    shared: ['.devcontainer/compose.yaml:8 token-in-configuration'],
  },
  'config-dir-without-mount': {
    before: ['.devcontainer/devcontainer.json:4 config-dir-not-kept'],
    shared: ['devcontainer-writable'],
  },
  'credentials-and-projects': {
    before: [
      '.devcontainer/devcontainer.json:4 credentials-mounted',
      '.devcontainer/devcontainer.json:4 source-missing',
      '.devcontainer/devcontainer.json:5 all-projects-mounted',
      '.devcontainer/devcontainer.json:5 source-missing',
      '.devcontainer/devcontainer.json:6 home-of-one-system',
      '.devcontainer/devcontainer.json:6 host-programs-writable',
      '.devcontainer/devcontainer.json:6 source-missing',
    ],
    shared: ['devcontainer-writable'],
  },
  'folder-readonly-object': {
    before: [
      '.devcontainer/devcontainer.json:5 claude-folder-mounted',
      '.devcontainer/devcontainer.json:5 source-missing',
    ],
    shared: ['devcontainer-writable'],
  },
  'home-and-socket': {
    before: [
      '.devcontainer/devcontainer.json:4 isolation-void',
      '.devcontainer/devcontainer.json:5 isolation-void',
      '.devcontainer/devcontainer.json:5 source-missing',
    ],
    shared: [
      '.devcontainer/devcontainer.json:4 isolation-void',
      '.devcontainer/devcontainer.json:5 isolation-void',
      '.devcontainer/devcontainer.json:5 source-missing',
      'devcontainer-writable',
    ],
  },
  'home-in-workspace': {
    before: [
      '.devcontainer/devcontainer.json:6 source-missing',
      '.devcontainer/devcontainer.json:6 state-in-working-tree',
    ],
    shared: ['.devcontainer/devcontainer.json:6 source-missing', 'devcontainer-writable'],
  },
  'image-alone': { before: [], shared: ['devcontainer-writable'] },
  'install-commented': {
    before: [],
    shared: ['devcontainer-writable'],
    says: ['Nothing in this dev container installs Claude Code.'],
  },
  'install-dockerfile': { before: [], shared: ['devcontainer-writable'], saysNot: 'installs Claude Code' },
  'install-extension': { before: [], shared: ['devcontainer-writable'], saysNot: 'installs Claude Code' },
  'install-other-feature': { before: [], shared: ['devcontainer-writable'], saysNot: 'installs Claude Code' },
  'install-script': { before: [], shared: ['devcontainer-writable'], saysNot: 'installs Claude Code' },
  monorepo: { before: [], shared: ['devcontainer-writable'] },
  'names-with-blanks': { before: [], shared: ['devcontainer-writable'] },
  'oauth-token': { before: [], shared: ['devcontainer-writable'] },
  'personal-beside-team': { before: [], shared: ['devcontainer-writable'] },
  'profile-with-links': { before: [], shared: ['devcontainer-writable', 'profile-links-not-copied'] },
  'root-crlf-bom': {
    before: ['.devcontainer.json:5 claude-folder-mounted', '.devcontainer.json:5 source-missing'],
    shared: ['devcontainer-writable'],
  },
  'run-args-config-dir': {
    before: ['.devcontainer/devcontainer.json:3 config-dir-not-kept'],
    shared: ['devcontainer-writable'],
  },
  'run-args-env-file': {
    before: ['.devcontainer/.env:3 token-in-configuration', '.devcontainer/.env:4 config-dir-not-kept'],
    shared: [
      '.devcontainer/.env:3 token-in-configuration',
      '.devcontainer/.env:4 config-dir-overridden',
      'devcontainer-writable',
    ],
  },
  'run-args-mounts': {
    before: [
      '.devcontainer/devcontainer.json:4 claude-folder-mounted',
      '.devcontainer/devcontainer.json:4 source-missing',
      '.devcontainer/devcontainer.json:5 isolation-void',
      '.devcontainer/devcontainer.json:5 source-missing',
    ],
    shared: [
      '.devcontainer/devcontainer.json:4 claude-folder-mounted',
      '.devcontainer/devcontainer.json:4 source-missing',
      '.devcontainer/devcontainer.json:5 isolation-void',
      '.devcontainer/devcontainer.json:5 source-missing',
      '.devcontainer/devcontainer.json:6 isolation-void',
      'devcontainer-writable',
    ],
    says: ['runArgs: --privileged: this gives access to the whole host'],
  },
  'run-args-token': {
    before: ['.devcontainer/devcontainer.json:5 token-in-configuration'],
    shared: ['.devcontainer/devcontainer.json:5 token-in-configuration', 'devcontainer-writable'],
  },
  'run-args-user': { before: [], shared: ['devcontainer-writable'] },
  'same-path': {
    before: [
      '.devcontainer/devcontainer.json:5 all-projects-mounted',
      '.devcontainer/devcontainer.json:5 source-missing',
    ],
    shared: ['devcontainer-writable'],
  },
  'settings-writable': {
    before: [
      '.devcontainer/devcontainer.json:4 host-programs-writable',
      '.devcontainer/devcontainer.json:4 source-missing',
    ],
    shared: ['devcontainer-writable'],
  },
  'staging-copy': {
    before: [
      '.devcontainer/devcontainer.json:3 claude-folder-mounted',
      '.devcontainer/devcontainer.json:3 source-missing',
    ],
    shared: ['devcontainer-writable'],
    says: ['.devcontainer/devcontainer.json:4 reads /tmp/host-claude,'],
  },
  'staging-script': {
    before: [
      '.devcontainer/devcontainer.json:4 claude-folder-mounted',
      '.devcontainer/devcontainer.json:4 source-missing',
      '.devcontainer/devcontainer.json:5 credentials-mounted',
      '.devcontainer/devcontainer.json:5 source-missing',
    ],
    shared: ['devcontainer-writable'],
    says: ['.devcontainer/start.sh:3 reads /host-claude,', '.devcontainer/start.sh:4 reads /host-claude,'],
  },
  'state-in-workspace': {
    before: ['.devcontainer/devcontainer.json:3 state-in-working-tree'],
    shared: ['devcontainer-writable'],
  },
  'team-claude-alone': { before: [], shared: ['devcontainer-writable'] },
  'team-claude-and-codex': { before: [], shared: ['devcontainer-writable'] },
  'team-settings-copied': { before: [], shared: ['devcontainer-writable'] },
  'two-volumes-and-link': { before: [], shared: ['devcontainer-writable'] },
  'volume-and-history': { before: [], shared: ['devcontainer-writable'] },
  'volume-at-app': { before: [], shared: ['devcontainer-writable'] },
  'volume-at-var-www': { before: [], shared: ['devcontainer-writable'] },
  'volume-by-basename': { before: [], shared: ['devcontainer-writable'] },
  'volume-by-config-dir': {
    before: ['.devcontainer/devcontainer.json:6 volume-of-all-projects'],
    shared: ['devcontainer-writable'],
    says: ['stay in the volume claude-state (at ', '`claude-sessions share --take-over`'],
  },
  'volume-by-id': { before: [], shared: ['devcontainer-writable'] },
  'volume-fixed-name': {
    before: ['.devcontainer/devcontainer.json:6 volume-of-all-projects'],
    shared: ['devcontainer-writable'],
    says: ['stay in the volume claude-code-config (at ', '`claude-sessions share --take-over`'],
  },
  'volume-official': { before: [], shared: ['devcontainer-writable'] },
  'volume-other-name': {
    before: [],
    shared: ['devcontainer-writable'],
    says: ['stay in the volume x-claude-config (at ', '`claude-sessions share --take-over`'],
  },
  'weather-app': { before: [], shared: ['devcontainer-writable'] },
};
