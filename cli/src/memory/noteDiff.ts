import { shownText } from '@claude-sessions/core/memory/hiddenInText.ts';
import type { OfferedNote } from '@claude-sessions/core/memory/planNotes.ts';
import { fileDiff } from '../change/report.ts';

/** To compare more lines than that with each other takes longer than anybody waits. */
const maxLines = 4000;

/** What the host's file would become, as a unified diff in which everything hidden is shown. */
export function noteDiff({ path, before, after }: OfferedNote): string {
  const [was, becomes] = [before === null ? null : shownText(before), shownText(after)];
  const lines = (text: string | null) => text?.split('\n').length ?? 0;
  if (lines(was) + lines(becomes) <= maxLines)
    return fileDiff(shownText(path), { path, before: was, after: becomes });
  return [
    ...(was === null ? [] : [fileDiff(path, { path, before: was, after: null })]),
    fileDiff(path, { path, before: null, after: becomes }),
  ].join('');
}
