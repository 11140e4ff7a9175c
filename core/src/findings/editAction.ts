import { DocumentEdit } from '../devcontainer/DocumentEdit.ts';
import type { DevcontainerDocument } from '../devcontainer/document.ts';
import type { Found } from './check.ts';
import type { FixAction } from './finding.ts';

type EditAction = Extract<FixAction, { kind: 'edit' }>;

/**
 * An action that changes devcontainer.json. Its text is made when it is asked for, so that a check which runs at every
 * keystroke does not edit.
 * @returns undefined for a document with errors, which nobody but its author can edit safely
 */
export function editAction(
  document: DevcontainerDocument | undefined,
  title: string,
  change: (edit: DocumentEdit) => void,
): EditAction | undefined {
  if (!document || document.errors.length > 0) return undefined;
  let text: string | undefined;
  return {
    kind: 'edit',
    title,
    get text() {
      if (text === undefined) {
        const edit = new DocumentEdit(document);
        change(edit);
        text = edit.text;
      }
      return text;
    },
  };
}

type Optional = 'action' | 'offers' | 'range' | 'at';

/** A finding of which some parts may be missing. */
export type FoundParts = Omit<Found, Optional> & {
  readonly [Name in Optional]?: Found[Name] | undefined;
};

/** Puts a finding together, without the parts that are missing. */
export function found({ action, offers, range, at, ...rest }: FoundParts): Found {
  return {
    ...rest,
    ...(action && { action }),
    ...(offers && offers.length > 0 && { offers }),
    ...(range && { range }),
    ...(at && { at }),
  };
}
