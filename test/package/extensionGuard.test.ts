import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { guardHooks } from '../../core/src/guard/guardHooks.ts';
import { newFolder } from '../harness/place/newFolder.ts';
import { put } from '../harness/place/Place.ts';
import { type PackedExtension, packExtension } from '../harness/vscode/packExtension.ts';
import { unpackExtension } from '../harness/vscode/unpackExtension.ts';

let packed: PackedExtension;
let root: string;
let home: string;
let nodeFolder: string;
const session = '0e7e4f5c-0000-4000-8000-000000000000';

beforeAll(() => {
  packed = packExtension();
}, 120_000);
afterAll(() => packed?.dispose());

beforeEach(() => {
  root = newFolder();
  home = join(root, 'home');
  unpackExtension(packed, join(root, 'installed'));
  nodeFolder = join(root, 'installed/extension/dist/node');
  return () => rmSync(root, { recursive: true, force: true });
});

const settings = () => join(home, '.claude/settings.json');
const programs = () => readdirSync(join(home, '.claude-sessions/guard/programs'));
const env = () => ({ HOME: home, PATH: process.env.PATH ?? '', DOCKER_PATH: '/nonexistent' });

/** Does something with the API that the extension loads, in a process of its own. */
function withApi(code: string): unknown {
  const module = JSON.stringify(join(nodeFolder, 'api.mjs'));
  const script = `const api = await import(${module}); const nodeFolder = ${JSON.stringify(nodeFolder)}; console.log(JSON.stringify(await (async () => { ${code} })() ?? null));`;
  const args = ['--input-type=module', '-e', script];
  return JSON.parse(execFileSync(process.execPath, args, { env: env(), encoding: 'utf8' }));
}

/** What Claude Code does at a prompt of a conversation. */
function prompt(folder: string) {
  const text = readFileSync(settings(), 'utf8');
  const command = guardHooks(text).find(({ path }) => path[1] === 'UserPromptSubmit')?.command ?? 'exit 99';
  const transcripts = join(home, '.claude/projects', folder.replace(/[^A-Za-z0-9]/g, '-'));
  const input = { session_id: session, transcript_path: join(transcripts, `${session}.jsonl`) };
  return spawnSync('sh', ['-c', command], { env: env(), input: JSON.stringify(input), encoding: 'utf8' });
}

/** A shared project, in whose conversation something acts. */
function sharedProject(): string {
  const folder = join(root, 'app');
  put(join(folder, '.devcontainer/devcontainer.json'), '{"image": "x"}\n');
  withApi(
    `const plan = await api.planModeChange(${JSON.stringify(folder)}, undefined, { mode: 'share', settings: {} });
     const { writeFileSync } = await import('node:fs');
     await plan.carryOut(async (_, after) => writeFileSync(plan.project.configFile, after));`,
  );
  const slug = folder.replace(/[^A-Za-z0-9]/g, '-');
  const line = { type: 'worktree-state', worktreeSession: { worktreePath: '/usr' }, sessionId: session };
  put(join(home, '.claude/projects', slug, `${session}.jsonl`), `${JSON.stringify(line)}\n`);
  return folder;
}

test('the guard of an editor works on when the extension is gone, and is taken out to the byte', () => {
  put(settings(), '{"model": "opus"}\n');
  const folder = sharedProject();
  expect(withApi('return api.offersGuard();')).toBe(true);
  expect(withApi('return api.turnGuardOn(nodeFolder);')).toEqual([settings()]);
  expect(withApi('return api.offersGuard();')).toBe(false);
  expect(withApi('return api.turnGuardOn(nodeFolder);')).toEqual([]);
  expect(programs()).toHaveLength(1);
  renameSync(join(root, 'installed'), join(root, 'elsewhere'));
  expect(prompt(folder)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('this conversation holds what would act on this host'),
  });
  renameSync(join(root, 'elsewhere'), join(root, 'installed'));
  expect(withApi('return api.turnGuardOff();')).toEqual([settings()]);
  expect(readFileSync(settings(), 'utf8')).toBe('{"model": "opus"}\n');
  expect(existsSync(join(home, '.claude-sessions/guard/programs'))).toBe(false);
  // Who turned it off is asked no more.
  expect(withApi('return api.offersGuard();')).toBe(false);
});

test('a window makes the guard of an editor current, and leaves one of the command line alone', () => {
  const folder = sharedProject();
  const script = join(home, '.claude-sessions/guard/guard.sh');
  const keep = () => withApi('return api.keepGuard(nodeFolder);');
  keep();
  expect(existsSync(script)).toBe(false);
  withApi('return api.turnGuardOn(nodeFolder);');
  const [first] = programs();
  keep();
  expect(programs()).toEqual([first]);
  put(script, readFileSync(script, 'utf8').replace(/^VERSION=.*/m, 'VERSION=0.9.0'), 0o700);
  keep();
  expect(programs()).toHaveLength(1);
  expect(programs()).not.toEqual([first]);
  rmSync(join(home, '.claude-sessions/guard/programs', programs()[0] ?? ''), { recursive: true });
  expect(prompt(folder).stderr).toContain('is gone');
  keep();
  expect(prompt(folder).stderr).toContain('would act on this host');
  const other = readFileSync(script, 'utf8').replace(/^TOOL=.*/m, 'TOOL=/gone/main.mjs');
  put(script, other, 0o700);
  keep();
  expect(readFileSync(script, 'utf8')).toBe(other);
});

test('an editor takes the guard out when no project is shared any more', () => {
  const folder = sharedProject();
  withApi('return api.turnGuardOn(nodeFolder);');
  const engine = put(join(root, 'engine'), '#!/bin/sh\nexit 0\n', 0o755);
  const notes = withApi(
    `const plan = await api.planModeChange(${JSON.stringify(folder)}, undefined, { mode: 'none', settings: { dockerPath: ${JSON.stringify(engine)} } });
     const { writeFileSync } = await import('node:fs');
     const made = await plan.carryOut(async (_, after) => writeFileSync(plan.project.configFile, after));
     return made.notes;`,
  );
  expect(notes).toContainEqual(expect.stringContaining('the guard is taken out of'));
  expect(existsSync(settings())).toBe(false);
});
