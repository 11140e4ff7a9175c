import { join } from 'node:path';
import { claudeEnvironment } from '../../test/harness/claude/claudeEnvironment.ts';
import type { MockApi } from '../../test/harness/claude/mockApi.ts';
import { repository } from '../../test/harness/system/repository.ts';
import { run } from '../../test/harness/system/run.ts';
import { askClaude } from './hostConversation.ts';
import { claudeInside, type Throwaway } from './throwaway.ts';

/**
 * Brings the dev container up, continues the conversation inside, then on the host again.
 * @returns what was shown; throws when it does not go on
 */
export async function continueInside(
  place: Throwaway,
  session: string,
  claude: string | undefined,
  api: MockApi,
  say: (text: string) => void,
): Promise<string> {
  say('   $ devcontainer up');
  // With BuildKit a build leaves a cache behind that nothing tells from other builds'.
  await devcontainer(place, ['up', '--buildkit', 'never']);
  if (!claude) {
    const script = `cat /var/lib/claude/projects/*/${session}.jsonl | wc -l`;
    const lines = (await devcontainer(place, ['exec'], ['sh', '-c', script])).trim();
    say(`   Claude's config directory inside has the transcript of session ${session} (${lines} lines).`);
    return "the host's conversation is there in the container";
  }
  const env = Object.entries(claudeEnvironment(api)).flatMap(([name, value]) => [
    '--remote-env',
    `${name}=${value}`,
  ]);
  const prompt = 'and from inside';
  const program = [`${claudeInside}/claude`, '--continue', '-p', prompt, '--output-format', 'json'];
  const inside = JSON.parse(await devcontainer(place, ['exec', ...env], program));
  say(`   $ claude --continue -p "${prompt}"\n   ${inside.result}   (session ${inside.session_id})`);
  const back = await askClaude(place, claude, api, ['--continue', '-p', 'back again']);
  say(
    `   and on the host: $ claude --continue -p "back again"\n   ${back.result}   (session ${back.session_id})`,
  );
  if (inside.session_id !== session || back.session_id !== session) {
    throw new Error('That was not one conversation. Please report this.');
  }
  return 'one conversation, on the host, in the container, and back';
}

/** Runs the Dev Containers CLI on the throwaway project. */
function devcontainer(place: Throwaway, command: string[], rest: string[] = []): Promise<string> {
  const program = join(repository, 'node_modules/@devcontainers/cli/devcontainer.js');
  const [verb = '', ...options] = command;
  const args = [program, verb, '--workspace-folder', place.project, ...options, ...rest];
  return run(process.execPath, args, { cwd: place.project, env: place.env, timeout: 600_000 });
}
