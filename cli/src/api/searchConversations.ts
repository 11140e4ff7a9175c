import { findTranscripts, type TranscriptRequest } from '../conversations/findTranscripts.ts';
import { SearchMemory } from '../conversations/search/SearchMemory.ts';
import {
  type SearchOptions,
  type SearchResult,
  searchTranscripts,
} from '../conversations/search/searchTranscripts.ts';

/** For somebody who types: kept from one search to the next, it spares reading what the first letters are not in. */
export const newSearchMemory = (): SearchMemory => new SearchMemory();

/** Which conversations are searched. */
export interface SearchRequest extends TranscriptRequest {
  /** Those in volumes of containers, too: each is copied out for it. */
  readonly inContainers?: boolean;
}

/** How a search ended, and what it left out. */
export interface Searched extends SearchResult {
  /** Conversations in volumes of containers, which were not asked for. */
  readonly notOpened: number;
}

/**
 * Searches what people and Claude said, and what tools were given and gave.
 * @param words those that a message has to have, all of them; one with white space in it is a phrase. `splitQuery` makes them of a line
 * @throws the reason of the signal, once nothing runs any more
 */
export async function searchConversations(
  words: readonly string[],
  request: SearchRequest,
  options: SearchOptions,
): Promise<Searched> {
  options.signal?.throwIfAborted();
  const found = (await findTranscripts(request)).filter(({ entry }) => !entry.isRemnant);
  const searched = found.filter(({ place }) => request.inContainers || place.kind !== 'container');
  const result = await searchTranscripts(searched, words, options);
  return { ...result, notOpened: found.length - searched.length };
}
