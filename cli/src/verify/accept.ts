import type { TextHost } from '@claude-sessions/core/verify/judgeTexts.ts';
import type { VerifiedState } from './stateSchema.ts';
import type { VerifyResult } from './types.ts';

/** The state to remember when the user accepts the findings as they are now. */
export function acceptState(result: VerifyResult, host: TextHost): VerifiedState {
  const { state, acceptable, findings } = result;
  const replaced = findings.some(({ code }) => code === 'project-folder-replaced');
  const memoryReplaced = findings.some(({ code }) => code === 'memory-folder-replaced');
  const { project, memoryFolder, ...rest } = state;
  return {
    ...rest,
    // Forgotten, they are recorded anew in the next run.
    ...(project && !replaced && { project }),
    ...(memoryFolder && !memoryReplaced && { memoryFolder }),
    ...(acceptable.memory && { memory: acceptable.memory }),
    transcripts: { ...state.transcripts, ...acceptable.transcripts },
    prompts: [...new Set([...state.prompts, ...acceptable.prompts])],
    accepted: [...new Set([...state.accepted, ...findings.map((finding) => acceptedKey(finding, host))])],
  };
}

/** By what an accepted finding is known again. */
export function acceptedKey({ identity }: { identity: string }, host: TextHost): string {
  return host.hash(identity).slice(0, 24);
}
