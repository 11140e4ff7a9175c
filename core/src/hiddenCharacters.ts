/** Characters that a terminal acts on, that turn the direction of writing, or that look like none or like a blank. */
export const hiddenCharacters =
  /(?! )[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** True when a name has any of them, or bytes that are no text (which decode to U+FFFD). */
export function hasHiddenCharacters(name: string): boolean {
  return name.search(hiddenCharacters) >= 0 || name.includes('\ufffd');
}

/** Text of one line that comes from outside, for people: what could hide something or steer a terminal is shown as its code. */
export function escapeHidden(text: string): string {
  return text.replace(hiddenCharacters, escapedCharacter);
}

/** A character as its code, `\u202e` or `\u{e0001}`. */
export function escapedCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Those that JSON does not escape already. */
const invisibleInJson = new RegExp(`(?![\\u0000-\\u001f])${hiddenCharacters.source}`, 'gu');

/** JSON in which every character can be seen: the same value. */
export function escapeHiddenInJson(json: string): string {
  return json.replace(invisibleInJson, (character) => character.split('').map(escapedCharacter).join(''));
}

/** Text from outside as one line of bounded length, what is hidden in it shown. */
export function shownLine(text: string, maxLength = 300): string {
  const shown = escapeHidden(text.length > 2 * maxLength ? text.slice(0, 2 * maxLength) : text);
  if (shown.length <= maxLength && text.length <= 2 * maxLength) return shown;
  return `${shown.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')} …`;
}
