import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A host as *prepare* may find it: made in `root`, where `home` and the workspace are. */
export interface Home {
  name: string;
  make?: (root: string) => void;
  /** The name of the workspace folder. */
  workspace?: string;
  /** `CLAUDE_CONFIG_DIR`, in `root` unless it is relative. */
  configDir?: string;
  /** Refused, with words of the message. */
  refused?: string;
}

export function put(root: string, path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), mode);
}

function link(root: string, path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

function folder(root: string, path: string): void {
  mkdirSync(join(root, path), { recursive: true });
}

const settings = (value: unknown) => (root: string) =>
  put(root, 'home/.claude/settings.json', `${JSON.stringify(value, null, 2)}\n`);

const onboarded = `${JSON.stringify({ numStartups: 1, theme: 'dark', hasCompletedOnboarding: true, lastOnboardingVersion: '2.1.329', projects: { '/x': { hasCompletedOnboarding: false } } }, null, 2)}\n`;

/** Every test makes it anew, and its project is at the same path each time. */
export const homes: Home[] = [
  { name: 'never ran Claude Code' },
  { name: 'empty config directory', make: (root) => folder(root, 'home/.claude') },
  {
    name: 'full',
    make: (root) => {
      settings({ model: 'opus', apiKeyHelper: '/x', env: { FOO: 'bar', MY_KEY: 's', B: '2' } })(root);
      put(root, 'home/.claude/CLAUDE.md', 'be kind\r\nno end of line', 0o755);
      put(root, 'home/.claude/keybindings.json', '');
      put(root, 'home/.claude/agents/mine.md', 'x');
      folder(root, 'home/.claude/skills');
      put(root, 'home/.claude.json', onboarded);
      put(root, 'home/.claude-sessions/0abc/original.json', '{}');
    },
  },
  {
    name: 'binary CLAUDE.md',
    make: (root) => put(root, 'home/.claude/CLAUDE.md', '\u0000\u0001ü\u0000\n\n'),
  },
  {
    name: 'onboarding without a theme',
    make: (root) => put(root, 'home/.claude.json', '{\n  "hasCompletedOnboarding": true\n}'),
  },
  {
    name: 'onboarding not done',
    make: (root) => put(root, 'home/.claude.json', '{\n  "hasCompletedOnboarding": false\n}'),
  },
  {
    name: 'onboarding with an editor mode',
    make: (root) =>
      put(root, 'home/.claude.json', '{\n  "editorMode": "vim",\n  "hasCompletedOnboarding": true\n}'),
  },
  {
    name: 'a project that is trusted',
    workspace: 'h\u00e4user',
    make: (root) => {
      const entry = { hasTrustDialogAccepted: true, allowedTools: ['Read(\u00fc)'], lastCost: 1 };
      put(root, 'home/.claude.json', JSON.stringify({ projects: { [join(root, 'h\u00e4user')]: entry } }));
    },
  },
  {
    name: 'onboarding with CRLF',
    make: (root) => put(root, 'home/.claude.json', onboarded.replaceAll('\n', '\r\n')),
  },
  { name: 'settings: not JSON', make: (root) => put(root, 'home/.claude/settings.json', '{\n // x\n}') },
  { name: 'settings: empty', make: (root) => put(root, 'home/.claude/settings.json', '') },
  { name: 'settings: a folder', make: (root) => folder(root, 'home/.claude/settings.json') },
  {
    name: 'settings: no end of line, CRLF',
    make: (root) => put(root, 'home/.claude/settings.json', '{\r\n"a":1,\r\n"env":{}}'),
  },
  {
    name: 'settings: secrets everywhere',
    make: settings({
      env: { A_KEY: 'x' },
      hooks: { a: ['sk-abcdefghijklmnop0123'] },
      permissions: { allow: ['a', 'ghp_x'] },
    }),
  },
  {
    name: 'settings: every character',
    make: settings({ a: String.fromCodePoint(...Array.from({ length: 0x900 }, (_, i) => i)) }),
  },
  {
    name: 'dotfiles: links to folders and files',
    make: (root) => {
      put(root, 'dotfiles/claude/agents/a.md', 'a');
      put(root, 'dotfiles/claude/settings.json', '{"env":{"A_TOKEN":"x"}}');
      put(root, 'dotfiles/claude/CLAUDE.md', 'hi\n');
      link(root, 'home/.claude/agents', '../../dotfiles/claude/agents');
      link(root, 'home/.claude/settings.json', '../../dotfiles/claude/settings.json');
      link(root, 'home/.claude/CLAUDE.md', '../../dotfiles/claude/CLAUDE.md');
      link(root, 'home/.claude/keybindings.json', 'nowhere');
    },
  },
  {
    name: 'skills that links lead to',
    make: (root) => {
      put(root, 'home/.agents/skills/foo/SKILL.md', 'foo');
      put(root, 'home/.agents/skills/foo/scripts/x.sh', '#!/bin/sh\n', 0o755);
      put(root, 'home/.agents/skills/foo/scripts/plain.sh', 'x', 0o654);
      link(root, 'home/.agents/skills/foo/inside', 'scripts/x.sh');
      link(root, 'home/.agents/skills/foo/scripts/back', '../SKILL.md');
      link(root, 'home/.agents/skills/foo/scripts/deep/up', '..//../SKILL.md');
      link(root, 'home/.agents/skills/foo/out', '../bar');
      link(root, 'home/.agents/skills/foo/absolute', join(root, 'home/.ssh'));
      link(root, 'home/.agents/skills/foo/scripts/winding', 'deep/../../../x');
      link(root, 'home/.claude/skills/foo', '../../.agents/skills/foo');
      put(root, 'home/my skills/a b/ c', 'ab');
      link(root, 'home/.claude/skills/a b', join(root, 'home/my skills/a b'));
      link(root, 'home/.claude/skills/-f', '../../my skills/a b');
      folder(root, 'home/nothing in it');
      link(root, 'home/.claude/agents/empty', '../../nothing in it');
      put(root, 'home/notes/git.md', '# git', 0o444);
      link(root, 'home/.claude/commands/git.md', '../../notes/link.md');
      link(root, 'home/notes/link.md', 'git.md');
      put(root, 'home/.claude/skills/real/more.md', 'more');
      link(root, 'home/.claude/skills/real/SKILL.md', '../../../notes/git.md');
      link(root, 'home/.claude/skills/real/foo', '../../../.agents/skills/foo');
      link(root, 'home/.claude/skills/real/more', 'more.md');
      put(root, 'home/.claude/skills/plain/node_modules/y/b.js', 'b');
      link(root, 'home/.claude/skills/plain/node_modules/.bin/b', '../y/b.js');
      link(root, 'home/.claude/skills/alias', 'plain');
      link(root, 'home/.claude/hooks/h\u00e4', '../../notes/git.md');
    },
  },
  {
    name: 'links that bring nothing into a container',
    make: (root) => {
      for (const [name, target] of Object.entries({
        passwd: '/etc/passwd',
        key: '../../.ssh/id_rsa',
        ssh: join(root, 'home/.ssh'),
        login: '../.credentials.json',
        settings: '../settings.json',
        account: '../../.claude.json',
        other: '../projects/-other',
        workspace: '../../../app',
        'in workspace': '../../../app/x',
        prepared: '../../.claude-sessions',
        home: '../..',
        config: '../../.claude',
        root: '/',
        above: '../../..',
        nothing: '../../gone',
        itself: '../skills/itself',
        fifo: '../../fifos/fifo',
        fifos: '../../fifos',
        deep: '../../deep',
        lines: '../../lines',
        env: '../../env',
      })) {
        link(root, `home/.claude/skills/${name}`, target);
      }
      put(root, 'home/.ssh/id_rsa', 'secret');
      put(root, 'home/.claude/.credentials.json', 'secret');
      put(root, 'home/.claude/settings.json', '{}');
      put(root, 'home/.claude.json', '{}');
      put(root, 'home/.claude/projects/-other/x.jsonl', 'secret');
      put(root, 'app/x/SKILL.md', 'by the container');
      folder(root, 'home/fifos');
      spawnSync('mkfifo', [join(root, 'home/fifos/fifo')]);
      put(root, `home/deep/${'a/'.repeat(11)}x`, '');
      put(root, 'home/lines/a\nb', '');
      put(root, 'home/env/.env', 'secret');
      link(root, 'home/.claude/skills/a\nb', '../../.ssh');
      put(root, 'home/.claude/skills/half/SKILL.md', 'half');
      link(root, 'home/.claude/skills/half/key', '../../../.ssh/id_rsa');
      put(root, 'home/.claude/skills/whole/.env', 'secret');
      link(root, 'home/.claude/skills/whole/one', '../../../env');
      link(root, 'home/.claude/skills/whole/two', '../../../env');
    },
  },
  {
    name: 'the profile and the config directory are links, and have links',
    make: (root) => {
      put(root, 'home/dotfiles/skills/foo/SKILL.md', 'foo');
      put(root, 'home/dotfiles/bar/SKILL.md', 'bar');
      link(root, 'home/dotfiles/skills/bar', '../bar');
      link(root, 'home/conf/skills', '../dotfiles/skills');
      link(root, 'home/.claude', 'conf');
    },
  },
  {
    name: 'the whole config directory is a link',
    make: (root) => {
      folder(root, 'dotfiles/claude');
      link(root, 'home/.claude', '../dotfiles/claude');
    },
  },
  {
    name: 'CLAUDE_CONFIG_DIR',
    configDir: 'else where',
    make: (root) => {
      put(root, 'else where/settings.json', '{"a":1}');
      put(root, 'else where/.claude.json', onboarded);
      put(root, 'home/.claude.json', '{}');
      put(root, 'home/.claude/settings.json', '{"b":1}');
    },
  },
  { name: 'CLAUDE_CONFIG_DIR missing', configDir: 'conf' },
  {
    name: 'CLAUDE_CONFIG_DIR relative',
    configDir: './conf',
    refused: 'CLAUDE_CONFIG_DIR (./conf) is relative or lies in the workspace',
  },
  {
    name: 'CLAUDE_CONFIG_DIR in the workspace',
    configDir: 'app/not/there',
    refused: 'is relative or lies in the workspace',
  },
  {
    name: 'CLAUDE_CONFIG_DIR in the workspace, by a link',
    configDir: 'link/conf',
    make: (root) => {
      folder(root, 'app/sub/conf');
      link(root, 'link', 'app/sub');
    },
    refused: 'is relative or lies in the workspace',
  },
  { name: 'CLAUDE_CONFIG_DIR is the workspace', configDir: 'app', refused: 'is relative or lies in' },
  { name: 'CLAUDE_CONFIG_DIR only begins like the workspace', configDir: 'app2' },
  { name: 'the workspace is the home', workspace: 'home', refused: 'holds ' },
  { name: 'the workspace holds the home', workspace: '.', refused: 'home/.claude, all of which' },
  {
    name: 'the workspace is the config directory',
    workspace: 'home/.claude',
    refused: 'home/.claude holds ',
  },
  {
    name: 'the workspace is our folder',
    workspace: 'home/.claude-sessions',
    refused: 'home/.claude-sessions, all of which',
  },
  {
    name: 'the workspace holds the config directory, by a link',
    workspace: 'dotfiles',
    make: (root) => {
      folder(root, 'dotfiles/claude');
      link(root, 'home/.claude', '../dotfiles/claude');
    },
    refused: 'home/.claude, all of which',
  },
  {
    name: '.claude.json is a link into the workspace',
    make: (root) => {
      put(root, 'app/claude.json', '{}');
      link(root, 'home/.claude.json', '../app/claude.json');
    },
    refused: 'leads into the workspace',
  },
  {
    name: '.claude.json is a link to a link into the workspace, to nothing yet',
    make: (root) => {
      link(root, 'home/other.json', '../app/claude.json');
      link(root, 'home/.claude.json', 'other.json');
    },
    refused: 'leads into the workspace',
  },
  {
    name: '.claude.json is a link to elsewhere, or round in a circle',
    make: (root) => link(root, 'home/.claude.json', '.claude.json'),
  },
  {
    name: 'skills lead through the workspace to the keys',
    make: (root) => {
      put(root, 'home/.ssh/id_rsa', 'canary');
      link(root, 'app/skills', '../home/.ssh');
      link(root, 'home/.claude/skills', '../../app/skills');
    },
    refused: 'leads through the workspace',
  },
  {
    name: 'agents lead through the workspace to what is not there yet',
    make: (root) => {
      link(root, 'app/claude', '../home/later');
      folder(root, 'home/later');
      link(root, 'home/.claude', '../app/claude');
    },
    refused: 'leads through the workspace',
  },
  {
    name: 'skills lead into the workspace, and stay there',
    make: (root) => {
      folder(root, 'app/dotfiles/skills');
      link(root, 'app/skills', 'dotfiles/skills');
      link(root, 'home/.claude/skills', '../../app/skills');
    },
  },
  { name: 'a workspace in the home', workspace: 'home/code/app' },
  {
    name: 'prepared, since outdated',
    make: (root) => {
      put(root, 'home/.claude/CLAUDE.md', 'new');
      put(root, 'home/.claude/settings.json', '{"a":2}');
      put(root, 'home/.claude-sessions/0abc/files/CLAUDE.md', 'old');
      put(root, 'home/.claude-sessions/0abc/files/settings.json', '{"a":1}');
      put(root, 'home/.claude-sessions/0abc/files/left-out.txt', 'old');
      put(root, 'home/.claude-sessions/0abc/files/keybindings.json', 'gone');
      put(root, 'home/.claude-sessions/0abc/files/onboarding.json', 'gone');
      put(root, 'home/.claude-sessions/0abc/workspace', 'else\n');
    },
  },
  { name: 'space', workspace: 'my app' },
  { name: 'quotes', workspace: `it's "so"` },
  { name: 'command', workspace: '$(touch x);`touch y`' },
  { name: 'newline', workspace: 'a\nb\n' },
  { name: 'backslash', workspace: 'a\\nb\\' },
  { name: 'emoji and accents', workspace: 'e\u0301 é 😀 漢字' },
  { name: 'leading dash', workspace: '-rf' },
  { name: '200 and more', workspace: 'x'.repeat(240) },
  { name: '200 and more, in UTF-16 only', workspace: `${'😀'.repeat(45)}${'y'.repeat(70)}` },
  {
    name: 'a link to the workspace',
    workspace: 'link',
    make: (root) => {
      folder(root, 'real one');
      link(root, 'link', 'real one');
    },
  },
  {
    name: 'a profile entry is a file',
    make: (root) => put(root, 'home/.claude/hooks', ''),
    refused: 'home/.claude/hooks is not a folder',
  },
  {
    name: 'a profile entry dangles',
    make: (root) => link(root, 'home/.claude/skills', 'nowhere'),
    refused: 'home/.claude/skills is not a folder',
  },
  {
    name: 'the config directory is a file',
    make: (root) => put(root, 'home/.claude', ''),
    refused: 'home/.claude is not a folder',
  },
  {
    name: 'projects is a file',
    make: (root) => put(root, 'home/.claude/projects', ''),
    refused: 'projects is not a folder',
  },
  {
    name: 'our folder is a file',
    make: (root) => put(root, 'home/.claude-sessions', ''),
    refused: '.claude-sessions is not a folder',
  },
  { name: 'HOME is a file', make: (root) => put(root, 'home', ''), refused: '' },
];
