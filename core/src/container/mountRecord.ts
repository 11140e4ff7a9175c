import { parseMount } from '../mounts/parseMount.ts';
import type { ExpectedMount } from './mountDrift.ts';

/** What is recorded is short; a label may be of any length. */
const longestRecord = 64 * 1024;
const mostMounts = 100;

/** The record of mounts, as a label or annotation has it. A volume without a source is any volume. */
export function mountRecord(mounts: readonly ExpectedMount[]): string {
  return JSON.stringify(
    mounts.map(({ type, source, target, writable }) => ({
      type,
      ...(source !== '' && { source }),
      target,
      ...(!writable && { readonly: true }),
    })),
  );
}

/** The mounts that a label or annotation records. @returns why it cannot be read, as a clause */
export function parseRecord(text: string): ExpectedMount[] | { readonly unreadable: string } {
  if (text.length > longestRecord) return { unreadable: 'it is too long' };
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    return { unreadable: 'it is no JSON' };
  }
  if (!Array.isArray(entries)) return { unreadable: 'it is no list' };
  if (entries.length > mostMounts) return { unreadable: `it has more than ${mostMounts} mounts` };
  const mounts = entries.map(parseMount);
  const known = mounts.flatMap((mount) => {
    if (mount?.type !== 'bind' && mount?.type !== 'volume') return [];
    const { type, source = '', target, readonly } = mount;
    return [{ type, source, target, writable: !readonly } as const];
  });
  return known.length === entries.length
    ? known
    : { unreadable: 'it has an entry that is no bind or volume' };
}
