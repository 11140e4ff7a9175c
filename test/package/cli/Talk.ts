import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ReviewedPlace } from './ReviewedPlace.ts';
import { session } from './verifyPlace.ts';

export type Line = Record<string, unknown>;

/** A home with conversations, and no dev container. */
export class Talk extends ReviewedPlace {
  readonly folderOf = (path: string) =>
    join(this.home, '.claude/projects', path.replace(/[^A-Za-z0-9]/g, '-'));

  /** A conversation of so many messages. */
  talk(count = 4, size = 10, id = session): string {
    const lines = Array.from({ length: count }, (_, index) => this.said(index, size, id));
    return this.put(`${id}.jsonl`, lines.join(''));
  }

  said(index: number, size = 10, id = session): string {
    return `${JSON.stringify({
      parentUuid: index === 0 ? null : uuidOf(index - 1),
      isSidechain: false,
      type: index % 2 === 0 ? 'user' : 'assistant',
      message: {
        id: `m${index}`,
        role: index % 2 === 0 ? 'user' : 'assistant',
        content: [{ type: 'text', text: `said ${index} ${'x'.repeat(size)}` }],
      },
      uuid: uuidOf(index),
      timestamp: '2026-11-30T10:00:00.000Z',
      cwd: this.folder,
      sessionId: id,
      version: '2.1.329',
    })}\n`;
  }

  ids(): string[] {
    return readdirSync(this.transcripts)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length));
  }

  lines(id: string, folder = this.transcripts): Line[] {
    const text = readFileSync(join(folder, `${id}.jsonl`), 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
}

export const uuidOf = (index: number) => `${String(index).padStart(8, '0')}-4444-4444-8444-444444444444`;
