import { type ComposeShare, composeWords, parseComposeWords } from './compose.ts';
import type { Mode, ShareOptions } from './options.ts';

/** The word by which the prepare script makes a mirror in the place of the link to the conversations. */
const reviewWord = 'review';
/** That by which it makes the folder of the login that the host keeps; alone, nothing else. */
const loginWord = 'login';
const onlyWord = 'only';

/**
 * Arguments of the prepare script after the id: words without punctuation, which every shell reads alike.
 * @param service the one that is the dev container, under Docker Compose
 */
export function scriptWords(options: ShareOptions, service?: string, mode: Mode = 'share'): string[] {
  const login = options.login === 'host-readonly' ? [loginWord] : [];
  if (mode !== 'share') return [...login, onlyWord];
  return [
    ...(options.review ? [reviewWord] : []),
    ...login,
    ...(service === undefined ? [] : composeWords({ service, options })),
  ];
}

/** Reads `scriptWords` back. */
export function parseScriptWords(words: readonly string[]): {
  readonly review: boolean;
  readonly compose: ComposeShare | undefined;
} {
  const review = words[0] === reviewWord;
  const rest = review ? words.slice(1) : words;
  const hasLogin = rest[0] === loginWord;
  const compose = parseComposeWords(hasLogin ? rest.slice(1) : rest);
  const login = hasLogin ? ({ login: 'host-readonly' } as const) : {};
  return { review, compose: compose && { ...compose, options: { ...compose.options, review, ...login } } };
}
