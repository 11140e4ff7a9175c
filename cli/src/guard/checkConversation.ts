import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import type { VerifyFinding } from '@claude-sessions/core/verify/verifyFinding.ts';
import { escapeControls } from '../terminal/output.ts';
import { judgeLoaded } from './judgeLoaded.ts';
import { type Loaded, loadedFrom } from './loadedFrom.ts';
import type { GuardQuestion } from './question.ts';
import { watchedProjects } from './watchedProjects.ts';

/**
 * `clean`: nothing is against it. `lasting`: nor will be, as long as the transcript stays as it is. `stop`: two lines, what is
 * wrong and what to do.
 */
export type Verdict =
  | { readonly kind: 'clean' | 'lasting' }
  | { readonly kind: 'stop'; readonly words: readonly [string, string] };

/** Whether Claude Code on this host may go on with the conversation that it has loaded. */
export async function checkConversation(
  question: GuardQuestion,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<Verdict> {
  const loaded = await loadedFrom(question, await watchedProjects(home));
  let lasting = loaded.length === 1;
  for (const each of loaded) {
    if (each.transcript !== undefined) await flush(join(each.project.conversations, each.transcript));
    const judged = await judgeLoaded(each, env);
    const [first] = judged.stopping;
    if (first) return { kind: 'stop', words: stopWords(each, first, judged.stopping.length - 1) };
    lasting &&= judged.lasting;
  }
  return { kind: lasting ? 'lasting' : 'clean' };
}

/** A change by way of a mapping is timed when the page is first written to after it went to the disk: so that is done before. */
async function flush(path: string): Promise<void> {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const file = await open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(() => undefined);
  await file?.sync().catch(() => undefined);
  await file?.close();
}

function stopWords({ project, transcript }: Loaded, { message, path, line }: VerifyFinding, more: number) {
  const where = `${path || '.'}${line === undefined ? '' : `:${line}`}${more > 0 ? `, and ${more} more` : ''}`;
  const what = transcript === undefined ? 'a conversation of this project' : 'this conversation';
  return [
    escapeControls(
      `Claude Sessions: ${what} holds what would act on this host, and a dev container may have written it: ${message} (${where})`,
    ),
    `Leave Claude Code and run \`claude-sessions verify ${escapeControls(shellWord(project.folder))}\` to see it (with \`npx\` before it where it is not installed); \`--quarantine\` moves it away, \`--accept\` records it as yours.`,
  ] as const;
}
