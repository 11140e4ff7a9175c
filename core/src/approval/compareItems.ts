import { type ApprovalItem, type ApprovedItem, itemId } from './item.ts';

/** How one thing that acts on the host differs from what was approved. */
export type Difference =
  | { readonly kind: 'added'; readonly item: ApprovalItem }
  | { readonly kind: 'changed'; readonly item: ApprovalItem; readonly before: ApprovedItem }
  | { readonly kind: 'removed'; readonly before: ApprovedItem };

/** The differences from what was approved: new and changed items first, in their order, then those that are gone. */
export function compareItems(approved: readonly ApprovedItem[], now: readonly ApprovalItem[]): Difference[] {
  const known = new Map(approved.map((item) => [itemId(item), item]));
  const present = new Set(now.map(itemId));
  return [
    ...now.flatMap((item): Difference[] => {
      const before = known.get(itemId(item));
      if (!before) return [{ kind: 'added', item }];
      const same = item.digest !== null && item.digest === before.digest;
      return same ? [] : [{ kind: 'changed', item, before }];
    }),
    ...approved
      .filter((item) => !present.has(itemId(item)))
      .map((before): Difference => ({ kind: 'removed', before })),
  ];
}
