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
