import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CliPlace } from './place.ts';

interface StatusJson extends Record<string, unknown> {
  host: { projectFolder: string };
}

/** What the prepare script beside devcontainer.json makes, the command makes too, from the same places. */
function prepared(place: CliPlace): string {
  const sessions = join(place.home, '.claude-sessions');
  return join(sessions, readdirSync(sessions)[0] ?? '');
}

test('the onboarding of an ordinary host, whose .claude.json lies beside ~/.claude, is passed on', async () => {
  const place = new CliPlace();
  place.writeConfig('{"image": "x"}\n');
  writeFileSync(
    join(place.home, '.claude.json'),
    '{\n  "hasCompletedOnboarding": true,\n  "theme": "dark"\n}\n',
  );
  const { exitCode, stdout } = await place.run('share', '--no-install-claude');
  expect(exitCode).toBe(0);
  expect(stdout).not.toMatch(/theme/);
  const onboarding = readFileSync(join(prepared(place), 'files/onboarding.json'), 'utf8');
  expect(JSON.parse(onboarding)).toEqual({ hasCompletedOnboarding: true, theme: 'dark' });
});

test('trust in the project, and what was decided about it, is passed on; what may be a secret is named', async () => {
  const place = new CliPlace();
  place.writeConfig('{"image": "x"}\n');
  const asked = await place.run('share', '--no-install-claude', '--dry-run');
  expect(asked.stdout + asked.stderr).toMatch(/trust\s+the\s+project\s+folder/);
  const entry = {
    hasTrustDialogAccepted: true,
    allowedTools: ['Read'],
    mcpServers: { mine: { command: 'x', env: { A_KEY: 'canary' } } },
  };
  writeFileSync(join(place.home, '.claude.json'), JSON.stringify({ projects: { [place.folder]: entry } }));
  const { stdout, stderr } = await place.run('share', '--no-install-claude');
  expect(stdout + stderr).not.toMatch(/trust\s+the\s+project\s+folder/);
  const read = (name: string) => readFileSync(join(prepared(place), 'files', name), 'utf8');
  expect(JSON.parse(read('project.json'))).toEqual({ hasTrustDialogAccepted: true, allowedTools: ['Read'] });
  expect(read('left-out.txt')).toContain('\n.claude.json: mcpServers.mine\n');
  expect(read('left-out.txt')).not.toContain('canary');
});

test('the config directory that was prepared first is gone on with, whatever the environment says later', async () => {
  const place = new CliPlace();
  place.writeConfig('{"image": "x"}\n');
  const other = join(place.home, 'elsewhere');
  mkdirSync(other);
  await place.runWith({ env: { CLAUDE_CONFIG_DIR: other } }, 'share', '--no-install-claude');
  const projectFolder = async () =>
    ((await place.json('status')) as unknown as StatusJson).host.projectFolder;
  expect((await projectFolder()).startsWith(join(other, 'projects/'))).toBe(true);
  const later = await place.run('status');
  expect(later.exitCode).toBe(1);
  expect(later.stdout).toMatch(
    /keeps to the conversations in .*elsewhere, while CLAUDE_CONFIG_DIR is not set/,
  );
  const again = await place.run('share', '--no-install-claude');
  expect(again.stdout).toMatch(/keeps to the conversations in .*elsewhere/);
  rmSync(join(prepared(place), 'project'));
  expect(await projectFolder()).toMatch(/\/home\/\.claude\//);
  expect(existsSync(other)).toBe(true);
});

test('status finds a CLAUDE_CONFIG_DIR that leads away from the volume, and isolate takes it out', async () => {
  const place = new CliPlace();
  place.writeConfig('{"image": "x"}\n');
  await place.run('isolate', '--no-install-claude');
  expect((await place.run('status')).exitCode).toBe(0);
  const text = place.read().replace('{', '{ "remoteEnv": { "CLAUDE_CONFIG_DIR": "/home/vscode/.claude" },');
  place.writeConfig(text);
  const { exitCode, stdout } = await place.run('status');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/CLAUDE_CONFIG_DIR in remoteEnv leads Claude Code away from the volume/);
  await place.run('isolate', '--no-install-claude');
  expect((await place.run('status')).exitCode).toBe(0);
});

test('status says in words what to do about a host that is not prepared', async () => {
  const place = new CliPlace();
  place.writeConfig('{"image": "x"}\n');
  await place.run('share', '--no-install-claude');
  rmSync(join(prepared(place), 'project'));
  const { exitCode, stdout } = await place.run('status');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^warning: .*\n( {2}\w+: .*\n)* {2}to do: .*`claude-sessions prepare`/m);
  expect(stdout).not.toContain('[object');
  expect(JSON.stringify(await place.json('status'))).not.toContain('[object');
});

test('settings that changed since they were copied are no finding: the next start copies them', async () => {
  const place = new CliPlace();
  place.writeConfig('{"image": "x"}\n');
  const settings = join(place.home, '.claude/settings.json');
  mkdirSync(join(place.home, '.claude'), { recursive: true });
  writeFileSync(settings, '{"permissions": {"deny": ["Read(x)"]}}\n');
  await place.run('share', '--no-install-claude');
  const copy = join(prepared(place), 'files/settings.json');
  writeFileSync(copy, '{}\n');
  expect((await place.run('status')).stdout).toMatch(
    /copy of your settings[^[]*\[settings-not-copied\]\n {2}seen: .*permissions/,
  );
  writeFileSync(settings, '{"permissions": {"deny": ["Read(y)"]}}\n');
  expect((await place.run('status')).stdout).not.toContain('copy of your settings');
});

test('what CLAUDE.md imports is copied, and what is not is named; remove leaves nothing of it', async () => {
  const place = new CliPlace();
  place.writeConfig('{"image": "x"}\n');
  const write = (path: string, text: string) => {
    mkdirSync(join(place.home, path, '..'), { recursive: true });
    writeFileSync(join(place.home, path), text);
  };
  write('.claude/CLAUDE.md', '@~/notes/style.md @~/.ssh/config\n');
  write('notes/style.md', 'brief');
  write('.ssh/config', 'canary');
  write('.agents/skills/foo/SKILL.md', 'foo');
  write('.claude/skills/.keep', '');
  symlinkSync('../../.agents/skills/foo', join(place.home, '.claude/skills/foo'));
  await place.run('share', '--no-install-claude');
  const read = (name: string) => readFileSync(join(prepared(place), 'files', name), 'utf8');
  expect(read('CLAUDE.md')).toBe('@./home/notes/style.md @~/.ssh/config\n');
  expect(read('home/notes/style.md')).toBe('brief');
  const why = 'CLAUDE.md: @~/.ssh/config: secrets are kept under .ssh';
  expect((await place.run('prepare', '-v')).stdout).toContain(
    `Not copied, of what CLAUDE.md imports:\n  ${why}`,
  );
  expect(await place.json('prepare')).toMatchObject({ prepared: { refreshed: [], leftOutImports: [why] } });
  const engine = place.engine('exit 0');
  expect((await place.run('remove', '--docker-path', engine)).stdout).not.toContain('.claude-sessions');
  expect(readdirSync(prepared(place))).toEqual(['verified.json']);
});
