import { shownLine } from '../hiddenCharacters.ts';
import { codeSpan } from '../markdown.ts';

/** A word of a sentence that means nothing special to Markdown, nor to the place where it is pasted. */
const plainWord = /^(?!-|\d+[.)]$)(?!.*(?::\/\/|www\.))[\p{L}\p{N}.,;:!?'"“”‘’()%/…-]*$/iu;

const longest = 1000;

interface Piece {
  readonly text: string;
  readonly isCode: boolean;
}

/**
 * A sentence that may hold words from outside, for a Markdown text that is read as it is too: one line, of bounded length.
 * What stands in backticks, or could be markup, a link or a mention, is shown as code.
 */
export function inertText(text: string): string {
  const pieces = shownLine(text, longest)
    .split(/`([^`]+)`/)
    .flatMap((part, index) => (index % 2 === 1 ? { text: part, isCode: true } : piecesOf(part)))
    .filter((piece) => piece.text !== '');
  return joined(pieces)
    .map((piece) => (piece.isCode ? codeSpan(piece.text) : piece.text))
    .join('');
}

function piecesOf(text: string): Piece[] {
  return text.split(/( +)/).flatMap((word, index) => {
    if (index % 2 === 1 || plainWord.test(word)) return { text: word, isCode: false };
    // What ends the clause is not the word's.
    const [, bare = word, end = ''] = /^(.*[^.,;:])([.,;:]+)$/.exec(word) ?? [];
    if (plainWord.test(bare)) return { text: word, isCode: true };
    return [
      { text: bare, isCode: true },
      { text: end, isCode: false },
    ];
  });
}

/** Two code spans that touch would be one, or none. */
function joined(pieces: readonly Piece[]): Piece[] {
  const done: Piece[] = [];
  for (const piece of pieces) {
    const last = done.at(-1);
    const touch = last?.isCode && piece.isCode;
    if (touch) done.pop();
    done.push(touch ? { text: last.text + piece.text, isCode: true } : piece);
  }
  return done;
}
