import type { SubjectKind } from '@claude-sessions/core/reconcile/types.ts';

/** One way in which something is not as asked. Texts may come from a container. */
export interface ResultDifference {
  /** Of `core/src/reconcile/types.ts`; for a dev container the code of the check. */
  readonly code: string;
  readonly path: string;
  readonly asked: string;
  readonly is: string;
  readonly fix: string;
}

/** What `--recreate` did about it. `left`: it is not for us to do, or would lose something. */
export interface Attempt {
  readonly result: 'done' | 'failed' | 'planned' | 'left';
  readonly what: string;
}

/** Who makes it, where that is a controller of Kubernetes. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly writers: readonly string[];
}

/** One container or pod, as it is and as it was asked for. */
export interface Result {
  readonly kind: SubjectKind;
  readonly name: string;
  /** The engine or cluster that it runs in, or the file that tells of it. */
  readonly place: string;
  /** Of the engine; empty for a pod. */
  readonly id: string;
  /** Of a dev container: its devcontainer.json. */
  readonly config?: string;
  readonly running: boolean;
  /** Who asked: devcontainer.json, a label, a controller's template; the rule that nothing is lost. */
  readonly askedBy: string;
  /** `unknown`: what was asked cannot be read. */
  readonly state: 'as-asked' | 'differs' | 'unknown';
  readonly why?: string;
  readonly differences: readonly ResultDifference[];
  readonly owners: readonly Owner[];
  /** A command for the user to run, as words. */
  readonly line: readonly string[];
  readonly attempt?: Attempt;
}

/** By which it is known again when it was made anew; the name of a dev container is another then. */
export const keyOf = ({ kind, place, name, config }: Result) => JSON.stringify([kind, place, config ?? name]);

/** With what may be done about it by us. */
export interface Subject {
  readonly result: Result;
  readonly mend?: ((options: MendOptions) => Promise<Attempt>) | undefined;
}

export interface MendOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly dockerPath?: string;
  readonly devcontainerPath?: string;
}

/** An engine, a cluster or a file that was looked at. */
export interface PlaceSeen {
  readonly name: string;
  readonly reachable: boolean;
  readonly reason?: string;
}

/** What is not looked at, and why. */
export interface SkippedSubject {
  readonly name: string;
  readonly why: string;
}

export interface Reconciled {
  readonly places: readonly PlaceSeen[];
  readonly results: readonly Result[];
  readonly skipped: readonly SkippedSubject[];
}

/** That which was asked for cannot have been found out about is no sign that it is so. */
export function isAsAsked({ places, results }: Reconciled): boolean {
  return places.every(({ reachable }) => reachable) && results.every(({ state }) => state === 'as-asked');
}
