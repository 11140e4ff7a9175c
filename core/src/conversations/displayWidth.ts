import { cutText } from './cutText.ts';

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const none = /[\p{Mn}\p{Me}]/u;
const plain = /^[ -~]*$/;

/** How many columns of a terminal a line takes. */
export function displayWidth(line: string): number {
  if (plain.test(line)) return line.length;
  let width = 0;
  for (const character of line) width += widthOf(character);
  return width;
}

/** As much of a line as fits; what was cut is told by an ellipsis. */
export function fitted(line: string, width: number): string {
  if (displayWidth(line) <= width) return line;
  let used = 0;
  let end = 0;
  for (const character of line) {
    used += widthOf(character);
    if (used > width - 1) break;
    end += character.length;
  }
  return width < 1 ? '' : `${cutText(line, end).trimEnd()}…`;
}

/** With blanks at its end, or its beginning. */
export function padded(line: string, width: number, isRight = false): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(line)));
  return isRight ? blanks + line : line + blanks;
}

function widthOf(character: string): number {
  return none.test(character) ? 0 : wide.test(character) ? 2 : 1;
}
