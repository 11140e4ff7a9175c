import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GuardEvent, guardHooks } from '../../core/src/guard/guardHooks.ts';
import { compare, type Measured, runOnce } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const session = '0e7e4f5c-0000-4000-8000-000000000000';
const size = 100_000_000;

/**
 * Times the guard's hooks on an unchanged transcript of 100 MB against a shell that does nothing: when a client has loaded it,
 * and for each prompt and tool call after that.
 */
export async function measureGuard(rounds = 40): Promise<Measured[]> {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-bench-')));
  try {
    const app = join(place, 'app');
    const folder = join(place, '.claude/projects', app.replace(/[^A-Za-z0-9]/g, '-'));
    for (const each of [join(app, '.devcontainer'), folder]) mkdirSync(each, { recursive: true });
    writeFileSync(join(app, '.devcontainer/devcontainer.json'), '{"image":"x"}\n');
    const transcript = join(folder, `${session}.jsonl`);
    const env = { PATH: process.env.PATH, HOME: place };
    const cli = (...args: string[]) =>
      runOnce(process.execPath, [join(root, 'cli/bin/claude-sessions.js'), ...args], { env });
    cli('share', app, '--docker-path', '/nonexistent');
    cli('guard', 'on');
    const line = `${JSON.stringify({ type: 'user', message: { role: 'user', content: 'x'.repeat(2000) }, sessionId: session })}\n`;
    writeFileSync(transcript, line.repeat(size / line.length));
    const hooks = guardHooks(readFileSync(join(place, '.claude/settings.json'), 'utf8'));
    const ask = (event: GuardEvent) => {
      const command = hooks.find(({ path }) => path[1] === event)?.command ?? 'exit 1';
      const input = { session_id: session, transcript_path: transcript, cwd: app, hook_event_name: event };
      const text = `${JSON.stringify({ ...input, source: 'resume' })}\n`;
      return () => runOnce('sh', ['-c', command], { env, input: text });
    };
    ask('SessionStart')();
    if (readdirSync(join(place, '.claude-sessions/guard/clean')).length === 0) throw new Error('Not clean.');
    const bare = { bare: () => runOnce('sh', ['-c', ':'], { env, input: '' }) };
    const against = '`sh -c :`';
    return [
      await compare(
        { what: 'the guard when an unchanged transcript of 100 MB was loaded', against },
        { ours: ask('SessionStart'), ...bare },
        rounds,
      ),
      await compare(
        { what: 'the guard at a prompt or tool call after that', against },
        { ours: ask('PreToolUse'), ...bare },
        rounds,
      ),
    ];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
