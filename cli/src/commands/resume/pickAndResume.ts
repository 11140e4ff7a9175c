import { homedir } from 'node:os';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { type FoundConversation, findConversations } from '../../conversations/findConversations.ts';
import { pickerRow } from '../../conversations/pick/pickerRow.ts';
import { UsageError } from '../../host/errors.ts';
import { canAsk, withProgress } from '../../terminal/ask.ts';
import { escapeControls } from '../../terminal/output.ts';
import { type PickKey, type PickRow, pick } from '../../terminal/pick.ts';
import { newInside } from './newInside.ts';
import type { ResumeContext } from './ResumeContext.ts';
import { resumeFound } from './resumeFound.ts';

type KeyName = 'toggle' | 'new';

/** The list in which the user is. */
interface List {
  readonly all: boolean;
  readonly typed?: string;
}

/**
 * Shows the conversations of the project on the terminal, and goes on with the one that is chosen.
 * @param ifNone instead, where the project has none
 * @returns the exit code of Claude Code; 0 when the list was left
 * @throws UsageError where nobody can be asked
 */
export async function pickAndResume(context: ResumeContext, ifNone?: () => never): Promise<number> {
  if (!canAsk()) throw new UsageError('Which conversation?', 'Name its id: `claude-sessions list` has them.');
  let list: List = { all: false };
  for (;;) {
    const rows = await rowsOf(list, context);
    if (rows.length === 0) ifNone?.();
    const picked = await pickFrom(rows, list, context);
    if (!picked) return 0;
    if (picked.key === 'new') return newInside(context);
    if (picked.key === 'toggle') list = { all: !list.all, typed: picked.typed };
    else if (picked.row) return resumeFound(picked.row.value, context);
  }
}

async function rowsOf({ all }: List, { request }: ResumeContext): Promise<PickRow<FoundConversation>[]> {
  const { configDir, project } = request;
  const found = await withProgress('Looking for conversations …', () =>
    findConversations({ configDir, ...(!all && { project }) }),
  );
  const now = Date.now();
  return found.filter(canResume).map((each) => pickerRow(each, now, all));
}

function pickFrom(rows: PickRow<FoundConversation>[], list: List, context: ResumeContext) {
  return pick<FoundConversation, KeyName>({
    title: list.all
      ? 'Conversations of all projects'
      : escapeControls(`Conversations of ${shortenHome(context.request.project, homedir())}`),
    rows,
    enter: 'resume',
    keys: keysOf(list, context),
    ...(list.typed !== undefined && { typed: list.typed }),
  });
}

const canResume = ({ isRemnant, isSidechain }: FoundConversation) => !isRemnant && !isSidechain;

function keysOf({ all }: List, { workspace }: ResumeContext): PickKey<KeyName>[] {
  return [
    { name: 'toggle', key: 'a', label: all ? 'this project' : 'all projects' },
    ...(workspace ? [{ name: 'new', key: 'n', label: 'new in the container' } as const] : []),
  ];
}
