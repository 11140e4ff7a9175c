import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { branchConversation, type MadeBranch } from '../conversations/branch/branchConversation.ts';
import { withProgress } from '../terminal/ask.ts';
import { escapeControls, printJson, printResult } from '../terminal/output.ts';
import { findNamed } from './findNamed.ts';

export interface BranchOptions {
  readonly at?: string;
  readonly name?: string;
  readonly worktree?: string | true;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly dockerPath?: string;
}

/** `branch`: makes a new conversation of the beginning of another one. */
export async function branch(id: string, options: BranchOptions): Promise<number> {
  const { json, dockerPath: _, ...request } = options;
  const found = await findNamed(id, options);
  const made = await withProgress('Making the branch …', () =>
    branchConversation(found, request, process.env),
  );
  if (json) printJson(made);
  else printResult(branchLines(made, request.dryRun === true).join('\n'));
  return 0;
}

function branchLines(made: MadeBranch, isDry: boolean): string[] {
  const { id, from, at, title, folder, gitBranch } = made;
  const what = `${shownLine(title, 80)} (${id})`;
  const of = at === undefined ? from : `${from}, up to message ${at}`;
  const where =
    gitBranch === undefined
      ? []
      : [`Worktree: ${escapeControls(folder ?? '')} (git branch ${escapeControls(gitBranch)})`];
  if (isDry) return [`Would branch ${of}: ${shownLine(title, 80)}`, ...where];
  const enter = folder === undefined ? '' : `cd ${escapeControls(shellWord(folder))} && `;
  const next = [`On this host: ${enter}claude --resume ${id}`];
  const inside = [
    'In a dev container of its own: `claude-sessions share` there, then `claude-sessions continue`.',
  ];
  return [`Branched ${of}: ${what}`, ...where, ...next, ...(gitBranch === undefined ? [] : inside)];
}
