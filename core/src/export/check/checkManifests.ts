import { parseYamlDocuments } from '../../compose/yamlTree.ts';
import { checkCompose, isCompose } from './composeFile.ts';
import { checkObjects, isKustomization, isObject, listedIn } from './objects.ts';
import { type ManifestFile, type ManifestProblem, problem } from './problem.ts';
import { checkScalars } from './scalars.ts';

/** What was looked at, and what is wrong with it, by place. */
export interface CheckedManifests {
  /** Files with something for an engine in them. */
  readonly looked: readonly string[];
  readonly problems: readonly ManifestProblem[];
}

/**
 * Checks manifests as an engine will read them, all that belong together at once.
 * @param files by their paths below one folder, with `/`
 */
export function checkManifests(files: readonly { path: string; text: string }[]): CheckedManifests {
  const problems: ManifestProblem[] = [];
  const read: ManifestFile[] = files.map(({ path, text }) => {
    const { roots, problems: wrong } = parseYamlDocuments(text, path);
    problems.push(
      ...wrong.map(({ at, why }) => problem('not-yaml', at, `${path}: ${why}.`, 'Fix this first.')),
    );
    return { path, roots: roots.flatMap(listedIn) };
  });
  const looked = read.filter(({ roots }) =>
    roots.some((root) => isObject(root) || isKustomization(root) || isCompose(root)),
  );
  const roots = read.flatMap((file) => file.roots);
  problems.push(
    ...checkObjects(read),
    ...roots.filter(isKustomization).flatMap(checkScalars),
    ...roots.filter(isCompose).flatMap(checkCompose),
  );
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const rank = ({ at }: ManifestProblem) => (order.get(at.file) ?? 0) * 1e7 + at.line;
  return { looked: looked.map(({ path }) => path), problems: problems.sort((a, b) => rank(a) - rank(b)) };
}
