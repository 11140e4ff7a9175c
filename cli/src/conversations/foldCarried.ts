import type { WritableConversation } from './FoundConversation.ts';

/**
 * Of the conversations of a mirror those that the host has not; of a copy that the host has, it only counts whether something waits in it.
 * @param host those of the host, which are told
 * @param journal where it is written down what was carried
 */
export async function foldCarried(
  mirrored: readonly WritableConversation[],
  host: readonly WritableConversation[],
  journal: string,
): Promise<WritableConversation[]> {
  if (mirrored.length === 0) return [];
  const { readCarriedLengths } = await import('../review/carriedLengths.ts');
  const carried = new Map(
    (await readCarriedLengths(journal).catch(() => [])).map((each) => [each.mirror, each]),
  );
  const onHost = new Map(host.map((each) => [`${each.slug}/${each.id}.jsonl`, each]));
  return mirrored.filter((each) => {
    const known = carried.get(`${each.id}.jsonl`);
    each.isWaiting = !each.isRemnant && each.size > (known?.carried.mirror ?? 0);
    const counterpart = known && onHost.get(known.host);
    if (counterpart) counterpart.isWaiting ||= each.isWaiting;
    return !counterpart;
  });
}
