import { sep } from 'node:path';
import { projectSlug, slugStartBelow } from '@claude-sessions/core/slug.ts';

/** Which folders below `projects/` may hold conversations of a project, and which of them do. */
export class ProjectFolders {
  readonly #own: ReadonlyMap<string, string>;
  readonly #roots: readonly string[];

  /** @param roots the folder of the project and the same in other working trees of its repository: real paths */
  constructor(roots: readonly string[]) {
    this.#roots = roots;
    this.#own = new Map(roots.map((root) => [projectSlug(root), root]));
  }

  mayHold(slug: string): boolean {
    return this.#own.has(slug) || this.#roots.some((root) => slug.startsWith(slugStartBelow(root)));
  }

  /**
   * The names of `app-2` and of a folder `2` in `app` are one: where a conversation was begun tells. What was begun in a container says a
   * folder of the container, and is of the project by where it is filed.
   */
  holds(slug: string, cwd: string | undefined): boolean {
    const root = this.#own.get(slug);
    if (root !== undefined)
      return cwd === undefined || cwd === root || projectSlug(cwd) !== slug || this.#isBelow(cwd);
    return cwd !== undefined && this.#isBelow(cwd) && projectSlug(cwd) === slug;
  }

  #isBelow(cwd: string): boolean {
    return this.#roots.some((root) => cwd.startsWith(root + sep));
  }
}
