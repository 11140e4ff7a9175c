/** The part that a file plays at a start. */
export type FileRole =
  | 'script'
  | 'named file'
  | 'Dockerfile'
  | 'Compose file'
  | 'environment file'
  | 'seccomp profile'
  | 'lock file'
  | 'local Feature';

/** One thing by which a dev container's files act on the host when it is brought up. */
export interface ApprovalItem {
  /** The member of devcontainer.json, or `file`. */
  readonly part: string;
  /** Tells it from others of its part: a Feature's reference, a variable, a path; empty where there is one alone. */
  readonly name: string;
  /** As it is shown. Written by whoever could write the workspace: to be escaped. */
  readonly text: string;
  /** Of all of it, while `text` may be less; null when it could not be looked through, which is never approved for good. */
  readonly digest: string | null;
  /** Of a file: what it is to the dev container. Says nothing of whether two items are one. */
  readonly role?: FileRole;
}

/** An item as it is recorded at an approval. */
export interface ApprovedItem extends ApprovalItem {
  /** Our own commands had put it there. */
  readonly own?: boolean | undefined;
}

/** A hash as text: equal for equal contents only. */
export type Digest = (content: string) => string;

/** Unique among the items of a dev container. */
export function itemId({ part, name }: Pick<ApprovalItem, 'part' | 'name'>): string {
  return `${part}\n${name}`;
}

/** An item of a value in devcontainer.json. */
export function valueItem(part: string, name: string, value: unknown, digest: Digest): ApprovalItem {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
  // A text and a list of one text are two things to the tools.
  return { part, name, text, digest: digest(JSON.stringify(value) ?? '') };
}
