/** How the transcript of another machine is to ours, by their bytes and, where they part, by their lines. */
export type Relation =
  /** The same bytes. */
  | 'same'
  /** All of ours, and more behind it. */
  | 'ahead'
  /** The beginning of ours. */
  | 'behind'
  /** They part, but all lines of ours are in it, and more: a client wrote its file anew. */
  | 'holds-ours'
  /** They part, but all its lines are in ours. */
  | 'held'
  /** Each has lines that the other has not. */
  | 'apart';

/** What is known of a transcript that another machine has put down. */
export interface TheirTranscript {
  /** Undefined where there is none here. */
  readonly relation: Relation | undefined;
  /** It was here once, and is gone: deleted, or swept away by the client. */
  readonly wasDeleted: boolean;
  /** Of forks of it that were made here before, how it is to what the nearest of them was made of. */
  readonly fork: Relation | undefined;
}

/** What is done about it. */
export type Step = 'nothing' | 'get' | 'fast-forward' | 'fork' | 'fork-forward' | 'stays-deleted';

/** The rule: what is a beginning is gone on with, and where both have something new both are kept. No line of ours goes. */
export function decideTranscript({ relation, wasDeleted, fork }: TheirTranscript): Step {
  if (relation === undefined) return wasDeleted ? 'stays-deleted' : 'get';
  if (relation === 'ahead' || relation === 'holds-ours') return 'fast-forward';
  if (relation !== 'apart') return 'nothing';
  if (fork === undefined || fork === 'apart') return 'fork';
  return fork === 'ahead' || fork === 'holds-ours' ? 'fork-forward' : 'nothing';
}

/** What is done about a file that belongs to a conversation. */
export type FileStep = 'nothing' | 'add' | 'fast-forward' | 'beside';

export function decideFile(relation: Relation | undefined): FileStep {
  if (relation === undefined) return 'add';
  if (relation === 'ahead') return 'fast-forward';
  return relation === 'same' || relation === 'behind' ? 'nothing' : 'beside';
}
