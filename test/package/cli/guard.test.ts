import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { guardEvents, guardHooks } from '../../../core/src/guard/guardHooks.ts';
import { put } from '../../harness/place/Place.ts';
import { type Finished, tryRun } from '../../harness/system/run.ts';
import { line, prompt, session, snapshot, turn, VerifyPlace } from './verifyPlace.ts';

const evil = line({ type: 'worktree-state', worktreeSession: { worktreePath: '/usr' } });
const transcript = `${session}.jsonl`;

let place: VerifyPlace;
let settings: string;
let script: string;

const text = () => readFileSync(settings, 'utf8');

function at(newPlace: VerifyPlace): void {
  place = newPlace;
  settings = join(place.home, '.claude/settings.json');
  script = join(place.home, '.claude-sessions/guard/guard.sh');
}

/** Runs the hook of settings.json as Claude Code does, by a shell that is its child. */
async function hook(event: string, input: object = {}, path = process.env.PATH ?? ''): Promise<Finished> {
  const command = guardHooks(text()).find(({ path }) => path[1] === event)?.command ?? 'exit 99';
  const all = {
    session_id: session,
    transcript_path: join(place.transcripts, transcript),
    cwd: place.folder,
    hook_event_name: event,
    ...input,
  };
  return tryRun('/bin/sh', ['-c', command], {
    env: { HOME: place.home, PATH: path },
    input: JSON.stringify(all),
  });
}

describe('guard on', () => {
  beforeEach(() => at(new VerifyPlace()));

  test.each([
    ['in use', '{\n  "model": "opus",\n  "hooks": {\n    "PreToolUse": []\n  }\n}\n', 0o640],
    ['with line ends of Windows', '{\r\n  "model": "opus"\r\n}', 0o600],
    ['with a byte order mark', '\uFEFF{"model":"opus"}', 0o644],
  ])('edits settings.json %s, and off takes that out to the byte', async (_, before, mode) => {
    put(settings, before, mode);
    const on = await place.run('guard', 'on');
    expect(on).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('The guard is on') });
    expect(new Set(guardHooks(text()).map(({ path }) => path[1]))).toEqual(new Set(guardEvents));
    expect(lstatSync(settings).mode & 0o777).toBe(mode);
    const once = text();
    expect((await place.run('guard', 'on')).stdout).toContain('already');
    expect(text()).toBe(once);
    expect((await place.run('guard')).exitCode).toBe(0);
    expect((await place.run('guard', 'off')).exitCode).toBe(0);
    expect(text()).toBe(before);
    expect(lstatSync(settings).mode & 0o777).toBe(mode);
    expect(existsSync(script)).toBe(false);
  });

  test('makes settings.json where there is none, in the config directory in use', async () => {
    const env = { CLAUDE_CONFIG_DIR: join(place.home, 'elsewhere') };
    settings = join(env.CLAUDE_CONFIG_DIR, 'settings.json');
    expect((await place.runWith({ env }, 'guard', 'on')).exitCode).toBe(0);
    expect(guardHooks(text())).toHaveLength(guardEvents.length);
    // Wherever the config directory is by then.
    expect((await place.run('guard', 'off')).exitCode).toBe(0);
    expect(existsSync(settings)).toBe(false);
  });

  test('leaves out what was edited since', async () => {
    put(settings, '{\n  "model": "opus"\n}\n');
    await place.run('guard', 'on');
    put(settings, text().replace('opus', 'sonnet'));
    await place.run('guard', 'off');
    expect(text()).toBe('{\n  "model": "sonnet"\n}\n');
  });

  test.each([
    ['broken', '{"model": ', /settings\.json:1:\d+: /],
    ['with comments', '{} // mine\n', /not valid JSON/],
    ['with other hooks', '{"hooks": {"PreToolUse": {}}}', /"hooks\.PreToolUse" is not a list/],
    ['not an object', '[]', /an object is expected/],
  ])('leaves settings.json alone that is %s', async (_, before, words) => {
    put(settings, before);
    const { exitCode, stderr } = await place.run('guard', 'on');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(words);
    expect(text()).toBe(before);
    expect(existsSync(script)).toBe(false);
  });

  test('leaves settings.json alone that is a link, or must not be written', async () => {
    const real = put(join(place.home, 'dotfiles/settings.json'), '{}\n');
    put(join(place.home, '.claude/x'), '');
    symlinkSync(real, settings);
    expect((await place.run('guard', 'on')).stderr).toContain('is a link');
    expect(readFileSync(real, 'utf8')).toBe('{}\n');
    rmSync(settings);
    put(settings, '{}\n');
    chmodSync(join(place.home, '.claude'), 0o555);
    const { exitCode, stderr } = await place.runWith({ unprivileged: true }, 'guard', 'on');
    chmodSync(join(place.home, '.claude'), 0o755);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('could not be written'),
    });
    expect(text()).toBe('{}\n');
    expect(existsSync(script)).toBe(false);
  });

  test('says what is broken', async () => {
    await place.run('guard', 'on');
    const problems = async () => (await place.run('guard', 'status')).stdout;
    put(script, readFileSync(script, 'utf8').replace(/^VERSION=.*/m, 'VERSION=0.9.0'));
    expect(await problems()).toContain('installed by version 0.9.0');
    put(script, readFileSync(script, 'utf8').replace(/^TOOL=.*/m, 'TOOL=/gone/cli.js'));
    expect(await problems()).toContain('/gone/cli.js, which it runs, is gone');
    put(script, 'exit 40\n');
    expect(await problems()).toContain("is not the guard's script");
    rmSync(script);
    expect((await place.run('guard', 'status')).exitCode).toBe(1);
    expect(await problems()).toContain('guard.sh is gone');
    put(settings, text().replace('PreCompact', 'PreCompactOld'));
    expect(await problems()).toContain('lacks the hook of PreCompact');
    await place.run('guard', 'on');
    expect(await place.run('guard')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Guard +on/),
    });
    expect(guardHooks(text())).toHaveLength(guardEvents.length);
  });
});

describe('the guard of a shared project', () => {
  beforeEach(async () => {
    at(await VerifyPlace.shared());
    expect((await place.run('guard', 'on')).exitCode).toBe(0);
  });

  test('is silent when nothing is found, and stops with two lines when something acts', async () => {
    expect((await place.run('guard')).stdout).toContain(place.folder);
    expect(await hook('SessionStart', { source: 'resume' })).toMatchObject({ code: 0, stderr: '' });
    expect(await hook('UserPromptSubmit')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    appendFileSync(join(place.transcripts, transcript), evil);
    // This process has loaded it before.
    expect(await hook('UserPromptSubmit')).toMatchObject({ code: 0 });
    expect(await hook('SessionStart', { source: 'resume' })).toMatchObject({ code: 0 });
    for (const event of ['UserPromptSubmit', 'PreToolUse', 'PreCompact']) {
      const { code, stderr } = await hook(event);
      expect(code).toBe(2);
      expect(stderr.split('\n')).toHaveLength(3);
      expect(stderr).toContain('this conversation holds what would act on this host');
      expect(stderr).toContain(`${transcript}:3`);
      expect(stderr).toContain(
        `claude-sessions verify ${place.folder}\` to see it (with \`npx\` before it where it is not installed)`,
      );
    }
    await place.run('verify', '--accept');
    expect(await hook('SessionStart', { source: 'resume' })).toMatchObject({ code: 0 });
    expect(await hook('UserPromptSubmit')).toMatchObject({ code: 0 });
  });

  test('runs no program of the workspace, which the env of its settings may put first in PATH', async () => {
    appendFileSync(join(place.transcripts, transcript), evil);
    const bin = join(place.folder, 'bin');
    for (const name of ['sh', 'ps', 'stat', 'cat', 'date', 'node'])
      put(join(bin, name), `#!/bin/sh\ntouch '${place.home}/ran'\nexit 40\n`, 0o755);
    expect((await hook('UserPromptSubmit', {}, `${bin}:${process.env.PATH}`)).code).toBe(2);
    expect(existsSync(join(place.home, 'ran'))).toBe(false);
  });

  test('stops a warning that acts, a fork of what acts, and nothing for another conversation', async () => {
    const tasks = [{ id: 'a', cron: '* * * * *', prompt: 'x' }];
    const attachment = { type: 'session_cron_carry', tasks };
    appendFileSync(join(place.transcripts, transcript), line({ type: 'attachment', attachment }));
    expect(await hook('UserPromptSubmit')).toMatchObject({ code: 2 });
    const other = session.replace(/^.{8}/, '11111111');
    const forked = { session_id: other, transcript_path: join(place.transcripts, `${other}.jsonl`) };
    await hook('SessionStart', { ...forked, source: 'fork' });
    expect(await hook('UserPromptSubmit', forked)).toMatchObject({ code: 2 });
    put(join(place.transcripts, `${other}.jsonl`), turn.replaceAll(session, other));
    await hook('SessionStart', { ...forked, source: 'resume' });
    expect(await hook('UserPromptSubmit', forked)).toMatchObject({ code: 0 });
  });

  test('stops where the list of other folders leads out of Claude’s: what was picked may lie there', async () => {
    const resumed = { source: 'resume' };
    const other = session.replace(/^.{8}/, '11111111');
    const picked = { session_id: other, transcript_path: join(place.transcripts, `${other}.jsonl`) };
    await hook('SessionStart', resumed);
    expect(await hook('UserPromptSubmit')).toMatchObject({ code: 0 });
    put(join(place.transcripts, '.session-aliases'), `/mnt/claude-host/project\n${place.folder}/planted\n`);
    // One of the same name may lie in both.
    for (const loaded of [{}, picked]) {
      await hook('SessionStart', { ...resumed, ...loaded });
      const { code, stderr } = await hook('UserPromptSubmit', loaded);
      expect([code, stderr]).toEqual([2, expect.stringContaining('(.session-aliases')]);
    }
    await place.run('verify', '--accept');
    await hook('SessionStart', resumed);
    expect(await hook('UserPromptSubmit')).toMatchObject({ code: 0 });
  });

  test('makes the script current, and stops when the tool is gone', async () => {
    const old = readFileSync(script, 'utf8').replace(/^VERSION=.*/m, 'VERSION=0.9.0');
    put(script, old);
    await hook('UserPromptSubmit');
    expect((await place.run('guard')).exitCode).toBe(0);
    put(script, old.replace(/^TOOL=.*/m, 'TOOL=/gone/cli.js'));
    appendFileSync(join(place.transcripts, transcript), turn);
    await hook('SessionStart', { source: 'resume' });
    const stopped = async (words: string) =>
      expect(await hook('UserPromptSubmit')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(words),
      });
    await stopped('/gone/cli.js');
    renameSync(script, `${script}.old`);
    await stopped('guard is broken');
  });

  test('is not in the copy for the container, and goes with the last shared project', async () => {
    await place.run('guard', 'off');
    const own = { model: 'opus', permissions: { allow: ['Read'] } };
    put(settings, JSON.stringify(own));
    await place.run('prepare');
    await place.run('guard', 'on');
    const copy = () => JSON.parse(readFileSync(join(place.prepared, 'files/settings.json'), 'utf8'));
    expect(copy()).toEqual(own);
    // The script leaves it alone, since it is of this text, and nothing is missed in it.
    const prepare = join(place.folder, '.devcontainer/claude-sessions-prepare.sh');
    const env = { HOME: place.home, PATH: process.env.PATH ?? '' };
    const ran = await tryRun('sh', [prepare, basename(place.prepared)], { cwd: place.folder, env });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(copy()).toEqual(own);
    expect((await place.run('doctor')).stdout).not.toContain('settings');
    await place.run('prepare');
    expect(copy()).toEqual(own);
    const engine = place.engine('exit 0');
    const { stdout } = await place.run('remove', '--docker-path', engine);
    expect(stdout).toContain('the guard is taken out');
    expect(text()).toBe(JSON.stringify(own));
    expect(existsSync(script)).toBe(false);
  });
});

describe('a project that switches hooks off', () => {
  beforeEach(async () => at(await VerifyPlace.shared()));

  test('is named by guard status, doctor and continue --host', async () => {
    const own = join(place.folder, '.claude/settings.json');
    const local = join(place.folder, '.claude/settings.local.json');
    const doctor = async () => (await place.run('doctor')).stdout;
    put(own, '{"disable\\u0041llHooks": true}\n');
    expect(await doctor()).not.toContain('hooks-switched-off');
    put(settings, '{"statusLine": {"type": "command", "command": "date"}}\n');
    expect(await doctor()).toMatch(/warning: Your hooks do not run .*\[hooks-switched-off\]/s);
    await place.run('guard', 'on');
    const status = await place.run('guard');
    expect(status.exitCode).toBe(1);
    expect(status.stdout).toContain(
      `"disableAllHooks" in ${own} turns it off for a Claude Code that is started there`,
    );
    expect(await doctor()).toMatch(/error: The guard does not run .*\[hooks-switched-off\]/s);
    const bin = join(place.home, 'bin');
    put(join(bin, 'claude'), '#!/bin/sh\necho ran\n', 0o755);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const here = await place.runWith({ env }, 'continue', '--host');
    expect(here).toMatchObject({ stdout: 'ran\n', stderr: expect.stringContaining('warning: the guard: ') });
    rmSync(own);
    expect(await doctor()).not.toContain('hooks-switched-off');
    // What a link leads to may switch them off.
    symlinkSync('/dev/zero', local);
    expect((await place.run('guard')).stdout).toContain(`${local} is a link`);
    rmSync(local);
    // So may what is too long to be read, or in another encoding.
    const big = `{"disableAllHooks": true, "x": "${'x'.repeat(17 * 1024 * 1024)}"}`;
    for (const content of [big, Buffer.from('\uFEFF{"disableAllHooks": true}', 'utf16le')]) {
      writeFileSync(local, content);
      expect((await place.run('guard')).stdout).toContain(`${local} cannot be read here`);
      expect(await doctor()).toMatch(/[.]claude.settings[.]local[.]json: cannot be read/);
    }
    rmSync(local);
    // Those of a sub-folder count where Claude Code is started in it: not here.
    for (const folder of ['packages/web', 'node_modules/x', 'a/b/c/d/e'])
      place.write(`${folder}/.claude/settings.local.json`, '{"disableAllHooks": true}');
    symlinkSync('elsewhere', join(place.folder, 'a/.claude'));
    const below = (await place.run('guard')).stdout;
    expect(below).toContain(`"disableAllHooks" in ${place.folder}/packages/web/.claude/settings.local.json`);
    expect(below).toContain(`${place.folder}/a/.claude is a link`);
    expect(below).not.toMatch(/node_modules|d\/e/);
    expect(await doctor()).toContain('packages/web/.claude/settings.local.json');
    const { stderr } = await place.runWith({ env }, 'continue', '--host');
    expect(stderr).not.toContain('warning: the guard: ');
    for (const folder of ['packages', 'a']) rmSync(join(place.folder, folder), { recursive: true });
    symlinkSync('elsewhere', join(place.folder, '.claude-of-mine'));
    expect((await place.run('guard')).exitCode).toBe(0);
  });
});

describe('share', () => {
  beforeEach(() => {
    at(new VerifyPlace());
    place.writeConfig('{"image": "x"}\n');
  });

  test('turns the guard on only where that is said', async () => {
    const { stderr } = await place.run('share', '--yes', '--up', '--dry-run');
    expect(stderr).not.toContain('guard');
    expect((await place.run('share')).stderr).toContain('`claude-sessions guard on`');
    expect(existsSync(settings)).toBe(false);
    expect((await place.run('share', '--no-guard')).stderr).not.toContain('guard');
    // It is not offered again.
    expect((await place.run('share')).stderr).not.toContain('guard');
    expect((await place.run('share', '--guard')).stderr).toContain('The guard is on');
    expect(guardHooks(text())).toHaveLength(guardEvents.length);
  });
});

describe('continue --host', () => {
  test('runs Claude Code in the project once nothing acts, and ends as it does', async () => {
    at(await VerifyPlace.shared());
    const bin = join(place.home, 'bin');
    put(join(bin, 'claude'), '#!/bin/sh\necho "$PWD $*"\ncat\nexit 7\n', 0o755);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const run = (...args: string[]) => place.runWith({ env }, 'continue', '--host', ...args);
    expect(await run('--', '--model', 'a b')).toMatchObject({
      exitCode: 7,
      stdout: `${place.folder} --continue --model a b\n`,
    });
    put(join(bin, 'claude'), '#!/bin/sh\nkill -TERM $$\n', 0o755);
    expect(await run()).toMatchObject({ exitCode: 143 });
    place.put(transcript, turn + snapshot(prompt) + evil);
    const { exitCode, stderr, stdout } = await run();
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('worktree-elsewhere');
    expect(stderr).toContain('Claude Code was not started');
    expect((await run('--recreate')).exitCode).toBe(2);
    expect((await place.runWith({ env: { PATH: '/nonexistent' } }, 'continue', '--host')).stderr).toContain(
      'no `claude` on your PATH',
    );
  });
});
