import { dirname, join } from 'node:path';
import { type ChainEntry, chainEntryOf } from '@claude-sessions/core/conversations/show/ChainEntry.ts';
import type { OtherBranch } from '@claude-sessions/core/conversations/show/otherBranches.ts';
import { planShown, type ShownPlan } from '@claude-sessions/core/conversations/show/planShown.ts';
import type {
  ShownBranch,
  ShownFork,
  ShownItem,
  ShownMessage,
  ShownPart,
} from '@claude-sessions/core/conversations/show/ShownItem.ts';
import { shownItem } from '@claude-sessions/core/conversations/show/shownMessage.ts';
import { mainArgument } from '@claude-sessions/core/conversations/show/toolWords.ts';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import type { JsonRecord } from '@claude-sessions/core/verify/jsonRecord.ts';
import { OpenFolder } from '../../verify/OpenFolder.ts';
import { TranscriptFile } from './TranscriptFile.ts';

export interface ReadShownOptions {
  /** Of a large file only the end, however long the whole takes to be read. */
  readonly endOnly?: boolean;
  /** What subagents said is shown as well. */
  readonly withAgents?: boolean;
  /** The folder of what belongs to the conversation. */
  readonly folder?: string;
  /** Conversations that were begun from this one, by the message after which they part; '' where that is not known. */
  readonly forks?: ReadonlyMap<string, readonly ShownFork[]>;
}

/** A file up to this size is read whole in any case. */
const maxWhole = 32 * 1024 * 1024;

/** What is read of the end of a larger one; more, as long as there is no message in it. */
const endBytes = 8 * 1024 * 1024;

/**
 * What is shown of a transcript, one after the other. Of each line only its place in the graph is kept; it is read again when it is its
 * turn. A file that grows meanwhile is shown as it was when it was opened.
 * @throws UserError when it is no regular file
 */
export async function* readShown(path: string, options: ReadShownOptions = {}): AsyncGenerator<ShownItem> {
  const file = await TranscriptFile.open(path);
  try {
    const plan = await planOf(file, options.endOnly === true && file.size > maxWhole);
    yield* new Shower(file, plan, { ...options, beside: dirname(path) }).items();
  } finally {
    await file.close();
  }
}

async function planOf(file: TranscriptFile, endOnly: boolean): Promise<ShownPlan> {
  for (let bytes = endOnly ? endBytes : file.size; ; bytes *= 4) {
    const start = await file.lineStart(file.size - bytes);
    const { entries, from } = await entriesOf(file, start);
    const plan = planShown(entries, { size: file.size, notRead: from });
    if (start === 0 || plan.entries.length > 0) return plan;
  }
}

/** No conversation has more; to keep the places of so many takes some hundred megabytes. */
const maxWeight = 200_000;

/** An entry, and a quarter of one for each id in it. */
function weightOf({ calls, results, compaction }: ChainEntry): number {
  return 1 + (calls.length + results.length + (compaction?.kept?.length ?? 0)) / 4;
}

/** @returns the newest of them, and where the first begins: all from an offset on, as long as they are not too many */
async function entriesOf(
  file: TranscriptFile,
  start: number,
): Promise<{ entries: ChainEntry[]; from: number }> {
  let entries: ChainEntry[] = [];
  let [from, weight] = [start, 0];
  for await (const { value, offset, length } of file.lines(start)) {
    const entry = chainEntryOf(value, { offset, length });
    if (!entry) continue;
    entries.push(entry);
    weight += weightOf(entry);
    if (weight < maxWeight) continue;
    entries = entries.slice(Math.ceil(entries.length / 2));
    weight = entries.reduce((sum, each) => sum + weightOf(each), 0);
    from = entries[0]?.at.offset ?? file.size;
  }
  return { entries, from };
}

class Shower {
  /** The last lines that were read: results of the tools that one response called often stand in one. */
  readonly #read = new Map<number, JsonRecord | undefined>();
  /** Calls that were shown. */
  readonly #called = new Set<string>();
  #last: ShownMessage | undefined;

  constructor(
    readonly file: TranscriptFile,
    readonly plan: ShownPlan,
    readonly options: ReadShownOptions & { readonly beside: string },
  ) {}

  async *items(): AsyncGenerator<ShownItem> {
    for (const step of this.plan.steps) {
      if (step.kind === 'gap') {
        this.#last = undefined;
        yield step.gap;
      }
      if (step.kind === 'line') yield* this.#line(step.entry);
      if (step.kind === 'branches') yield* this.#forks(step.branches, step.after);
    }
  }

  async *#line(entry: ChainEntry): AsyncGenerator<ShownItem> {
    const line = await this.#lineOf(entry);
    if (!line) {
      yield { kind: 'gap', why: 'unreadable', bytes: entry.at.length };
      return;
    }
    const results = await this.#resultsOf(entry);
    const item = shownItem({ entry, line, results, joined: (id) => this.#called.has(id) });
    if (!item) return;
    yield item.kind === 'message' ? await this.#message(item, entry) : item;
  }

  async #message(item: ShownMessage, entry: ChainEntry): Promise<ShownMessage> {
    const before = this.#last;
    const isContinued =
      entry.type === 'assistant' && before?.who === 'assistant' && item.isError === before.isError;
    this.#last = item;
    const withAgents = this.options.withAgents ? await this.#withAgents(item) : item;
    return isContinued ? { ...withAgents, isContinued } : withAgents;
  }

  async #resultsOf({ calls }: ChainEntry): Promise<Map<string, JsonRecord>> {
    const found = new Map<string, JsonRecord>();
    for (const id of calls) {
      const entry = this.plan.results.get(id);
      const line = entry && (await this.#lineOf(entry));
      if (!line) continue;
      found.set(id, line);
      this.#called.add(id);
    }
    return found;
  }

  async #lineOf({ at }: ChainEntry): Promise<JsonRecord | undefined> {
    if (this.#read.has(at.offset)) return this.#read.get(at.offset);
    const line = await this.file.read(at);
    this.#read.set(at.offset, line);
    for (const offset of [...this.#read.keys()].slice(0, -maxRead)) this.#read.delete(offset);
    return line;
  }

  async *#forks(branches: readonly OtherBranch[], after: string | undefined): AsyncGenerator<ShownItem> {
    const conversations = this.options.forks?.get(after ?? '') ?? [];
    if (branches.length === 0 && conversations.length === 0) return;
    const shown = await Promise.all(branches.map((each) => this.#branch(each)));
    yield { kind: 'forks', ...(after !== undefined && { after }), branches: shown, conversations };
  }

  async #branch({ id, messages, first, last, branches }: OtherBranch): Promise<ShownBranch> {
    const line = await this.file.read(first.at);
    const item = line && shownItem({ entry: first, line, results: new Map(), joined: () => false });
    const words = item?.kind === 'message' ? shownLine(firstWords(item.parts), 100) : '';
    const below = await Promise.all(branches.map((each) => this.#branch(each)));
    return { id, messages, ...(last.time !== undefined && { time: last.time }), words, branches: below };
  }

  async #withAgents(item: ShownMessage): Promise<ShownMessage> {
    const parts: ShownPart[] = [];
    for (const part of item.parts) {
      const agent = part.kind === 'call' ? part.agent : undefined;
      const items = agent && (await agentItems(this.options, `agent-${agent.id}.jsonl`));
      parts.push(part.kind === 'call' && agent && items ? { ...part, agent: { ...agent, items } } : part);
    }
    return { ...item, parts };
  }
}

const maxRead = 8;

function firstWords(parts: readonly ShownPart[]): string {
  const text = parts.find((part) => part.kind === 'text')?.text.trim();
  const call = parts.find((part) => part.kind === 'call');
  return text || (call ? `${call.name} ${mainArgument(call)}` : '');
}

/** What a subagent said, where it is kept: beside the conversation by older clients. No link is followed to it. */
async function agentItems(
  { folder, beside }: { readonly folder?: string; readonly beside: string },
  name: string,
): Promise<ShownItem[] | undefined> {
  const own = folder === undefined ? undefined : await tryBelow(folder, name);
  return own ?? tryItems(join(beside, name));
}

async function tryBelow(folder: string, name: string): Promise<ShownItem[] | undefined> {
  const opened: OpenFolder[] = [];
  try {
    const outer = new OpenFolder(folder);
    opened.push(outer);
    const inner = outer.open('subagents');
    opened.push(inner);
    return await tryItems(inner.child(name).toString());
  } catch {
    return undefined;
  } finally {
    for (const each of opened) each.close();
  }
}

async function tryItems(path: string): Promise<ShownItem[] | undefined> {
  const items: ShownItem[] = [];
  try {
    for await (const item of readShown(path, { endOnly: true })) {
      if (items.length === maxAgentItems) break;
      items.push(item);
    }
  } catch {
    return undefined;
  }
  return items;
}

const maxAgentItems = 2000;
