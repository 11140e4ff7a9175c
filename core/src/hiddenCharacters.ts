/** Characters that a terminal acts on, that turn the direction of writing, or that look like none or like a blank. */
export const hiddenCharacters =
  /(?! )[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Whether a name has any of them, or bytes that are no text (which decode to U+FFFD). */
export function hasHiddenCharacters(name: string): boolean {
  return name.search(hiddenCharacters) >= 0 || name.includes('\ufffd');
}
