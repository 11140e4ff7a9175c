import { Chain } from './Chain.ts';
import type { ChainLink } from './ChainLink.ts';
import { Responses } from './Responses.ts';

/** What a client that resumes a conversation goes on from. */
export interface ActiveChain<Link> {
  /** From the first line to the last, with the answers and results of tools that stand beside it. */
  readonly links: readonly Link[];
  /** The last message. */
  readonly leaf: Link | undefined;
  /** The line behind it with which its branch ends; undefined where only a subagent or a team said something. */
  readonly terminal: Link | undefined;
}

/**
 * The branch of a transcript that a client resumes, without what stood before a compaction: to write a line behind it, or a copy of it.
 * What a reader is shown of it, `activeBranch` tells, by the same rule.
 * @param lines in the order of the file
 */
export function activeChain<Link extends ChainLink>(lines: readonly Link[]): ActiveChain<Link> {
  const chain = new Chain(lines);
  const { leaf, terminal } = chain.newestMessage();
  return { links: leaf ? new Responses(chain).join(chain.pathTo(leaf)) : [], leaf, terminal };
}
