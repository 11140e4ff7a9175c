/** A number and its noun: `1 finding`, `2 findings`. @param many its plural, where that is not the noun with an s */
export function counted(number: number, noun: string, many = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : many}`;
}
