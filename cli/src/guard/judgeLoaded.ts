import { stopsGuard } from '@claude-sessions/core/verify/verifyCodes.ts';
import type { VerifyFinding } from '@claude-sessions/core/verify/verifyFinding.ts';
import { collectionFrom } from '../settings/setting.ts';
import { openVerify } from '../verify/openVerify.ts';
import { writeState } from '../verify/verifiedState.ts';
import { verifyProject } from '../verify/verifyProject.ts';
import type { Loaded } from './loadedFrom.ts';
import { workspaceOf } from './watchedProjects.ts';

/** What was found in what a client may have loaded. */
export interface Judged {
  /** What would act. */
  readonly stopping: readonly VerifyFinding[];
  /** Nothing was found at all: as long as it does not change, it need not be looked at again. */
  readonly lasting: boolean;
}

/** Looks through a conversation, or through all of a project where it is not known which one was loaded. */
export async function judgeLoaded({ project, transcript }: Loaded, env: NodeJS.ProcessEnv): Promise<Judged> {
  const workspace = await workspaceOf(project);
  const result = await verifyProject(await openVerify(workspace, env, collectionFrom({}, env)));
  // Only saves time later.
  await writeState(workspace, result.state).catch(() => undefined);
  const findings = result.findings.filter(({ path }) => isAbout(path, transcript));
  return {
    stopping: findings.filter(stopsGuard),
    lasting: transcript !== undefined && findings.length === 0 && result.more === 0,
  };
}

/** Another conversation is none of this one's: its transcript, and what lies in the folder beside that. */
function isAbout(path: string, transcript: string | undefined): boolean {
  if (transcript === undefined) return true;
  const [, session] = /^([0-9a-f]{8}-[0-9a-f-]{27})(?:\.jsonl$|\/|$)/.exec(path) ?? [];
  return session === undefined || `${session}.jsonl` === transcript;
}
