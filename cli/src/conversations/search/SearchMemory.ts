import type { TranscriptEntry } from '@claude-sessions/core/conversations/Conversation.ts';
import type { SaidKind } from '@claude-sessions/core/conversations/search/Query.ts';

interface Asked {
  readonly words: readonly string[];
  readonly kinds: readonly SaidKind[];
  /** How those transcripts were, by their paths, that have not the words. */
  readonly without: Map<string, string>;
}

/** While somebody types, few questions are open: the last, and those that one goes back to. */
const mostAsked = 4;

/**
 * Where words are not, for as long as somebody types: who goes on typing asks for more, so what has not the first letters is not read again,
 * unless it was changed.
 */
export class SearchMemory {
  readonly #asked: Asked[] = [];

  /** For one search. */
  ask(words: readonly string[], kinds: readonly SaidKind[]): SearchNote {
    const before = this.#asked.filter((each) => asksForMore({ words, kinds }, each));
    const asked: Asked = { words, kinds, without: new Map() };
    this.#asked.unshift(asked);
    this.#asked.splice(mostAsked);
    return new SearchNote(before, asked);
  }
}

/** What is remembered of one search, and what it knows of those before. */
export class SearchNote {
  readonly #before: readonly Asked[];
  readonly #asked: Asked;

  constructor(before: readonly Asked[], asked: Asked) {
    this.#before = before;
    this.#asked = asked;
  }

  /** Whether it is known that a transcript has not the words. */
  isWithout(path: string, entry: TranscriptEntry): boolean {
    const state = stateOf(entry);
    if (!this.#before.some(({ without }) => without.get(path) === state)) return false;
    this.#asked.without.set(path, state);
    return true;
  }

  /** All of it was searched, and it has not the words. @param entry as it was found, before it was read */
  hasNothing(path: string, entry: TranscriptEntry): void {
    this.#asked.without.set(path, stateOf(entry));
  }
}

/** Whatever has what is asked for now has what was asked for before: each of those words is a part of one of these. */
function asksForMore(now: Omit<Asked, 'without'>, before: Omit<Asked, 'without'>): boolean {
  return (
    now.kinds.every((kind) => before.kinds.includes(kind)) &&
    before.words.every((part) => isWhole(part) && now.words.some((word) => plain(word).includes(plain(part))))
  );
}

/** Half a character is in no text that has all of it. */
function isWhole(word: string): boolean {
  return !/\p{Surrogate}/u.test(word);
}

/** All white space is one blank to a phrase, and none at its ends. */
function plain(word: string): string {
  return word.trim().replace(/\s+/gu, ' ');
}

function stateOf({ inode, size, changedAt }: TranscriptEntry): string {
  return `${inode} ${size} ${changedAt}`;
}
