/** Something that can be written at the cursor. */
export interface Suggestion {
  /** Shown in the list. */
  readonly label: string;
  /** Behind the label, in few words. */
  readonly detail: string;
  /** Its effect on the container; a paragraph each. */
  readonly about: readonly string[];
  /** Goes into the text, as JSON; a part of a string, as it is written in one. */
  readonly text: string;
  /** The same with places to fill in, for clients that know such. */
  readonly snippet?: string;
  /** The key alone, where `text` is a whole member: put in where the member has its colon already. */
  readonly key?: string;
}

/** Text as it stands in a snippet: what would be a variable there is none. */
export function snippetText(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
