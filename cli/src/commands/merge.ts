import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { type FoundConversation, findConversations } from '../conversations/findConversations.ts';
import { findMergeable } from '../conversations/merge/findMergeable.ts';
import { mergeConversation } from '../conversations/merge/mergeConversation.ts';
import { type MergePlan, planMerge } from '../conversations/merge/planMerge.ts';
import { requestFor } from '../conversations/requestFor.ts';
import { containersBy } from '../conversations/withContainers.ts';
import { UsageError, UserError } from '../host/errors.ts';
import { runAttached } from '../host/runProcess.ts';
import { engineFrom } from '../settings/setting.ts';
import { printJson, printResult } from '../terminal/output.ts';
import { findNamed } from './findNamed.ts';
import { snapshotBefore } from './snapshotBefore.ts';

export interface MergeOptions {
  readonly into?: string;
  readonly summary?: string;
  readonly edit?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
  readonly snapshot?: boolean;
}

/** `merge`: adds what was said in a branch to the conversation that it was branched from. */
export async function merge(id: string | undefined, options: MergeOptions): Promise<number> {
  if (id === undefined) return await list(options);
  if (options.summary !== undefined && options.edit)
    throw new UsageError('--summary and --edit do not go together.', 'Choose one.');
  const fork = await findNamed(id, options);
  const into = await findNamed(options.into ?? parentOf(fork), options);
  const plan = await planMerge(fork, into);
  if (!plan.draft) return tellMerged(plan, options);
  if (options.dryRun) return preview(plan, options);
  const summary = await summaryOf(plan.draft.text, options);
  const containersOf = containersBy(engineFrom(options.dockerPath, process.env));
  await keepBefore(into, plan.path, options);
  const made = await mergeConversation(plan, { summary, containersOf });
  if (options.json) printJson({ merged: made ?? null });
  else if (made) {
    const { turnsLeftOut: turns, charactersLeftOut: characters } = made;
    const left = [
      ...(turns > 0 ? [counted(turns, 'earlier turn')] : []),
      ...(characters > 0 ? [counted(characters, 'character')] : []),
    ];
    const lines = [
      `Merged ${shownLine(titleOf(fork) ?? fork.id, 80)} (${fork.id}) into ${into.id}.`,
      ...(left.length > 0 ? [`Left out, as it was too much: ${left.join(', ')}.`] : []),
      `Go on: claude --resume ${into.id}`,
    ];
    printResult(lines.join('\n'));
  }
  return 0;
}

/** All of the project; where it is not known, a merge adds to a file all the same, and takes nothing away. */
async function keepBefore(
  { project }: FoundConversation,
  path: string,
  options: MergeOptions,
): Promise<void> {
  if (project === undefined) return;
  const configDir = dirname(dirname(dirname(path)));
  await snapshotBefore({ home: homedir(), configDir, project }, 'before-merge', options);
}

function parentOf({ id, forkedFrom }: FoundConversation): string {
  if (forkedFrom) return forkedFrom.id;
  throw new UsageError(
    `The conversation ${id} does not say what it was branched from.`,
    'Say it with --into ID.',
  );
}

function tellMerged({ fork, into, last }: MergePlan, { json }: MergeOptions): number {
  if (json) printJson({ merged: null, last });
  else printResult(`Already merged: ${into.id} has all that was said in ${fork.id}.`);
  return 0;
}

function preview({ fork, into, draft, last }: MergePlan, { json }: MergeOptions): number {
  if (json) printJson({ fork: fork.id, into: into.id, last, ...draft });
  else printResult(draft?.text ?? '');
  return 0;
}

async function summaryOf(draft: string, { summary, edit }: MergeOptions): Promise<string | undefined> {
  if (edit) return await edited(draft);
  return summary === '-' ? await standardInput() : summary;
}

async function standardInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > 1_000_000) break;
  }
  return text.trimEnd();
}

/** The draft as the user leaves it. */
async function edited(draft: string): Promise<string> {
  const [editor, ...args] = (process.env.VISUAL || process.env.EDITOR || 'vi').split(' ').filter(Boolean);
  const folder = await mkdtemp(join(tmpdir(), 'claude-sessions-'));
  try {
    const file = join(folder, 'merge.md');
    await writeFile(file, `${draft}\n`, { mode: 0o600 });
    const code = await runAttached({ command: editor ?? 'vi', args: [...args, file] });
    if (code !== 0)
      throw new UserError(`${editor} did not end well; nothing was merged.`, 'Set EDITOR, or use --summary.');
    return (await readFile(file, 'utf8')).trimEnd();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function list({ json }: MergeOptions): Promise<number> {
  const found = await findConversations(await requestFor(undefined, {}));
  const { mergeable, parted } = await findMergeable(found);
  if (json) {
    printJson({
      branches: mergeable.map(({ fork, into }) => ({
        fork: fork.id,
        into: into.id,
        title: titleOf(fork) ?? null,
      })),
      parted: parted.map(({ conversation, others }) => ({ id: conversation.id, messages: others })),
    });
    return 0;
  }
  const title = (each: FoundConversation) => shownLine(titleOf(each) ?? each.id, 60);
  const lines = [
    ...mergeable.flatMap(({ fork, into }) => [
      `${title(fork)} → ${title(into)}`,
      `  claude-sessions merge ${fork.id} --into ${into.id}`,
    ]),
    ...parted.flatMap(({ conversation, others }) => [
      `${title(conversation)}: two clients went on with it at the same time. To merge what is not shown, make it a branch first:`,
      ...others.map((uuid) => `  claude-sessions branch ${conversation.id} --at ${shownLine(uuid, 60)}`),
    ]),
  ];
  printResult(
    lines.length > 0 ? lines.join('\n') : 'No conversation of this project is a branch of another.',
  );
  return 0;
}
