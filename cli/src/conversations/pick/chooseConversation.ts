import { homedir } from 'node:os';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import type { Engine } from '../../host/engine.ts';
import { withProgress } from '../../terminal/ask.ts';
import { escapeControls } from '../../terminal/output.ts';
import { type PickKey, type PickRequest, pick } from '../../terminal/pick.ts';
import { type FindRequest, type FoundConversation, findConversations } from '../findConversations.ts';
import { withContainers } from '../withContainers.ts';
import { pickerRow } from './pickerRow.ts';

export interface ChoiceRequest<Name extends string> {
  readonly request: FindRequest & { readonly project: string };
  readonly engine: Engine;
  /** What Enter does. */
  readonly enter: string;
  /** What else can be done. */
  readonly keys?: readonly PickKey<Name>[];
  /** Instead, where the project has none. */
  readonly ifNone?: (() => never) | undefined;
}

export interface Choice<Name extends string> {
  /** Undefined: Enter, on a conversation. */
  readonly key?: Name;
  readonly conversation?: FoundConversation;
}

/** The list in which the user is. */
interface List {
  readonly all: boolean;
  readonly typed?: string;
}

const toggle = 'toggle';

/** Shows the conversations of the project on the terminal, and by a key those of all. @returns undefined when the list was left */
export async function chooseConversation<Name extends string = never>(
  choice: ChoiceRequest<Name>,
): Promise<Choice<Name> | undefined> {
  let list: List = { all: false };
  for (;;) {
    const leaving = new AbortController();
    const found = await findRows(list, choice, leaving.signal);
    if (found.rows.length === 0) choice.ifNone?.();
    const picked = await pickFrom(found, list, choice);
    // Nobody waits for the engine any more.
    leaving.abort();
    if (!picked) return undefined;
    if (picked.key === toggle) list = { all: !list.all, typed: picked.typed };
    else if (picked.key !== undefined) return { key: picked.key as Name };
    else if (picked.row) return { conversation: picked.row.value };
  }
}

/** Those of the host at once; those of containers later, unless the host has none: the engine takes its time. */
async function findRows(
  { all }: List,
  { request: { project, ...rest }, engine }: ChoiceRequest<string>,
  signal: AbortSignal,
): Promise<Pick<PickRequest<FoundConversation, string>, 'rows' | 'later'>> {
  const request = { ...rest, ...(!all && { project }) };
  const rowsOf = async (of: FindRequest) => {
    const now = Date.now();
    return (await findConversations(of)).filter(hasWords).map((each) => pickerRow(each, now, all));
  };
  const whole = () => rowsOf(withContainers(request, { ...engine, signal }));
  return withProgress('Looking for conversations …', async () => {
    const rows = await rowsOf(request);
    return rows.length > 0 ? { rows, later: whole() } : { rows: await whole() };
  });
}

function pickFrom<Name extends string>(
  found: Awaited<ReturnType<typeof findRows>>,
  { all, typed }: List,
  { request, enter, keys = [] }: ChoiceRequest<Name>,
) {
  return pick<FoundConversation, Name | typeof toggle>({
    title: all
      ? 'Conversations of all projects'
      : escapeControls(`Conversations of ${shortenHome(request.project, homedir())}`),
    ...found,
    enter,
    keys: [{ name: toggle, key: 'a', label: all ? 'this project' : 'all projects' }, ...keys],
    ...(typed !== undefined && { typed }),
  });
}

const hasWords = ({ isRemnant, isEmpty }: FoundConversation) => !isRemnant && !isEmpty;
