import { activeBranch } from './activeBranch.ts';
import type { ChainEntry } from './ChainEntry.ts';
import { type OtherBranch, otherBranches } from './otherBranches.ts';
import type { ShownGap } from './ShownItem.ts';

/** What is shown, one after the other: lines that have to be read again, and what stands between them. */
export interface ShownPlan {
  readonly steps: readonly ShownStep[];
  /** The lines that have the results of tool calls, by the calls' ids. */
  readonly results: ReadonlyMap<string, ChainEntry>;
  /** All lines that are shown. */
  readonly entries: readonly ChainEntry[];
  readonly messages: number;
}

export type ShownStep =
  | { readonly kind: 'line'; readonly entry: ChainEntry }
  | { readonly kind: 'gap'; readonly gap: ShownGap }
  /** @property after the message after which they part; undefined at the end, for those of which that is not known */
  | { readonly kind: 'branches'; readonly after?: string; readonly branches: readonly OtherBranch[] };

/** @param notRead how much of the file stands before the first line that was read, in bytes */
export function planShown(
  entries: readonly ChainEntry[],
  { size, notRead }: { size: number; notRead: number },
): ShownPlan {
  const { stretches, messages } = activeBranch(entries, size, notRead > 0);
  const shown = stretches.flatMap((stretch) => stretch.entries);
  const others = otherBranches(entries, shown);
  const byMessage = new Map<string | undefined, OtherBranch[]>();
  for (const each of others) byMessage.set(each.after, [...(byMessage.get(each.after) ?? []), each]);
  const steps: ShownStep[] = notRead > 0 ? [gapStep({ kind: 'gap', why: 'not-read', bytes: notRead })] : [];
  for (const [index, { entries: lines, after }] of stretches.entries()) {
    const isExplained = index === 0 && notRead > 0;
    if (after === 'missing' && !isExplained) steps.push(gapStep({ kind: 'gap', why: 'missing' }));
    for (const entry of lines) {
      steps.push({ kind: 'line', entry });
      steps.push({ kind: 'branches', after: entry.uuid, branches: byMessage.get(entry.uuid) ?? [] });
    }
  }
  const known = new Set(shown.map(({ uuid }) => uuid));
  const elsewhere = others.filter(({ after }) => after === undefined || !known.has(after));
  steps.push({ kind: 'branches', branches: elsewhere });
  const results = new Map<string, ChainEntry>();
  for (const entry of shown) for (const id of entry.results) if (!results.has(id)) results.set(id, entry);
  return { steps, results, entries: shown, messages: messages.length };
}

const gapStep = (gap: ShownGap): ShownStep => ({ kind: 'gap', gap });
