import { type ComposeShare, composeWords, parseComposeWords } from './compose.ts';
import type { ShareOptions } from './options.ts';

/** The word by which the prepare script makes a mirror in the place of the link to the conversations. */
const reviewWord = 'review';

/**
 * Arguments of the prepare script after the id: words without punctuation, which every shell reads alike.
 * @param service the one that is the dev container, under Docker Compose
 */
export function scriptWords(options: ShareOptions, service?: string): string[] {
  return [
    ...(options.review ? [reviewWord] : []),
    ...(service === undefined ? [] : composeWords({ service, options })),
  ];
}

/** Reads `scriptWords` back. */
export function parseScriptWords(words: readonly string[]): {
  readonly review: boolean;
  readonly compose: ComposeShare | undefined;
} {
  const review = words[0] === reviewWord;
  const compose = parseComposeWords(review ? words.slice(1) : words);
  return { review, compose: compose && { ...compose, options: { ...compose.options, review } } };
}
