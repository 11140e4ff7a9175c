import { counted } from '@claude-sessions/core/counted.ts';
import type { Project } from '../../../cli/src/api/types.ts';
import { plainNotice } from '../text/plainText.ts';

/** For a message box. @param result undefined when there was nothing to do */
export function preparedMessage(
  { file }: Pick<Project, 'file'>,
  result: { readonly made: readonly string[]; readonly leftOut: readonly string[] } | undefined,
): string {
  if (!result) return plainNotice(`${file} shares nothing, so it needs nothing on this host.`);
  const { made, leftOut } = result;
  const what =
    made.length === 0
      ? 'All that our mounts need was there.'
      : `Made what our mounts need: ${counted(made.length, 'entry', 'entries')}, named in the log.`;
  const without =
    leftOut.length > 0
      ? ` Left out of the copy of settings.json, since it may be secret: ${leftOut.join(', ')}.`
      : '';
  return plainNotice(what + without, 600);
}
