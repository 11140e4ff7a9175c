import { escapedCharacter, hiddenCharacters } from '../../hiddenCharacters.ts';
import { readablePart } from './leftOut.ts';

/** Emoji are made with characters that would hide something elsewhere; and blanks of other scripts and of typography. */
const kept =
  /[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:\ufe0f|[\u{1f3fb}-\u{1f3ff}])?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|[\u{1f3fb}-\u{1f3ff}])?)*|[\u00a0\u202f\u3000]/u;

const keptOrHidden = new RegExp(`(${kept.source})|(?![\\n\\t])${hiddenCharacters.source}|\\p{Cs}`, 'gu');

/** A text of lines, cut where it is very long, in which everything that steers a terminal or hides something is shown as its code; halves of characters, too. */
export function visibleText(text: string): string {
  return readablePart(text)
    .replace(/\r\n/g, '\n')
    .replace(keptOrHidden, (character, plain: string | undefined) => plain ?? escapedCharacter(character));
}

/** Without empty lines at its end. */
export function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end--;
  return text.slice(0, end);
}
