import type { MadeChange, PlannedChange } from '../../../cli/src/api/types.ts';
import { plainNotice } from '../text/plainText.ts';

/** For a message box, when a change was made. @param differs VS Code saved it otherwise than planned */
export function madeMessage(
  { mode, project }: Pick<PlannedChange, 'mode' | 'project'>,
  { kept, leftOut, notes }: MadeChange,
  differs: boolean,
): string {
  const done = {
    share: 'This project’s Claude sessions are shared.',
    isolate: 'Claude’s state is kept in a volume of its own.',
    none: 'What Claude Sessions had set up is taken out.',
  }[mode];
  const sentences = [
    done,
    ...(leftOut.length > 0
      ? [`Left out of the copy of settings.json, since it may be secret: ${leftOut.join(', ')}.`]
      : []),
    ...(kept === undefined ? [] : [`The file as it was before is kept at ${kept}.`]),
    ...notes,
    ...(differs
      ? [`${project.file} was saved otherwise than planned, such as by formatting on save: look it through.`]
      : []),
    'Rebuild the dev container for it to take effect.',
  ];
  return plainNotice(sentences.join(' '), 900);
}
