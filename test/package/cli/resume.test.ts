import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { claudeEnvironment } from '../../harness/claude/claudeEnvironment.ts';
import { useMockApi } from '../../harness/claude/useMockApi.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import { claudeVersions, provideClaudeCode } from '../../harness/start/claudeCode.ts';
import { succeeded, tryRun } from '../../harness/system/run.ts';
import { CliPlace } from './place.ts';
import { idsOf, ReviewedPlace } from './ReviewedPlace.ts';
import { line, prompt, session, snapshot, turn, VerifyPlace } from './verifyPlace.ts';

const api = useMockApi();
const run = newFolder();

/** Says where it runs, and its words. */
const echo = '#!/bin/sh\necho "$PWD $*"\ncat\nexit 7\n';

/** The environment in which Claude Code is that shell code. */
function standIn(place: CliPlace, code = echo): { env: Record<string, string> } {
  const bin = join(place.home, 'bin');
  put(join(bin, 'claude'), code, 0o755);
  return { env: { PATH: `${bin}:${process.env.PATH}` } };
}

const idOf = (number: number) => `0e7e4f5c-0000-4000-8000-00000000000${number}`;

/** A conversation as it is filed for a directory. */
function file(place: CliPlace, id: string, directory: string, cwd = directory, more: object = {}): string {
  const text = line({ type: 'user', cwd, message: { role: 'user', content: 'hi' }, ...more }, id);
  return put(join(place.home, '.claude/projects', projectSlug(directory), `${id}.jsonl`), text);
}

describe('on this host', () => {
  it('runs Claude Code where the conversation was begun, with what is for it, and ends as it does', async () => {
    const place = new CliPlace();
    const web = join(place.folder, 'packages/web');
    const other = join(place.root, 'other');
    for (const folder of [web, other]) mkdirSync(folder, { recursive: true });
    file(place, idOf(1), web);
    file(place, idOf(2), place.folder);
    const options = standIn(place);
    expect(
      await place.runWith({ ...options, cwd: other }, 'resume', idOf(1), '--', '--model', 'a b'),
    ).toEqual({ exitCode: 7, stdout: `${web} --resume ${idOf(1)} --model a b\n`, stderr: '' });
    expect(await place.runWith(options, 'resume', idOf(2).slice(0, -1))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Write more of the id'),
    });
    expect((await place.runWith(options, 'resume', idOf(2), place.folder)).stdout).toBe(
      `${place.folder} --resume ${idOf(2)}\n`,
    );
    const signalled = standIn(place, '#!/bin/sh\nkill -TERM $$\n');
    expect(await place.runWith(signalled, 'resume', idOf(2))).toMatchObject({ exitCode: 143 });
  });

  it('is looked through first, as continue --host does', async () => {
    const place = await VerifyPlace.shared();
    const options = standIn(place);
    expect(await place.runWith(options, 'resume', session)).toMatchObject({
      exitCode: 7,
      stdout: `${place.folder} --resume ${session}\n`,
    });
    const evil = line({ type: 'worktree-state', worktreeSession: { worktreePath: '/usr' } });
    place.put(`${session}.jsonl`, turn + snapshot(prompt) + evil);
    const { exitCode, stdout, stderr } = await place.runWith(options, 'resume', session);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('worktree-elsewhere');
    expect(stderr).toContain('Claude Code was not started');
  });

  it('goes nowhere that a transcript names and that it is not filed under', async () => {
    const place = new CliPlace();
    const elsewhere = join(place.home, 'private');
    mkdirSync(elsewhere);
    file(place, idOf(1), place.folder, elsewhere);
    const options = standIn(place);
    expect((await place.runWith(options, 'resume', idOf(1))).stdout).toBe(
      `${place.folder} --resume ${idOf(1)}\n`,
    );
    const { exitCode, stderr } = await place.runWith({ ...options, cwd: elsewhere }, 'resume', idOf(1));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`is not known: it is filed under ${projectSlug(place.folder)}`);
  });

  it('says what to do where the directory is gone, without control characters', async () => {
    const place = new CliPlace();
    const gone = join(place.root, 'gone\u001b[31m');
    file(place, idOf(1), gone);
    const { exitCode, stdout, stderr } = await place.runWith(standIn(place), 'resume', idOf(1));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`is not there any more: ${place.root}/gone\\u001b[31m.`);
    expect(stderr).toContain('claude-sessions adopt');
    expect(stderr).not.toContain('\u001b[31m.');
  });

  it('of a remnant, an unknown id, no Claude Code and contrary options says so', async () => {
    const place = new CliPlace();
    const projects = join(place.home, '.claude/projects', projectSlug(place.folder));
    put(join(projects, idOf(1), 'subagents/agent-1.jsonl'), turn);
    file(place, idOf(2), place.folder);
    const options = standIn(place);
    const refused = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await place.runWith(options, 'resume', ...args);
      expect(stdout).toBe('');
      return [exitCode, stderr] as const;
    };
    expect(await refused(idOf(1))).toEqual([1, expect.stringContaining('only a folder is left')]);
    expect(await refused(idOf(3))).toEqual([1, expect.stringContaining('There is no conversation')]);
    expect(await refused(idOf(2), '--host', '--container')).toEqual([2, expect.anything()]);
    expect(await refused(idOf(2), '--host', '--recreate')).toEqual([2, expect.anything()]);
    expect(await refused(idOf(2), '--container')).toEqual([1, expect.stringContaining('no dev container')]);
    expect(await refused('a', 'b', 'c')).toEqual([2, expect.stringContaining('one word too many: c')]);
    expect(await refused()).toEqual([2, expect.stringContaining('Which conversation?')]);
    const without = await place.runWith({ env: { PATH: '/nonexistent' } }, 'resume', idOf(2));
    expect(without.stderr).toContain('no `claude` on your PATH');
  });

  it('--dry-run starts nothing and says what it would', async () => {
    const place = new CliPlace();
    file(place, idOf(1), place.folder);
    const { exitCode, stdout } = await place.runWith(
      standIn(place),
      ...['resume', idOf(1), '--dry-run', '--', '--model', 'a b'],
    );
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `On this host, in ${place.folder}:\n  claude --resume ${idOf(1)} --model 'a b'\n`,
    });
  });
});

describe('in the dev container, of what it does not have', () => {
  it('says so, and what to do', async () => {
    const place = new CliPlace();
    place.writeConfig('{"image": "x"}\n');
    file(place, idOf(1), place.folder);
    const web = join(place.folder, 'web');
    mkdirSync(web);
    // A project ends at the top of its repository.
    execFileSync('git', ['init', '--quiet'], { cwd: place.folder });
    file(place, idOf(2), web);
    const refused = async (id: string) => {
      const { exitCode, stderr } = await place.run('resume', id, '--container');
      expect(exitCode).toBe(1);
      return stderr;
    };
    expect(await refused(idOf(1))).toMatch(/does not share them\.\n.*`claude-sessions share`/);
    expect((await place.run('share', '--no-install-claude')).exitCode).toBe(0);
    expect(await refused(idOf(2))).toMatch(/not shared live\.\n.*share --review/);
    const dry = await place.run('resume', idOf(1), '--container', '--dry-run');
    expect(dry.stdout).toMatch(/^In the dev container of .*\n {2}claude --resume /);
  });
});

/** The words for the client in a dev container, as the Dev Containers CLI is given them. */
async function wordsInside(place: CliPlace, id: string): Promise<string[]> {
  const tools = put(
    join(place.root, 'tools'),
    '#!/bin/sh\n[ "$1" = exec ] && printf "<%s>" "$@"\nexit 0\n',
    0o755,
  );
  const engine = ['--docker-path', place.engine('exit 0'), '--devcontainer-path', tools];
  const { exitCode, stdout, stderr } = await place.run('resume', id, '--container', '--yes', ...engine);
  expect(exitCode, stderr).toBe(0);
  return stdout
    .slice(stdout.lastIndexOf('<sh>') + 4)
    .slice(1, -1)
    .split('><');
}

describe('of a reviewed project, on this host', () => {
  const resumed = async (place: CliPlace, id: string) => {
    const { exitCode, stdout, stderr } = await place.runWith(standIn(place), 'resume', id);
    return { exitCode, id: stdout.replace(`${place.folder} --resume `, '').trim(), stderr };
  };

  it('what was begun in the container is pulled first', async () => {
    const place = await new ReviewedPlace().review();
    place.say('mirror', idOf(1));
    const options = standIn(place);
    const dry = await place.runWith(options, 'resume', idOf(1), '--dry-run');
    expect(dry.stdout).toContain('once what waits in the mirror is pulled');
    expect(existsSync(place.pathOf('host', idOf(1)))).toBe(false);
    expect(await resumed(place, idOf(1))).toMatchObject({ exitCode: 7, id: idOf(1) });
    expect(idsOf(place.pathOf('host', idOf(1)))).toEqual(idsOf(place.pathOf('mirror', idOf(1))));
    place.say('mirror', idOf(1));
    await resumed(place, idOf(1));
    expect(idsOf(place.pathOf('host', idOf(1)))).toEqual(idsOf(place.pathOf('mirror', idOf(1))));
  });

  it('what became a conversation of its own is the one that is resumed; what cannot be pulled is not', async () => {
    const place = await new ReviewedPlace().review();
    // Another project has that id already.
    const elsewhere = join(place.root, 'elsewhere');
    mkdirSync(elsewhere);
    file(place, idOf(1), elsewhere);
    place.say('mirror', idOf(1));
    const { exitCode, id } = await resumed(place, idOf(1));
    expect(exitCode).toBe(7);
    expect(id).not.toBe(idOf(1));
    expect(idsOf(place.pathOf('host', id))).toEqual(idsOf(place.pathOf('mirror', idOf(1))));
    // By its id in the mirror it is found once more, although nothing is new there.
    expect(await resumed(place, idOf(1))).toMatchObject({ exitCode: 7, id });
    // What the host had of it is gone, and nothing is left in the mirror that could be taken.
    put(place.pathOf('mirror', idOf(1)), '{}\n');
    rmSync(place.pathOf('host', id));
    const lost = await resumed(place, idOf(1));
    expect(lost.exitCode, lost.stderr).toBe(1);
    expect(lost.stderr).toMatch(/^error: .* could not be pulled from the dev container/m);
  });
});

describe('of a reviewed project, in the dev container', () => {
  it('a conversation of a sub-folder is resumed in that folder', async () => {
    const place = await new ReviewedPlace().review();
    execFileSync('git', ['init', '--quiet'], { cwd: place.folder });
    const web = join(place.folder, 'packages/web');
    mkdirSync(web, { recursive: true });
    file(place, idOf(2), web, web, { uuid: idOf(9), parentUuid: null });
    expect(await wordsInside(place, idOf(2))).toEqual(['shared', 'packages/web', '--resume', idOf(2)]);
  });

  it('one on which both sides went on is that of the host', async () => {
    const place = await new ReviewedPlace().review();
    place.say('host', idOf(1));
    await place.run('push');
    for (const side of ['host', 'mirror'] as const) place.say(side, idOf(1));
    const { stdout } = await place.run('pull');
    expect(stdout).toContain('both sides went on');
    const [whose, folder, option, id = ''] = await wordsInside(place, idOf(1));
    expect([whose, folder, option]).toEqual(['shared', '', '--resume']);
    expect(idsOf(place.pathOf('mirror', id))).toEqual(idsOf(place.pathOf('host', idOf(1))));
  });
});

describe.each(claudeVersions)('with Claude Code %s', (version) => {
  it('it has its whole history, in its own folder and file, from another directory', async () => {
    const place = new CliPlace();
    const program = join(await provideClaudeCode(version, run), 'claude');
    const [web, beside, other] = ['app/packages/web', 'beside', 'other'].map((each) =>
      join(place.root, each),
    ) as [string, string, string];
    for (const folder of [web, other]) mkdirSync(folder, { recursive: true });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.email=a@b', '-c', 'user.name=a', ...args], { cwd: place.folder });
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '-m', 'x');
    git('worktree', 'add', '--quiet', beside, '-b', 'beside');
    const env = {
      ...claudeEnvironment(api),
      PATH: `${dirname(program)}:${process.env.PATH}`,
      HOME: place.home,
      IS_SANDBOX: '1',
    };
    const ask = ['-p', 'hi', '--output-format', 'json'];
    const projects = join(place.home, '.claude/projects');
    const filed = () =>
      readdirSync(projects, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.jsonl'));
    for (const cwd of [place.folder, web, beside]) {
      const { stdout } = succeeded(await tryRun(program, ask, { env, cwd }));
      const { session_id: id } = JSON.parse(stdout);
      const before = filed();
      const resumed = await place.runWith({ env, cwd: other }, 'resume', id, '--', ...ask);
      expect(JSON.parse(resumed.stdout), resumed.stderr).toMatchObject({
        session_id: id,
        result: 'users=2 assistant=1',
      });
      expect(filed()).toEqual(before);
      const written = readFileSync(join(projects, projectSlug(cwd), `${id}.jsonl`), 'utf8').trim();
      const folders = written.split('\n').flatMap((each) => JSON.parse(each).cwd ?? []);
      expect(new Set(folders)).toEqual(new Set([cwd]));
    }
  });
});
