import type { TranscriptWriter } from './TranscriptWriter.ts';

/** An answer, as far as a test says it. */
export interface Answer {
  readonly id: string;
  readonly request?: string | undefined;
  readonly model?: string;
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly content?: readonly unknown[];
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Writes an answer of the API into a transcript: a line for each of its blocks has the same usage. */
export function writeAnswer(writer: TranscriptWriter, answer: Answer): TranscriptWriter {
  const {
    id,
    request = `req_${id}`,
    model = 'claude-sonnet-4-6',
    usage = {},
    content = [],
    members,
  } = answer;
  const message = {
    ...{ id, type: 'message', role: 'assistant', model, content },
    usage: {
      ...{ input_tokens: 10, output_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
      ...usage,
    },
  };
  return writer.message('assistant', message, { requestId: request, ...members });
}
