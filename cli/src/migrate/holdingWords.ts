import type { Holding } from '../host/copyState.ts';

/** What a volume holds, as a list in a sentence. */
export function holdingWords({ login, conversations, kilobytes }: Holding): string {
  const count = conversations === 1 ? '1 conversation' : `${conversations || 'no'} conversations`;
  return `${login ? 'a login' : 'no login'}, ${count}, ${sizeWords(kilobytes)}`;
}

export function sizeWords(kilobytes: number): string {
  return kilobytes < 1024
    ? `${kilobytes} kB`
    : `${(kilobytes / 1024).toFixed(kilobytes < 10_240 ? 1 : 0)} MB`;
}
