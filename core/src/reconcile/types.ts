import type { ObservedMount } from '../container/inspect.ts';
import type { ExpectedMount } from '../container/mountDrift.ts';

export type SubjectKind = 'dev-container' | 'capsule' | 'service' | 'container' | 'pod';

/** What cannot differ from what was asked without one of these; a code that was released stays. */
export const differenceCodes = [
  'mount-missing',
  'mount-differs',
  'config-not-kept',
  'config-volume-unnamed',
  'projects-missing',
  'projects-read-only',
  'projects-not-kept',
  'record-unreadable',
] as const;

export type DifferenceCode = (typeof differenceCodes)[number];

/** What was asked for, and what is. Texts may come from a container: whoever shows them escapes them. */
export interface Difference {
  readonly code: DifferenceCode;
  /** The path inside that it is about. */
  readonly path: string;
  readonly asked: string;
  readonly is: string;
  /** A sentence. */
  readonly fix: string;
}

/** Mounts that somebody asked for, and who. */
export interface Asked {
  readonly by: string;
  /** Recorded by us, which says that it is Claude's. */
  readonly isRecord: boolean;
  readonly mounts: readonly ExpectedMount[];
}

/** Something that runs, and may hold Claude's state. */
export interface Observed {
  readonly mounts: readonly ObservedMount[];
  /** `CLAUDE_CONFIG_DIR` and `HOME` of its environment. */
  readonly configDir?: string | undefined;
  readonly home?: string | undefined;
  /** As it runs: a name or numbers; empty for root. */
  readonly user?: string;
  /** It says itself that it is for Claude, though no mount does. */
  readonly isOurs: boolean;
  /** By each of those who asked. */
  readonly asked?: readonly Asked[];
  /** Why what was recorded cannot be read, as a clause. */
  readonly unreadable?: string | undefined;
}
