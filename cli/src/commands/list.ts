import { homedir } from 'node:os';
import type { Conversation } from '@claude-sessions/core/conversations/Conversation.ts';
import { conversationJson } from '@claude-sessions/core/conversations/conversationJson.ts';
import {
  conversationRows,
  conversationTable,
} from '@claude-sessions/core/conversations/conversationTable.ts';
import { counted } from '@claude-sessions/core/counted.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { version } from '../../package.json';
import { findConversations } from '../conversations/findConversations.ts';
import { requestFor } from '../conversations/requestFor.ts';
import { withContainers } from '../conversations/withContainers.ts';
import { markKept } from '../keep/markKept.ts';
import { engineFrom } from '../settings/setting.ts';
import {
  escapeControls,
  log,
  note,
  out,
  passOn,
  printJsonWithList,
  printResult,
} from '../terminal/output.ts';
import { paged } from '../terminal/paged.ts';
import { limitOf } from './limitOf.ts';

export interface ListOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly limit?: string;
  readonly dockerPath?: string;
}

/** `list`: the conversations of this project, or of all. */
export async function list(folder: string | undefined, options: ListOptions): Promise<number> {
  const limit = limitOf(options);
  const troubles: string[] = [];
  const request = await requestFor(folder, options);
  const onTrouble = (sentence: string) => void troubles.push(sentence);
  const engine = engineFrom(options.dockerPath, process.env);
  const found = await findConversations(withContainers({ ...request, onTrouble }, engine));
  const listed = await markKept(found.slice(0, limit), request, Date.now());
  if (options.json) {
    const report = {
      schemaVersion: 1,
      version,
      conversations: [],
      more: found.length - listed.length,
      troubles,
    };
    printJsonWithList(report, 'conversations', listed, conversationJson);
    return 0;
  }
  const lines = linesFor(listed, options.all === true);
  if (lines.length === 0) note(noneWords(options));
  else if (process.stdout.isTTY) await paged(() => printResult(lines.join('\n')));
  else passOn(process.stdout, `${lines.join('\n')}\n`);
  if (found.length > listed.length)
    note(`${counted(found.length - listed.length, 'more conversation')}; --limit says how many are listed.`);
  for (const each of troubles) log(`warning: ${escapeControls(each)}`);
  return 0;
}

function linesFor(conversations: readonly Conversation[], all: boolean): string[] {
  const now = Date.now();
  const { isTTY, columns = 80 } = process.stdout;
  if (!isTTY) return conversationRows(conversations, now);
  if (conversations.length === 0) return [];
  const home = homedir();
  const projectName = ({ project, cwd, slug }: Conversation) => shortenHome(project ?? cwd ?? slug, home);
  return conversationTable(conversations, { width: columns, now, dim: out.dim, ...(all && { projectName }) });
}

const noneWords = ({ all }: ListOptions) =>
  all
    ? 'There are no conversations yet.'
    : 'There are no conversations in this project yet; --all lists those of every project.';
