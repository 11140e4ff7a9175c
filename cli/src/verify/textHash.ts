import { createHash } from 'node:crypto';

/** Of a text of a transcript, or of a file: what is known of it without the text itself. */
export function textHash(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
