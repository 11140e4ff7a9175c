import type { ApiRequest, MockApi } from '../claude/mockApi.ts';
import { type Block, textBlock, thinkingBlock, toolBlock } from '../claude/mockApiEvents.ts';

/** A use of a tool that the model is to ask for. */
export interface ToolUse {
  readonly name: string;
  /** What the tool is given; or what it is, by the request that the use answers. */
  readonly input: object | ((asked: ApiRequest) => object);
}

/** A word of the prompts that subagents get: their requests are known by it. */
export const agentWord = 'delegated-work';

/**
 * What the mock's model says in a recorded conversation: one after the other the uses of tools that were asked for, then text with
 * a thought before it. A subagent has tools of its own.
 */
export class ScriptedModel {
  /** Uses of tools to come, each in an answer of its own. */
  tools: ToolUse[] = [];
  agentTools: ToolUse[] = [];
  /** Status codes with which the next requests are refused. */
  refusals: number[] = [];
  /** Every answer waits for it. */
  held: Promise<unknown> = Promise.resolve();
  /** Names of all tools that clients offered. */
  readonly offered = new Set<string>();

  constructor(api: MockApi) {
    api.answerWith = (asked) => this.#answer(asked);
  }

  async #answer(asked: ApiRequest): Promise<Block[] | number | undefined> {
    await this.held;
    const tools = (asked.tools ?? []) as { name: string }[];
    // A question beside the conversation, for its title say.
    if (tools.length < 2) return undefined;
    for (const { name } of tools) this.offered.add(name);
    const refusal = this.refusals.shift();
    if (refusal) return refusal;
    const isAgent = JSON.stringify(asked.messages[0]).includes(agentWord);
    const use = (isAgent ? this.agentTools : this.tools).shift();
    if (use) {
      const input = typeof use.input === 'function' ? use.input(asked) : use.input;
      return [textBlock('I use a tool.'), toolBlock(use.name, input)];
    }
    return [thinkingBlock('I think.'), textBlock(`Done: ${asked.messages.length} messages.`)];
  }
}
