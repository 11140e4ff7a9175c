import { toObject } from '../toObject.ts';
import { isTelling } from './secrets.ts';

/**
 * The names of outermost settings in which a copy that is there is not what it would be now: missing, other, or gone since.
 * Never a value. @param wanted what `filterSettings` gives; where that is nothing, there is nothing to miss
 */
export function copyDifferences(wanted: string | undefined, present: string | undefined): string[] {
  if (wanted === undefined) return [];
  const [full, there] = [wanted, present ?? ''].map(members);
  const names = [...new Set([...Object.keys(full ?? {}), ...Object.keys(there ?? {})])];
  return names
    .filter((name) => JSON.stringify(full?.[name]) !== JSON.stringify(there?.[name]))
    .map((name) => (isTelling(name) ? '(name withheld)' : name));
}

function members(text: string): Readonly<Record<string, unknown>> {
  try {
    return toObject(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return {};
  }
}
