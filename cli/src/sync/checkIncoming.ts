import { copyFile, link, mkdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAcceptable, stopsGuard } from '@claude-sessions/core/verify/verifyCodes.ts';
import { collectionFrom } from '../settings/setting.ts';
import { openVerify } from '../verify/openVerify.ts';
import type { VerifiedState } from '../verify/stateSchema.ts';
import type { VerifyOptions } from '../verify/types.ts';
import { verifyProject, verifyTranscript } from '../verify/verifyProject.ts';
import { allConfigs, defaultConfig, openWorkspace } from '../workspace/workspace.ts';

/** What came from another machine for one conversation. */
export interface Arrived {
  readonly session: string;
  /** Where its files were put, by their paths in a project's folder: `<session id>.jsonl`, `<session id>/…`. */
  readonly files: ReadonlyMap<string, string>;
  /** A copy of our own transcript, where that goes on: what it holds was judged when it was written. */
  readonly ours?: string | undefined;
}

export interface CheckRequest {
  /** The real path of the project's folder. */
  readonly folder: string;
  readonly projectFolder: string;
  /** A folder of ours in which nothing lies. */
  readonly room: string;
  /** Keys of prompts that the user took for Claude Code's own. */
  readonly prompts: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface Checked {
  /** What would act here, by sessions. */
  readonly bad: ReadonlyMap<string, readonly string[]>;
  /** Those of which nothing can be accepted. */
  readonly never: ReadonlySet<string>;
  /** Keys of prompts that would be taken with them. */
  readonly prompts: readonly string[];
}

/**
 * Looks through what came from other machines, as through what a container wrote: one of them may have it from there, and who can write in a
 * plain folder may have made it.
 */
export async function checkIncoming(arrived: readonly Arrived[], request: CheckRequest): Promise<Checked> {
  const { folder, projectFolder, env } = request;
  if (arrived.length === 0) return { bad: new Map(), never: new Set(), prompts: [] };
  const [config = defaultConfig] = await allConfigs(folder);
  const workspace = await openWorkspace(folder, join(folder, config));
  const target = await openVerify(workspace, env, collectionFrom({}, env));
  const made = await mkdir(projectFolder, { recursive: true, mode: 0o700 });
  try {
    return await check(arrived, { ...request, target });
  } finally {
    if (made !== undefined) await rmdir(projectFolder).catch(() => undefined);
  }
}

async function check(
  arrived: readonly Arrived[],
  { projectFolder, room, prompts, target }: CheckRequest & { readonly target: VerifyOptions },
): Promise<Checked> {
  const state: VerifiedState = {
    version: 1,
    folder: projectFolder,
    prompts: [...target.state.prompts, ...prompts],
    accepted: [],
    transcripts: {},
    ...(target.state.exposed && { exposed: true }),
  };
  const options = { ...target, projectFolder, otherMemory: [], state };
  const ours = join(room, 'ours');
  const theirs = join(room, 'theirs');
  await mkdir(ours, { recursive: true, mode: 0o700 });
  await mkdir(theirs, { recursive: true, mode: 0o700 });
  for (const each of arrived) {
    if (each.ours !== undefined) await place(each.ours, join(ours, `${each.session}.jsonl`));
    for (const [path, from] of each.files) await place(from, join(theirs, path));
  }
  const own = await verifyProject({ ...options, readFrom: ours, trustAll: true });
  const known = { ...options, readFrom: theirs, trustAll: false, state: { ...own.state, accepted: [] } };
  const all = await verifyProject(known);
  const bad = new Map<string, Set<string>>();
  const never = new Set<string>();
  const judge = ({ findings }: Pick<typeof all, 'findings'>) => {
    for (const finding of findings) {
      const session = finding.path.split('/')[0]?.replace(/\.jsonl$/i, '') ?? '';
      if (session === '' || !stopsGuard(finding)) continue;
      bad.set(session, (bad.get(session) ?? new Set()).add(finding.code));
      if (!isAcceptable(finding.code)) never.add(session);
    }
  };
  judge(all);
  // What was found beyond what a run can tell is looked at one by one.
  if (all.more > 0) for (const { session } of arrived) judge(await verifyTranscript({ ...known, session }));
  return {
    bad: new Map([...bad].map(([id, codes]) => [id, [...codes]])),
    never,
    prompts: all.acceptable.prompts,
  };
}

async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await link(from, to).catch(() => copyFile(from, to));
}
