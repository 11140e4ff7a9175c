/** What is put in the place of the rest of a text that was too long to be kept. */
export function leftOutNote(bytes: number): string {
  return ` … [${bytes} bytes left out]`;
}

/** Nobody reads more of one text. */
const maxRead = 1024 * 1024;

/** As much of a text as is shown of it, with a note of what is missing. */
export function readablePart(text: string): string {
  if (text.length <= maxRead) return text;
  const kept = text.slice(0, maxRead - roomForNote);
  return kept + leftOutNote(text.length - kept.length);
}

const roomForNote = 60;

const note = / … \[(\d{1,15}) bytes left out\]$/;

/** How much a text lacks; undefined where it is whole. */
export function bytesLeftOut(text: string): number | undefined {
  const found = note.exec(text.slice(-60));
  return found ? Number(found[1]) : undefined;
}
