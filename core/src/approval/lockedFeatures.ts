import { toObject } from '../toObject.ts';
import { type ApprovalItem, type ApprovedItem, type Digest, itemId, valueItem } from './item.ts';

/** An entry of the lock file: which release of a Feature is taken. */
const part = 'locked Feature';

/**
 * The Features that a lock file pins. Of an entry the tools go by `integrity` alone (@devcontainers/cli 0.89: the digest of a
 * release of that very Feature, in that very registry); they write the file themselves at each build.
 * @param text the lock file's
 * @returns undefined when it is not JSON, with which the tools do not start
 */
export function lockedFeatures(text: string, digest: Digest): ApprovalItem[] | undefined {
  try {
    const { features } = toObject(JSON.parse(text));
    return Object.entries(toObject(features)).flatMap(([name, entry]) => {
      const { integrity } = toObject(entry);
      return integrity === undefined ? [] : [valueItem(part, name, integrity, digest)];
    });
  } catch {
    return undefined;
  }
}

/**
 * True of a pin. A new one is not asked about: the Feature itself is, which of its releases is taken was open, and the tools
 * pin the one that they took. One that is another than before is.
 */
export const isPin = (item: ApprovalItem): boolean => item.part === part;

/** Those approved that are not in the lock file now. They stay approved: else one could be taken out, and come back as another. */
export function missingPins(approved: readonly ApprovedItem[], now: readonly ApprovalItem[]): ApprovedItem[] {
  const present = new Set(now.map(itemId));
  return approved.filter((item) => item.part === part && !present.has(itemId(item)));
}
