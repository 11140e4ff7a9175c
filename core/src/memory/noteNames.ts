import { hasHiddenCharacters } from '../hiddenCharacters.ts';

/** As deep as Claude Code files notes, and one more. */
const maxDepth = 4;
const maxLength = 200;

/** Characters that some system gives a meaning, and names that Windows keeps for devices. */
const unsafe = /[\\:*?"<>|]/;
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Why a container's file is not taken over by that name, as a clause; undefined where it may be. It is to be a plain name on any
 * system, and what people see of it is to be all of it.
 */
export function whyNoNote(path: string): string | undefined {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'its name leads elsewhere';
  if (hasHiddenCharacters(path)) return 'its name has hidden characters in it';
  if (!path.endsWith('.md')) return 'it is no .md file';
  if (parts.length > maxDepth) return `it lies more than ${maxDepth - 1} folders deep`;
  const isPlain = (part: string) =>
    !part.startsWith('.') && !/[. ]$/.test(part) && !unsafe.test(part) && !device.test(part);
  if (path.length > maxLength || !parts.every(isPlain)) return 'its name is no plain one';
  return undefined;
}

/** By what two names are one on a system that ignores case or how a character is composed. */
export function nameKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
