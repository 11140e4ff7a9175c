import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectSlug } from '../../core/src/slug.ts';
import { claudeEnvironment } from '../../test/harness/claude/claudeEnvironment.ts';
import type { MockApi } from '../../test/harness/claude/mockApi.ts';
import { run } from '../../test/harness/system/run.ts';
import type { Throwaway } from './throwaway.ts';

/** Begins a conversation on the host, with Claude Code itself where there is one. @returns its session id */
export async function beginOnHost(
  place: Throwaway,
  claude: string | undefined,
  api: MockApi,
  say: (text: string) => void,
): Promise<string> {
  if (!claude) {
    say('   Claude Code cannot be had here: a transcript of its form takes its place.');
    return writeTranscript(place);
  }
  const answer = await askClaude(place, claude, api, ['-p', 'hello from the host']);
  say(`   $ claude -p "hello from the host"\n   ${answer.result}   (session ${answer.session_id})`);
  return answer.session_id;
}

/** Runs the real Claude Code on the host against the stand-in for the API. */
export async function askClaude(
  place: Throwaway,
  claude: string,
  api: MockApi,
  args: readonly string[],
): Promise<{ session_id: string; result: string }> {
  const env = { ...place.env, ...claudeEnvironment(api) };
  const output = await run(join(claude, 'claude'), [...args, '--output-format', 'json'], {
    cwd: place.project,
    env,
  });
  return JSON.parse(output);
}

function writeTranscript(place: Throwaway): string {
  const sessionId = randomUUID();
  const folder = join(place.home, '.claude/projects', projectSlug(place.project));
  mkdirSync(folder, { recursive: true });
  const line = (type: string, content: string) =>
    JSON.stringify({
      type,
      sessionId,
      cwd: place.project,
      uuid: randomUUID(),
      message: { role: type, content },
    });
  writeFileSync(
    join(folder, `${sessionId}.jsonl`),
    `${line('user', 'hello')}\n${line('assistant', 'hello')}\n`,
  );
  return sessionId;
}
