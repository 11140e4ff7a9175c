import type { YamlNode } from '../../compose/yamlTree.ts';
import type { FilePlace } from '../../filePlace.ts';

/** Something in a manifest that an engine would refuse, or take in another way than it was meant. */
export interface ManifestProblem {
  readonly code: string;
  readonly at: FilePlace;
  /** What is wrong, a sentence. */
  readonly message: string;
  /** What to do, a sentence. */
  readonly todo: string;
}

export const problem = (code: string, at: FilePlace, message: string, todo: string): ManifestProblem => ({
  code,
  at,
  message,
  todo,
});

/** A file that is looked at. */
export interface ManifestFile {
  /** As shown, and relative to the folder that is looked at, with `/`. */
  readonly path: string;
  readonly roots: readonly YamlNode[];
}
