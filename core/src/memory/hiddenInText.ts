import { escapeHidden, hiddenCharacters } from '../hiddenCharacters.ts';

/** Emoji are made with characters that would hide something elsewhere. */
const emoji =
  /[0-9#*]\ufe0f\u20e3|\p{Extended_Pictographic}\ufe0f?(?:\u200d\p{Extended_Pictographic}\ufe0f?)*/gu;

/** The codes of what could hide something in a text of lines or steer a terminal, each once and the first few. */
export function hiddenInText(text: string): string[] {
  const found =
    text
      .replace(emoji, '')
      .replace(/\r?\n|\t/g, '')
      .match(hiddenCharacters) ?? [];
  return [...new Set(found)].slice(0, 8).map(escapeHidden);
}

/** The text with all that shown as its code; lines stay lines. */
export function shownText(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, '').split('\t').map(escapeHidden).join('    '))
    .join('\n');
}
