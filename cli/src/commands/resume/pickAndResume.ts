import { homedir } from 'node:os';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import {
  type FindRequest,
  type FoundConversation,
  findConversations,
} from '../../conversations/findConversations.ts';
import { pickerRow } from '../../conversations/pick/pickerRow.ts';
import { withContainers } from '../../conversations/withContainers.ts';
import { UsageError } from '../../host/errors.ts';
import { engineFrom } from '../../settings/setting.ts';
import { canDraw, withProgress } from '../../terminal/ask.ts';
import { escapeControls } from '../../terminal/output.ts';
import { type PickKey, type PickRequest, pick } from '../../terminal/pick.ts';
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
  if (!canDraw())
    throw new UsageError('Which conversation?', 'Name its id: `claude-sessions list` has them.');
  let list: List = { all: false };
  for (;;) {
    const leaving = new AbortController();
    const found = await findRows(list, context, leaving.signal);
    if (found.rows.length === 0) ifNone?.();
    const picked = await pickFrom(found, list, context);
    // Nobody waits for the engine any more.
    leaving.abort();
    if (!picked) return 0;
    if (picked.key === 'new') return newInside(context);
    if (picked.key === 'toggle') list = { all: !list.all, typed: picked.typed };
    else if (picked.row) return resumeFound(picked.row.value, context);
  }
}

/** Those of the host at once; those of containers later, unless the host has none: the engine takes its time. */
async function findRows(
  { all }: List,
  { request: { project, ...rest }, options }: ResumeContext,
  signal: AbortSignal,
): Promise<Pick<PickRequest<FoundConversation, KeyName>, 'rows' | 'later'>> {
  const request = { ...rest, ...(!all && { project }) };
  const rowsOf = async (of: FindRequest) => {
    const now = Date.now();
    return (await findConversations(of)).filter(canResume).map((each) => pickerRow(each, now, all));
  };
  const whole = () =>
    rowsOf(withContainers(request, { ...engineFrom(options.dockerPath, process.env), signal }));
  return withProgress('Looking for conversations …', async () => {
    const rows = await rowsOf(request);
    return rows.length > 0 ? { rows, later: whole() } : { rows: await whole() };
  });
}

function pickFrom(found: Awaited<ReturnType<typeof findRows>>, list: List, context: ResumeContext) {
  return pick<FoundConversation, KeyName>({
    title: list.all
      ? 'Conversations of all projects'
      : escapeControls(`Conversations of ${shortenHome(context.request.project, homedir())}`),
    ...found,
    enter: 'resume',
    keys: keysOf(list, context),
    ...(list.typed !== undefined && { typed: list.typed }),
  });
}

const canResume = ({ isRemnant, isEmpty }: FoundConversation) => !isRemnant && !isEmpty;

function keysOf({ all }: List, { workspace }: ResumeContext): PickKey<KeyName>[] {
  return [
    { name: 'toggle', key: 'a', label: all ? 'this project' : 'all projects' },
    ...(workspace ? [{ name: 'new', key: 'n', label: 'new in the container' } as const] : []),
  ];
}
