import type { VerifiedState } from '../verify/stateSchema.ts';

/**
 * Adds what a look has learnt to what is remembered by now: `verify --accept` may have been run meanwhile, and what it wrote stays.
 * @param before what was remembered when the look began
 * @param after what it would have remembered
 */
export function addLearnt(now: VerifiedState, before: VerifiedState, after: VerifiedState): VerifiedState {
  const isAsBefore = (path: string) =>
    JSON.stringify(now.transcripts[path]) === JSON.stringify(before.transcripts[path]);
  const learnt = Object.entries(after.transcripts).filter(([path]) => isAsBefore(path));
  return {
    ...after,
    ...now,
    prompts: [...new Set([...now.prompts, ...after.prompts])],
    transcripts: { ...now.transcripts, ...Object.fromEntries(learnt) },
  };
}
