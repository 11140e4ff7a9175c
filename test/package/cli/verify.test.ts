import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runWarm } from './place.ts';
import { line, prompt, session, snapshot, turn, VerifyPlace } from './verifyPlace.ts';

runWarm();

describe('verify', () => {
  test('says nothing of what the host itself recorded before the project was shared', async () => {
    const place = await VerifyPlace.shared();
    const { exitCode, stdout } = await place.run('verify');
    expect(stdout).toMatch(/Nothing here can act on this host\.\n$/);
    expect(exitCode).toBe(0);
  });

  test('names what was put into a prompt, escaped, and exits with 1', async () => {
    const place = await VerifyPlace.shared();
    place.put(`${session}.jsonl`, turn + snapshot([`${prompt[0]}\nrun \u001b[2Jcurl`, 'And be brief.']));
    const { exitCode, stdout } = await place.run('verify');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`[prompt-changed]\n  at: ${session}.jsonl:2\n`);
    expect(stdout).toContain('  seen: run \\u001b[2Jcurl\n');
    expect(stdout).not.toContain('Be kind');
  });

  test('takes prompts from projects that no container shares, and from no others', async () => {
    const place = await VerifyPlace.shared();
    const other = join(place.home, '.claude/projects/-other');
    mkdirSync(other);
    writeFileSync(join(other, `${session}.jsonl`), snapshot(['A new version.', 'Of the prompt.']));
    place.put(`${session}.jsonl`, turn + snapshot(['A new version.', 'Of the prompt.']));
    mkdirSync(join(place.home, '.claude-sessions/another'));
    const link = join(place.home, '.claude-sessions/another/project');
    symlinkSync(other, link);
    expect((await place.verify()).found).toEqual([`prompt-unknown ${session}.jsonl`]);
    rmSync(link);
    expect((await place.verify()).found).toEqual([]);
  });

  test.each([
    ['made', ['share', '--create', '--no-install-claude'], ''],
    ['made of the team’s', ['share', '--personal', '--no-install-claude'], '{"image": "x"}\n'],
  ])(
    'what a new devcontainer.json lets a container reach is known where that is %s',
    async (_, args, team) => {
      const place = new VerifyPlace();
      place.put(`${session}.jsonl`, turn + snapshot(prompt));
      if (team) place.writeConfig(team);
      const { exitCode, stderr } = await place.run(...args);
      expect(exitCode, stderr).toBe(0);
      const verified = join(place.prepared, 'verified.json');
      const state = JSON.parse(readFileSync(verified, 'utf8'));
      expect(state).not.toHaveProperty('exposed');
      expect(state.prompts.length).toBeGreaterThan(0);
    },
  );

  const mount = 'type=bind,source=${localEnv:HOME}/.claude/projects,target=/p';
  const exposedAlike: readonly [string, string[], string | undefined, boolean][] = [
    ['made anew', ['share', '--create'], undefined, true],
    ['made of the team’s', ['share', '--personal'], '{"image": "x"}\n', true],
    [
      'made of one that reaches them',
      ['share', '--personal'],
      `{"image": "x", "mounts": ["${mount}"]}\n`,
      false,
    ],
  ];
  test.each(exposedAlike)(
    'a record of the time when such a file was taken for one that reaches all projects, %s',
    async (_, args, team, heals) => {
      const place = new VerifyPlace();
      place.put(`${session}.jsonl`, turn + snapshot(prompt));
      if (team) place.writeConfig(team);
      await place.run(...args, '--no-install-claude');
      const verified = join(place.prepared, 'verified.json');
      const { folder } = JSON.parse(readFileSync(verified, 'utf8'));
      const old = { version: 1, folder, exposed: true, prompts: [], accepted: [], clean: {} };
      writeFileSync(verified, JSON.stringify(old));
      const other = join(place.home, '.claude/projects/-other');
      mkdirSync(other);
      writeFileSync(join(other, `${session}.jsonl`), snapshot(['A new version.', 'Of the prompt.']));
      place.put(`${session}.jsonl`, turn + snapshot(['A new version.', 'Of the prompt.']));
      const left = args.includes('--personal') ? ['--personal'] : [];
      const { found } = await place.verify(...left);
      expect(found).toEqual(heals ? [] : [`prompt-unknown ${session}.jsonl`]);
    },
  );

  test('a full disk takes nothing of what was found', async () => {
    const place = await VerifyPlace.shared();
    place.put(`${session}.jsonl`, turn + snapshot([`${prompt[0]}\nrun curl`, 'And be brief.']));
    const { prepared } = place;
    cpSync(prepared, `${prepared}.full`, { recursive: true, verbatimSymlinks: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', prepared]);
    try {
      cpSync(`${prepared}.full`, prepared, { recursive: true, verbatimSymlinks: true });
      spawnSync('dd', ['if=/dev/zero', `of=${join(prepared, 'fill')}`, 'bs=4096']);
      const { exitCode, stdout, stderr } = await place.run('verify');
      expect(exitCode).toBe(1);
      expect(stdout).toContain('[prompt-changed]');
      expect(stderr).toContain('could not be recorded, so the next run checks it again: ENOSPC');
      const accepted = await place.run('verify', '--accept');
      expect(accepted.exitCode).toBe(1);
      expect(accepted.stderr).toMatch(/ENOSPC: .*verified\.json'/);
    } finally {
      execFileSync('umount', [prepared]);
    }
  });

  test('trusts nothing where mounts made by hand let a container write already', async () => {
    const place = new VerifyPlace();
    place.put(`${session}.jsonl`, turn + snapshot(prompt));
    place.writeConfig('{"image": "x"}\n');
    expect((await place.verify()).found).toEqual([]);
    const mount = 'type=bind,source=${localEnv:HOME}/.claude,target=/root/.claude';
    place.writeConfig(JSON.stringify({ image: 'x', mounts: [mount] }));
    expect((await place.verify()).found).toEqual([`prompt-unknown ${session}.jsonl`]);
    await place.run('share', '--no-install-claude');
    expect((await place.verify()).found).toEqual([`prompt-unknown ${session}.jsonl`]);
  });

  test('--accept records prompts, memory and findings as they are, until they change', async () => {
    const place = await VerifyPlace.shared();
    place.put(`${session}.jsonl`, turn + snapshot([...prompt, 'Mine.']));
    linkSync(place.put('other.txt', 'x'), join(place.home, 'second-name'));
    expect((await place.verify()).found).toEqual([
      'hard-link other.txt',
      `prompt-changed ${session}.jsonl`,
      'unknown-file other.txt',
    ]);
    expect((await place.verify('--accept')).code).toBe(0);
    expect(await place.verify()).toMatchObject({ code: 0, found: [] });
    place.put(`${session}.jsonl`, turn + snapshot([...prompt, 'Not mine.']));
    expect((await place.verify()).found).toEqual([`prompt-changed ${session}.jsonl`]);
  });

  test('names a list of other folders that leads out of Claude’s', async () => {
    const place = await VerifyPlace.shared();
    place.put(
      '.session-aliases',
      `/mnt/claude-host/project\n${join(place.home, '.claude/projects/-other')}\n`,
    );
    expect(await place.verify()).toMatchObject({ code: 0, found: [] });
    place.put('.session-aliases', '/mnt/claude-host/project\n/home/me/app/planted\n');
    const { found, json } = await place.verify();
    expect(found).toEqual(['listed-elsewhere .session-aliases']);
    expect(json.findings[0]).toMatchObject({ evidence: ['/home/me/app/planted'] });
    expect((await place.verify('--accept')).code).toBe(0);
    expect(await place.verify()).toMatchObject({ code: 0, found: [] });
    place.put('.session-aliases', `${'/'.repeat(2 * 1024 * 1024)}\n`);
    expect((await place.verify()).found).toEqual(['listed-elsewhere .session-aliases']);
  });

  test('says what changed in memory: information, unless the container may write it', async () => {
    const place = await VerifyPlace.shared();
    place.put('memory/MEMORY.md', '- one\n- do as I say\n');
    const [finding] = (await place.verify()).json.findings;
    expect(finding).toMatchObject({
      code: 'memory-changed',
      severity: 'information',
      evidence: ['+ - do as I say'],
    });
    await place.run('share', '--no-install-claude', '--memory', 'rw');
    expect((await place.verify()).found).toEqual(['memory-changed memory/MEMORY.md']);
    expect((await place.verify('--accept')).code).toBe(0);
    expect((await place.verify()).found).toEqual([]);
  });

  test('notices another folder in the place of the one that was verified', async () => {
    const place = await VerifyPlace.shared();
    await place.verify();
    renameSync(place.transcripts, `${place.transcripts}-before`);
    place.put(`${session}.jsonl`, turn);
    mkdirSync(join(place.transcripts, 'memory'));
    expect((await place.verify()).found).toEqual([
      'memory-folder-replaced memory',
      'project-folder-replaced',
    ]);
    rmSync(place.transcripts, { recursive: true });
    symlinkSync(place.home, place.transcripts);
    expect((await place.verify()).found).toEqual(['project-folder-replaced']);
  });

  test('reads a transcript in which nothing was found only once, unless it changed', async () => {
    const place = await VerifyPlace.shared();
    const file = place.put(`${session}.jsonl`, turn.repeat(20_000));
    await place.verify();
    expect((await place.verify()).json).toMatchObject({ unchanged: 1, bytes: 0 });
    const { atime, mtime } = statSync(file);
    writeFileSync(file, turn.repeat(19_999) + turn.replace('hi', 'ho'));
    utimesSync(file, atime, mtime);
    const { json } = await place.verify();
    expect(json).toMatchObject({ unchanged: 0, bytes: turn.length * 20_000 });
    expect(json.findings).toMatchObject([{ code: 'transcript-rewritten', severity: 'information' }]);
  });

  test('finds what stands in the middle of a transcript of many parts, at its line', async () => {
    const place = await VerifyPlace.shared();
    const filler = turn.replace('hi', 'x'.repeat(5000));
    const evil = line({ type: 'worktree-state', worktreeSession: { worktreePath: '/usr' } });
    const half = Buffer.from(filler.repeat(8000));
    place.put(`${session}.jsonl`, Buffer.concat([half, Buffer.from(evil), half]));
    const { json, found } = await place.verify();
    expect(found).toEqual([`worktree-elsewhere ${session}.jsonl`]);
    expect(json.findings[0]).toMatchObject({ line: 8001 });
  });

  test('goes through a hundred thousand strange entries, and counts what it does not list', async () => {
    const place = await VerifyPlace.shared();
    const script = 'for (let i = 0; i < 100000; i++) fs.symlinkSync("/etc", "l" + i)';
    execFileSync(process.execPath, ['-e', script], { cwd: place.transcripts });
    const { code, json } = await place.verify();
    expect(code).toBe(1);
    expect(json.findings.length).toBe(2000);
    expect(json.findings.length + json.moreFindings).toBe(100_000);
  });

  test('is for a project with a devcontainer.json, and wants one thing at a time', async () => {
    const place = new VerifyPlace();
    expect((await place.run('verify')).exitCode).toBe(1);
    place.writeConfig('{"image": "x"}\n');
    expect((await place.run('verify', '--accept', '--quarantine')).exitCode).toBe(2);
    const { exitCode, stdout } = await place.run('verify');
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Nothing here can act/),
    });
    // Nothing is prepared, so nothing is remembered.
    expect(existsSync(join(place.home, '.claude-sessions'))).toBe(false);
  });
});
