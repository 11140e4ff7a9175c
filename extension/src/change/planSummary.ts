import { plainNotice } from '../text/plainText.ts';
import type { ShownPlan } from './planLines.ts';

/** What fits a notification; all of it is among the details. */
const longest = 600;

/** What a change comes to, in some sentences for a notification: what to mind first, then what the container gets. */
export function planSummary({ disclosure, warnings, breaches }: ShownPlan, title: string): string {
  const { writes, reads, keeps } = disclosure;
  const gets = [
    ...(writes.length > 0 ? [`can write ${writes.join(', ')}`] : []),
    ...(reads.length > 0 ? [`can read ${reads.join(', ')}`] : []),
    ...(keeps.length > 0 ? [`keeps ${keeps.join(', ')}`] : []),
  ];
  const sentences = [
    `${title}?`,
    ...warnings.map((warning) => `Warning: ${warning}`),
    ...(breaches.length > 0 ? [`Warning: the container has more within reach: ${breaches.join(', ')}.`] : []),
    ...(gets.length > 0 ? [`The container ${gets.join('; it ')}.`] : []),
  ];
  return plainNotice(sentences.join(' '), longest);
}
