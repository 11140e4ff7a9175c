import { positionOf } from '@claude-sessions/core/devcontainer/document.ts';
import { type FilePlace, placeText } from '@claude-sessions/core/filePlace.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import type { Look } from './lookAt.ts';

/** Where a finding stands, in devcontainer.json or a file that it names; undefined when it is about no part of one. */
export function findingPlace(
  { gathered }: Pick<Look, 'gathered'>,
  { at, range }: Finding,
): FilePlace | undefined {
  if (at) return at;
  const { file, document } = gathered.facts.configuration ?? {};
  if (!range || !document || file === undefined) return undefined;
  const end = positionOf(document.text, range.offset + range.length);
  return { file, ...positionOf(document.text, range.offset), endLine: end.line, endColumn: end.column };
}

/** The same for people, as `file:line`. */
export function findingPlaceText(look: Pick<Look, 'gathered'>, finding: Finding): string | undefined {
  const place = findingPlace(look, finding);
  return place && placeText(place);
}
