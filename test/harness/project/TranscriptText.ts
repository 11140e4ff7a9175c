import { randomUUID } from 'node:crypto';

type Json = { readonly [member: string]: unknown };

/** A transcript as a client would have written it, line by line; `add` gives the uuid of the line. */
export class TranscriptText {
  readonly lines: string[] = [];
  readonly id: string;
  #time = Date.parse('2026-11-30T10:00:00.000Z');

  constructor(id: string = randomUUID()) {
    this.id = id;
  }

  user(content: unknown, parentUuid: string | null, more: Json = {}): string {
    return this.add({ type: 'user', parentUuid, message: { role: 'user', content }, ...more });
  }

  /** A response of one part, unless `message` says of which it is a part. */
  assistant(content: unknown, parentUuid: string | null, { message = {}, ...more }: Json = {}): string {
    const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    return this.add({
      type: 'assistant',
      parentUuid,
      message: {
        id: `msg_${this.lines.length}`,
        role: 'assistant',
        model: 'claude-x',
        content: parts,
        ...(message as Json),
      },
      ...more,
    });
  }

  attachment(attachment: Json, parentUuid: string | null, more: Json = {}): string {
    return this.add({ type: 'attachment', parentUuid, attachment, ...more });
  }

  /** What a compaction writes: the boundary, and the summary, whose uuid is given. */
  compact(logicalParentUuid: string, compactMetadata: Json = {}, summary: string = randomUUID()): string {
    const boundary = this.add({
      type: 'system',
      subtype: 'compact_boundary',
      parentUuid: null,
      logicalParentUuid,
      content: 'Conversation compacted',
      compactMetadata: { trigger: 'manual', preTokens: 7, ...compactMetadata },
    });
    return this.user('What was said so far, in short.', boundary, { isCompactSummary: true, uuid: summary });
  }

  add(line: Json): string {
    this.#time += 1000;
    const { uuid = randomUUID(), ...rest } = line;
    const common = { isSidechain: false, cwd: '/home/me/app', sessionId: this.id, version: '2.1.332' };
    this.raw(JSON.stringify({ ...common, timestamp: new Date(this.#time).toISOString(), ...rest, uuid }));
    return uuid as string;
  }

  raw(line: string): void {
    this.lines.push(line);
  }

  text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}
