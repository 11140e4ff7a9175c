import type { VerifyFinding } from '@claude-sessions/core/verify/verifyFinding.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { FileState, VerifiedState } from './stateSchema.ts';
import type { verifyHost } from './verifyHost.ts';

export interface VerifyResult {
  readonly folder: string;
  /** It is a folder, and was looked through. */
  readonly open: boolean;
  readonly findings: readonly VerifyFinding[];
  /** How many errors and warnings there were beyond those that are kept. */
  readonly more: number;
  /** How much else there was that is worth knowing only. */
  readonly moreInformation: number;
  readonly entries: number;
  readonly transcripts: number;
  /** Those in which there is nothing that is not known. */
  readonly unchanged: number;
  /** Of transcripts: what was not known. */
  readonly bytes: number;
  /** To be remembered after this run; `acceptState` adds to it. */
  readonly state: VerifiedState;
  /** The entries that findings are about, by their keys, as they were when they were looked at. */
  readonly seen: ReadonlyMap<string, FileState>;
  /** Remembered beyond that by `--accept`. */
  readonly acceptable: {
    /** Keys of the lines of prompts that findings are about, and those lines. */
    readonly prompts: readonly string[];
    readonly lines: readonly string[];
    readonly memory: VerifiedState['memory'];
    /** What is known of transcripts once the findings about them are accepted. */
    readonly transcripts: VerifiedState['transcripts'];
  };
}

export interface VerifyOptions {
  readonly workspace: Workspace;
  /** The folder that the container writes. */
  readonly projectFolder: string;
  /** Where what lies in it is read instead: a copy that the container does not reach. */
  readonly readFrom?: string;
  /** Memory folders of this project beside the one in `projectFolder`: Claude Code files memory by the git repository. */
  readonly otherMemory: readonly string[];
  readonly state: VerifiedState;
  readonly host: ReturnType<typeof verifyHost>;
  readonly memoryWritable: boolean;
  /** No container has written here yet: what lies here is the host's own. */
  readonly trustAll?: boolean;
}
