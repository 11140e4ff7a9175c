import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ShownItem } from '@claude-sessions/core/conversations/show/ShownItem.ts';
import { describe, expect, it } from 'vitest';
import { type ReadShownOptions, readShown } from '../../../../cli/src/conversations/show/readShown.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';
import { TranscriptText } from '../../../harness/project/TranscriptText.ts';

const folder = newFolder();

function write(text: string): string {
  const path = join(folder, `${Math.random()}.jsonl`);
  writeFileSync(path, text);
  return path;
}

async function items(path: string, options: ReadShownOptions = {}): Promise<ShownItem[]> {
  const found: ShownItem[] = [];
  for await (const item of readShown(path, options)) found.push(item);
  return found;
}

/** What was said, and what stands between, in short. */
async function words(path: string, options: ReadShownOptions = {}): Promise<unknown[]> {
  return (await items(path, options)).map((item) => {
    if (item.kind !== 'message') return item;
    return item.parts.map((part) => (part.kind === 'text' ? part.text : part));
  });
}

/** A file with a hole in the middle: it takes no room. */
function sparse(head: string, hole: number, tail: string): string {
  const path = write(head);
  const fd = openSync(path, 'r+');
  ftruncateSync(fd, Buffer.byteLength(head) + hole);
  writeSync(fd, `\n${tail}`, Buffer.byteLength(head) + hole);
  closeSync(fd);
  return path;
}

describe('what is shown of a transcript', () => {
  it('has results with their calls, once', async () => {
    const t = new TranscriptText();
    const call = (id: string) => ({ type: 'tool_use', id, name: 'Bash', input: { command: id } });
    const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: `of ${id}` });
    const first = t.user('look', null);
    const both = t.assistant([call('a'), call('b')], first);
    const results = t.user([result('a'), result('b'), result('x')], both, {
      toolUseResult: { agentId: '../../etc' },
    });
    t.assistant('end', results);
    const [, called, rest, end] = await items(write(t.text()));
    expect(called).toMatchObject({
      parts: [
        { name: 'Bash', result: { callId: 'a', parts: [{ text: 'of a' }] } },
        { name: 'Bash', result: { callId: 'b', parts: [{ text: 'of b' }] } },
      ],
    });
    expect(JSON.stringify(called)).not.toContain('agent');
    expect(rest).toMatchObject({ who: 'user', parts: [{ kind: 'result', callId: 'x' }] });
    expect(end).toMatchObject({ parts: [{ text: 'end' }] });
  });

  it('has what a subagent said, which lies beside it, and follows no link there', async () => {
    const t = new TranscriptText();
    const first = t.user('look', null);
    const call = t.assistant([{ type: 'tool_use', id: 'a', name: 'Agent', input: {} }], first);
    const content = [{ type: 'tool_result', tool_use_id: 'a', content: 'done' }];
    t.user(content, call, { toolUseResult: { agentId: 'a1' } });
    const agent = new TranscriptText();
    const task = agent.user('the task', null, { isSidechain: true, agentId: 'a1' });
    agent.assistant('the answer', task, { isSidechain: true, agentId: 'a1' });
    const beside = newFolder();
    const path = write(t.text());
    mkdirSync(join(beside, 'subagents'));
    writeFileSync(join(beside, 'subagents/agent-a1.jsonl'), agent.text());
    const shown = JSON.stringify(await items(path, { withAgents: true, folder: beside }));
    expect(shown).toContain('the task');
    expect(shown).toContain('the answer');
    const linked = newFolder();
    mkdirSync(join(linked, 'subagents'));
    symlinkSync(join(beside, 'subagents/agent-a1.jsonl'), join(linked, 'subagents/agent-a1.jsonl'));
    expect(JSON.stringify(await items(path, { withAgents: true, folder: linked }))).not.toContain('the task');
    // Nor is the folder one.
    const folderLinked = newFolder();
    symlinkSync(join(beside, 'subagents'), join(folderLinked, 'subagents'));
    expect(JSON.stringify(await items(path, { withAgents: true, folder: folderLinked }))).not.toContain(
      'the task',
    );
    writeFileSync(join(folder, 'agent-a1.jsonl'), agent.text());
    expect(JSON.stringify(await items(path, { withAgents: true }))).toContain('the task');
    expect(JSON.stringify(await items(path))).not.toContain('the task');
    await expect(items(join(linked, 'subagents/agent-a1.jsonl'))).rejects.toThrow('not a regular file');
  });

  it('has an image of a line that is too long to be kept, as its size', async () => {
    const t = new TranscriptText();
    const data = 'A'.repeat(92 * 1024 * 1024);
    const source = { type: 'base64', media_type: 'image/png', data };
    const first = t.user(
      [
        { type: 'image', source },
        { type: 'text', text: 'ab"\\ü'.repeat(30_000) },
      ],
      null,
    );
    t.assistant('seen', first);
    const [message, answer] = await items(write(t.text()));
    expect(message).toMatchObject({
      parts: [{ kind: 'image', mediaType: 'image/png', bytes: 69 * 1024 * 1024 }, { kind: 'text' }],
    });
    const text =
      message?.kind === 'message' && message.parts[1]?.kind === 'text' ? message.parts[1].text : '';
    expect(text).toMatch(/^(?:ab"\\ü)+a?b?"?\\? … \[\d+ bytes left out\]$/);
    expect(text.length).toBeLessThan(66_000);
    expect(answer).toMatchObject({ parts: [{ text: 'seen' }] });
  });

  it('is that of the moment at which it was opened', async () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    t.user('second', first);
    const path = write(t.text());
    const reading = readShown(path);
    expect((await reading.next()).value).toMatchObject({ parts: [{ text: 'first' }] });
    const more = new TranscriptText();
    more.user('grown', first);
    appendFileSync(path, more.text());
    expect((await reading.next()).value).toMatchObject({ parts: [{ text: 'second' }] });
    expect((await reading.next()).done).toBe(true);
    // Cut off below a reader: what is gone is said.
    const again = readShown(path);
    await again.next();
    writeFileSync(path, '');
    const rest: unknown[] = [];
    for await (const item of again) rest.push(item);
    expect(rest).toMatchObject([{ kind: 'forks' }, { kind: 'gap', why: 'unreadable' }]);
  });

  it('is nothing of a file that has nothing', async () => {
    expect(await items(write(''))).toEqual([]);
    expect(await items(write('\n\nnot json\n{"type":"user"'))).toEqual([]);
    expect(await items(write(`${'['.repeat(100_000)}\n{"a":${'['.repeat(100_000)}`))).toEqual([]);
  });
});

describe('of a large file', () => {
  const head = new TranscriptText();
  const early = head.assistant('early answer', head.user('early', null));
  const tail = new TranscriptText();
  const late = tail.user('late', early);
  tail.assistant('last', late);

  it('the end is shown, and how much was left out', async () => {
    const path = sparse(head.text(), 64 * 1024 * 1024, tail.text());
    const [gap, ...rest] = await words(path, { endOnly: true });
    expect(gap).toMatchObject({ kind: 'gap', why: 'not-read' });
    expect(rest).toEqual([['late'], ['last']]);
    expect(await words(path)).toEqual([['early'], ['early answer'], ['late'], ['last']]);
  });

  it('as much is read as there is need of', async () => {
    // The last line is none, and longer than what is read first.
    const path = sparse(head.text(), 100, tail.text());
    const fd = openSync(path, 'r+');
    const size = Buffer.byteLength(head.text()) + 101 + Buffer.byteLength(tail.text());
    ftruncateSync(fd, size + 40 * 1024 * 1024);
    closeSync(fd);
    expect(await words(path, { endOnly: true })).toEqual([['early'], ['early answer'], ['late'], ['last']]);
  });
});
