/** A Messages API answer of one text, as server-sent events (docs.anthropic.com, "Streaming Messages"). */
export function streamEvents(model: string, text: string): string {
  return messageEvents(model, [textBlock(text)]);
}

/** The same of one use of a tool. */
export function toolEvents(model: string, name: string, input: object): string {
  return messageEvents(model, [toolBlock(name, input)]);
}

/** A content block of an answer: how it begins, and what is added to that. */
export interface Block {
  readonly begin: { readonly type: string };
  readonly delta: object;
}

export const textBlock = (text: string): Block => ({
  begin: { type: 'text', text: '' } as Block['begin'],
  delta: { type: 'text_delta', text },
});

export const thinkingBlock = (thinking: string): Block => ({
  begin: { type: 'thinking', thinking: '', signature: '' } as Block['begin'],
  delta: { type: 'thinking_delta', thinking },
});

export const toolBlock = (name: string, input: object): Block => ({
  begin: {
    type: 'tool_use',
    id: `toolu_${Math.random().toString(36).slice(2)}`,
    name,
    input: {},
  } as Block['begin'],
  delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
});

/** A Messages API answer of several blocks. It ends for the tools, when it has some. */
export function messageEvents(model: string, blocks: readonly Block[]): string {
  const reason = blocks.some(({ begin }) => begin.type === 'tool_use') ? 'tool_use' : 'end_turn';
  const message = {
    id: `msg_${Math.random().toString(36).slice(2)}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  return [
    event({ type: 'message_start', message }),
    ...blocks.flatMap(({ begin, delta }, index) => [
      event({ type: 'content_block_start', index, content_block: begin }),
      event({ type: 'content_block_delta', index, delta }),
      event({ type: 'content_block_stop', index }),
    ]),
    event({
      type: 'message_delta',
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: 1 },
    }),
    event({ type: 'message_stop' }),
  ].join('');
}

const event = (data: { type: string; [field: string]: unknown }) =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
