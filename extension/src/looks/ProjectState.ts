import type { EditorLook, Project } from '../../../cli/src/api/types.ts';
import type { Failure } from '../errors/failureOf.ts';

/** A project of the window, and all that is known of it. */
export interface ProjectState {
  readonly project: Project;
  /** The last look that came to an end; it may be older than a failure. */
  readonly look?: EditorLook | undefined;
  /** Why the last look did not. */
  readonly failure?: Failure | undefined;
  readonly looking: boolean;
}
