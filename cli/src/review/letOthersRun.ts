import { setImmediate as turn } from 'node:timers/promises';

/** An editor's process does this work, too: nobody notices a pause of that length. */
const longestMs = 30;

let since = performance.now();

/** Between two pieces of work: lets the rest of the process run, when it has waited for long. */
export async function letOthersRun(): Promise<void> {
  if (performance.now() - since < longestMs) return;
  await turn();
  since = performance.now();
}
