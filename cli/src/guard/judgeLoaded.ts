import { stopsGuard } from '@claude-sessions/core/verify/verifyCodes.ts';
import type { VerifyFinding } from '@claude-sessions/core/verify/verifyFinding.ts';
import { collectionFrom } from '../settings/setting.ts';
import { openVerify } from '../verify/openVerify.ts';
import type { VerifiedState } from '../verify/stateSchema.ts';
import { readState, writeState } from '../verify/verifiedState.ts';
import { verifyProject, verifyTranscript } from '../verify/verifyProject.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { addLearnt } from './addLearnt.ts';
import type { Loaded } from './loadedFrom.ts';
import { workspaceOf } from './watchedProjects.ts';

/** What was found in what a client may have loaded. */
export interface Judged {
  /** What would act. */
  readonly stopping: readonly VerifyFinding[];
  /** As long as it does not change, it need not be looked at again: nothing was found, and nothing in it depends on this host. */
  readonly lasting: boolean;
}

/** Looks through a conversation, or through all of a project where it is not known which one was loaded. */
export async function judgeLoaded({ project, transcript }: Loaded, env: NodeJS.ProcessEnv): Promise<Judged> {
  const workspace = await workspaceOf(project);
  const opened = await openVerify(workspace, env, collectionFrom({}, env));
  const [, session] = /^([\w-]+)\.jsonl$/.exec(transcript ?? '') ?? [];
  const result = session ? await verifyTranscript({ ...opened, session }) : await verifyProject(opened);
  await remember(workspace, opened.state, result.state).catch(() => undefined);
  const { findings, more } = result;
  // A file that a call names may become a link, or come to lie there, while the transcript stays as it is.
  const known = transcript === undefined ? undefined : result.state.transcripts[transcript];
  const lasting = known !== undefined && isSettled(known.facts) && findings.length === 0 && more === 0;
  // So many that not all are kept may hide what acts.
  return { stopping: more > 0 ? findings : findings.filter(stopsGuard), lasting };
}

/** Only saves time later. */
async function remember(workspace: Workspace, before: VerifiedState, after: VerifiedState): Promise<void> {
  await writeState(workspace, addLearnt(await readState(workspace, after.folder), before, after));
}

/** Nothing that is judged again in each run. */
function isSettled(facts: object | undefined): boolean {
  return Object.values(facts ?? {}).every((list) => Array.isArray(list) && list.length === 0);
}
