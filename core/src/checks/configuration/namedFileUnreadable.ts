import { placeText } from '../../filePlace.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { keyRangeAt } from '../../findings/readDocument.ts';

/** More lines help nobody. */
const maxLines = 8;

export const namedFileUnreadable = defineCheck({
  code: 'named-file-unreadable',
  place: 'configuration',
  severity: 'warning',
  title: 'A file could not be read',
  why: 'What a container gets is also set by Compose files and files of variables. What cannot be read there is not known: neither that it is safe, nor that it is not. A missing file, a file that is not valid, or a variable that has to be set (`${NAME:?}`) keeps the container from starting, too.',
  remedy:
    'Make the missing file (projects often have an example to copy), set the variable, or correct the line that is named.',
  anchor: 'top',
  needs: ['configuration'],
  find({ configuration: { document, settings } }) {
    const unknown = settings?.unknown ?? [];
    const [first] = unknown;
    if (!first) return [];
    const lines = unknown.map(({ why, at }) => (at && at !== first.at ? `${placeText(at)}: ${why}` : why));
    const rest = lines.length - maxLines;
    return [
      found({
        severity: unknown.some(({ isFatal }) => isFatal) ? 'warning' : 'information',
        message:
          'Files that devcontainer.json names could not be read in full: what they set is partly unknown.',
        evidence: [...lines.slice(0, maxLines), ...(rest > 0 ? [`and ${rest} more`] : [])],
        fix: advice`Correct what is named; until then, look yourself at what these files mount and set.`,
        range: first.at
          ? undefined
          : (keyRangeAt(document, ['dockerComposeFile']) ?? keyRangeAt(document, ['runArgs'])),
        at: first.at,
      }),
    ];
  },
});
