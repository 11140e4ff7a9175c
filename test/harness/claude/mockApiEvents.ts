/** A Messages API answer of one text, as server-sent events (docs.anthropic.com, "Streaming Messages"). */
export function streamEvents(model: string, text: string): string {
  const begin = { type: 'text', text: '' };
  return blockEvents(model, begin, { type: 'text_delta', text }, 'end_turn');
}

/** The same of one use of a tool. */
export function toolEvents(model: string, name: string, input: object): string {
  const id = `toolu_${Math.random().toString(36).slice(2)}`;
  const begin = { type: 'tool_use', id, name, input: {} };
  const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
  return blockEvents(model, begin, delta, 'tool_use');
}

function blockEvents(model: string, begin: object, delta: object, reason: string): string {
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
    event({ type: 'content_block_start', index: 0, content_block: begin }),
    event({ type: 'content_block_delta', index: 0, delta }),
    event({ type: 'content_block_stop', index: 0 }),
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
