import { isRecord, type JsonRecord } from '../../verify/jsonRecord.ts';
import type { SaidTurn } from './mergeBlock.ts';

/** Of each part of what is said, more than is ever shown is not kept. */
const longestKept = 64 * 1024;

interface Turn {
  uuid: string;
  prompt?: string;
  answer?: string;
  answerId?: unknown;
  tools: string[];
}

/** Puts the lines of a branch together to what was said in each turn. */
export class SaidTurns {
  readonly #turns: Turn[] = [];

  /** A line of `user` or `assistant`, in the order of the conversation. */
  add(line: JsonRecord): void {
    const { message, uuid } = line;
    if (!isRecord(message) || typeof uuid !== 'string') return;
    if (line.type === 'user') this.#addPrompt(line, message, uuid);
    else if (line.type === 'assistant' && line.isApiErrorMessage !== true) this.#addAnswer(message, uuid);
  }

  get turns(): readonly SaidTurn[] {
    return this.#turns.filter(({ prompt, answer, tools }) => prompt ?? answer ?? tools[0]);
  }

  #addPrompt(line: JsonRecord, { content }: JsonRecord, uuid: string): void {
    if (line.isMeta === true || line.isCompactSummary === true) return;
    const prompt = textOf(content);
    if (prompt === '' || prompt.startsWith('<local-command-')) return;
    this.#turns.push({ uuid, prompt: bounded(prompt), tools: [] });
  }

  #addAnswer({ content, id }: JsonRecord, uuid: string): void {
    const turn = this.#turns.at(-1) ?? this.#begun(uuid);
    const said = textOf(content);
    turn.uuid = uuid;
    turn.tools.push(...callsIn(content));
    if (said === '') return;
    const isSame = id !== undefined && turn.answerId === id && turn.answer !== undefined;
    turn.answer = bounded(isSame ? `${turn.answer}\n\n${said}` : said);
    turn.answerId = id;
  }

  #begun(uuid: string): Turn {
    const turn: Turn = { uuid, tools: [] };
    this.#turns.push(turn);
    return turn;
  }
}

const bounded = (text: string) => text.slice(0, longestKept);

function textOf(content: unknown): string {
  if (typeof content === 'string') return content.trim();
  if (!Array.isArray(content)) return '';
  const texts = content.flatMap((each) =>
    isRecord(each) && each.type === 'text' && typeof each.text === 'string' ? each.text : [],
  );
  return texts.join('\n').trim();
}

function callsIn(content: unknown): string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((each) =>
    isRecord(each) && each.type === 'tool_use' && typeof each.name === 'string' ? each.name : [],
  );
}
