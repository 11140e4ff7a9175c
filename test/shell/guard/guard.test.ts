import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { shells } from '../prepare/shells.ts';
import { GuardLab } from './GuardLab.ts';

const shellsHere = shells().filter(({ name }) => !name.startsWith('sh with'));
const passed = { code: 0, stderr: '' };
const stopped = (stderr: string | RegExp) => ({ code: 2, stderr: expect.stringMatching(stderr) });

test('is clean under shellcheck', () => {
  const asset = join(import.meta.dirname, '../../../core/assets/guard.sh');
  const { stdout, status } = spawnSync('shellcheck', [asset], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

describe.each(shellsHere)('under $name', (shell) => {
  let lab: GuardLab;
  afterEach(() => lab.stop());
  const start = () => {
    lab = new GuardLab(shell);
    return lab;
  };

  test('lets pass at once what no container can write', () => {
    start();
    const elsewhere = put(join(lab.home, `.claude/projects/-other/${lab.session}.jsonl`), '');
    for (const event of ['UserPromptSubmit', 'PreToolUse', 'PreCompact'] as const) {
      expect(lab.hook(event, { transcript: elsewhere })).toEqual(passed);
    }
    expect(lab.hook('SessionStart', { transcript: elsewhere, source: 'resume' })).toEqual(passed);
    expect(lab.asked()).toEqual([]);
  });

  test('has the tool judge once for each process, whatever is written meanwhile', () => {
    start();
    expect(lab.hook('SessionStart', { source: 'resume' })).toEqual(passed);
    expect(lab.asked()).toEqual([`guard check SessionStart ${lab.client} 1.0.0`]);
    appendFileSync(lab.transcript, 'x\n');
    expect(lab.hook('UserPromptSubmit')).toEqual(passed);
    expect(lab.hook('PreToolUse')).toEqual(passed);
    expect(lab.asked()).toEqual([]);
    // Another process, and nothing was found that lasts.
    expect(lab.hook('UserPromptSubmit', { client: process.pid })).toEqual(passed);
    expect(lab.asked()).toHaveLength(1);
  });

  test('asks again when the same process loads a conversation again', () => {
    start();
    lab.hook('SessionStart', { source: 'resume' });
    lab.asked();
    lab.hook('SessionStart', { source: 'resume' });
    expect(lab.asked()).toHaveLength(1);
    lab.hook('SessionStart', { source: 'compact' });
    expect(lab.hook('UserPromptSubmit')).toEqual(passed);
    expect(lab.asked()).toEqual([]);
  });

  test('hands on all of the input', () => {
    start();
    const prompt = `'"$(touch ${lab.home}/ran)"\`\\n é ${'x'.repeat(300_000)}`;
    lab.hook('UserPromptSubmit', { rest: { prompt } });
    expect(JSON.parse(lab.input)).toMatchObject({ prompt });
  });

  test('stops with the words of the tool, and goes on stopping what was loaded', () => {
    start();
    lab.says('stop\nwhat is wrong\nwhat to do');
    expect(lab.hook('SessionStart', { source: 'resume' })).toEqual(passed);
    // The container takes it back.
    lab.says('lasting');
    for (const event of ['UserPromptSubmit', 'PreToolUse', 'PreCompact'] as const) {
      expect(lab.hook(event)).toEqual(stopped(/^what is wrong\nwhat to do\n$/));
    }
    expect(lab.hook('SessionStart', { source: 'resume' })).toEqual(passed);
    expect(lab.hook('UserPromptSubmit')).toEqual(passed);
  });

  test('takes a new conversation for clean, and a fork for what it may come from', () => {
    start();
    const session = '11111111-0000-4000-8000-000000000000';
    const transcript = join(lab.folder, `${session}.jsonl`);
    for (const source of ['startup', 'clear']) {
      expect(lab.hook('SessionStart', { session, transcript, source })).toEqual(passed);
      expect(lab.hook('UserPromptSubmit', { session, transcript })).toEqual(passed);
      expect(lab.asked()).toEqual([]);
    }
    lab.hook('SessionStart', { session, transcript, source: 'fork' });
    expect(lab.asked()).toHaveLength(1);
    // As earlier versions fork: what was resumed is named first, then a session that has no transcript yet.
    lab.hook('SessionStart', { source: 'resume' });
    lab.asked();
    lab.hook('UserPromptSubmit', { session, transcript });
    expect(lab.asked()).toHaveLength(1);
  });

  test('finds a conversation that is resumed from another folder', () => {
    start();
    const transcript = join(lab.home, `.claude/projects/-other/${lab.session}.jsonl`);
    lab.says('stop\na\nb');
    lab.hook('SessionStart', { transcript, source: 'resume' });
    expect(lab.hook('PreToolUse', { transcript })).toEqual(stopped('^a\nb\n$'));
  });

  test('asks nobody as long as a transcript is as it was when nothing was found', () => {
    start();
    mkdirSync(join(lab.folder, lab.session, 'subagents'), { recursive: true });
    const beside = put(join(lab.folder, lab.session, 'subagents/agent-x.jsonl'), 'a\n');
    lab.says('lasting');
    lab.hook('SessionStart', { source: 'resume' });
    expect(lab.asked()).toHaveLength(1);
    const again = () => {
      lab.hook('SessionStart', { source: 'resume' });
      return lab.asked().length;
    };
    expect(again()).toBe(0);
    appendFileSync(beside, 'b\n');
    expect([again(), again()]).toEqual([1, 0]);
    writeFileSync(lab.transcript, '{"type":"USER"}\n');
    expect([again(), again()]).toEqual([1, 0]);
    renameSync(lab.transcript, `${lab.transcript}.old`);
    symlinkSync(`${lab.transcript}.old`, lab.transcript);
    expect(again()).toBe(1);
    renameSync(`${lab.transcript}.old`, lab.transcript);
    lab.says('clean');
    expect([again(), again()]).toEqual([1, 1]);
  });

  test('fails closed with words', () => {
    start();
    const broken = /Claude Sessions: this conversation could not be checked.*\n.*claude-sessions verify/;
    lab.says('', 'exit 1');
    expect(lab.hook('UserPromptSubmit')).toEqual(stopped(broken));
    lab.says('Usage: claude-sessions [options]');
    expect(lab.hook('UserPromptSubmit')).toEqual(stopped(broken));
    lab.says('', 'exec sleep 60');
    expect(lab.hook('UserPromptSubmit')).toEqual(stopped(broken));
    lab.withoutTool();
    expect(lab.hook('UserPromptSubmit')).toEqual(
      stopped(/gone\.\nTurn on the guard again, in VS Code or with `npx claude-sessions guard on`/),
    );
    expect(lab.hook('PreToolUse', { raw: 'not json' })).toEqual(stopped(/gone\./));
    writeFileSync(lab.script, '');
    expect(lab.hook('PreToolUse')).toEqual(stopped(/guard is broken.*guard on/));
    rmSync(lab.script);
    expect(lab.hook('PreToolUse')).toEqual(stopped(/guard is broken.*guard on/));
  });

  test('takes nothing that a model or a container chose for what Claude Code says', () => {
    start();
    lab.says('stop\na\nb');
    const elsewhere = put(join(lab.home, '.claude/projects/-other/x.jsonl'), '');
    const own = JSON.stringify({ session_id: lab.session, transcript_path: lab.transcript });
    for (const raw of [
      `{"tool_input":{"session_id":"x","transcript_path":"${elsewhere}"},${own.slice(1)}`,
      `{"session_id":"${lab.session}\\u0022","transcript_path":"${elsewhere}","cwd":"/"}`,
      `[${own}]`,
      '',
    ]) {
      expect(lab.hook('PreToolUse', { raw }), raw).toEqual(stopped('^a\nb\n$'));
    }
    // Not at the start of a session either: "startup" and "compact" would let it pass.
    const title = '","hook_event_name":"SessionStart","source":"compact"';
    lab.hook('SessionStart', { source: 'resume', rest: { session_title: title } });
    expect(lab.hook('UserPromptSubmit')).toEqual(stopped('^a\nb\n$'));
  });

  test('knows a process by when it began, and forgets those that are gone', () => {
    start();
    const gone = spawnSync('true').pid;
    put(join(lab.guard, 'clients', String(gone)), 'x\nok y\n');
    lab.hook('SessionStart', { source: 'resume' });
    expect(lab.clients).toEqual([String(lab.client)]);
    put(join(lab.guard, 'clients', String(lab.client)), `another boot 1\nok ${lab.session}\n`);
    lab.asked();
    lab.hook('UserPromptSubmit');
    expect(lab.asked()).toHaveLength(1);
  });
});
