import { lstatSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

/** A folder as it was at one moment, and how it becomes so again. Links are never followed. */
export class SavedTree {
  readonly #folder: string;
  readonly #copy: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#copy = `${folder}.saved`;
  }

  /** Copies a folder, to a place beside it. */
  static async save(folder: string): Promise<SavedTree> {
    const tree = new SavedTree(folder);
    await run('cp', ['-a', '--', folder, tree.#copy]);
    return tree;
  }

  /** Makes it what it was. A folder that is still there stays the same one: it may be mounted in a container. */
  restore(): Promise<void> {
    return restore(this.#copy, this.#folder);
  }

  remove(): void {
    rmSync(this.#copy, { recursive: true, force: true });
  }
}

async function restore(from: string, to: string): Promise<void> {
  const wanted = readdirSync(from);
  for (const name of readdirSync(to).filter((each) => !wanted.includes(each)))
    rmSync(join(to, name), { recursive: true });
  for (const name of wanted) {
    const [source, target] = [join(from, name), join(to, name)];
    const [was, is] = [lstatSync(source), lstatSync(target, { throwIfNoEntry: false })];
    if (is?.isDirectory() && was.isDirectory()) await restore(source, target);
    else if (!is || !isSame(was, is)) {
      rmSync(target, { recursive: true, force: true });
      await run('cp', ['-a', '--', source, target]);
    }
  }
}

/** Copied with its times, and not written since. */
const isSame = (a: Stats, b: Stats) =>
  (['mode', 'uid', 'gid', 'size', 'mtimeMs'] as const).every((each) => a[each] === b[each]);
