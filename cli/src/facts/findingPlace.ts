import { positionOf } from '@claude-sessions/core/devcontainer/document.ts';
import { placeText } from '@claude-sessions/core/filePlace.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import type { Look } from './lookAt.ts';

/** Where a finding stands, in devcontainer.json or a file that it names, as `file:line`; undefined when it is about no part of one. */
export function findingPlace({ gathered }: Look, { at, range }: Finding): string | undefined {
  if (at) return placeText(at);
  const { file, document } = gathered.facts.configuration ?? {};
  if (!range || !document || file === undefined) return undefined;
  return placeText({ file, line: positionOf(document.text, range.offset).line });
}
