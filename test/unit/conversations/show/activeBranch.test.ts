import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activeBranch } from '@claude-sessions/core/conversations/show/activeBranch.ts';
import { chainEntryOf } from '@claude-sessions/core/conversations/show/ChainEntry.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentSdk, agentSdk } from '../../../harness/claude/agentSdk.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';
import { TranscriptText } from '../../../harness/project/TranscriptText.ts';
import { fixtures } from '../../../harness/recording/fixtures.ts';
import { rounds } from '../../../harness/system/rounds.ts';

/** The SDK finds transcripts by the environment of the process. */
const configDir = newFolder();
const before = process.env.CLAUDE_CONFIG_DIR;
let sdk: AgentSdk;

beforeAll(async () => {
  process.env.CLAUDE_CONFIG_DIR = configDir;
  sdk = await agentSdk();
});

afterAll(() => {
  if (before === undefined) delete process.env.CLAUDE_CONFIG_DIR;
  else process.env.CLAUDE_CONFIG_DIR = before;
});

function branchOf(text: string) {
  const entries = text.split('\n').flatMap((line, index) => {
    try {
      return chainEntryOf(JSON.parse(line), { offset: index, length: line.length }) ?? [];
    } catch {
      return [];
    }
  });
  return activeBranch(entries, Buffer.byteLength(text), false);
}

function oursOf(text: string): string[] {
  return branchOf(text).messages.map(({ uuid, queuedAs }) => queuedAs ?? uuid);
}

async function theirsOf(text: string): Promise<string[]> {
  const id = randomUUID();
  const folder = join(configDir, 'projects', '-home-me-app');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${id}.jsonl`), text);
  return (await sdk.getSessionMessages(id)).map(({ uuid }) => uuid);
}

async function expectSame(text: string): Promise<string[]> {
  const [ours, theirs] = [oursOf(text), await theirsOf(text)];
  expect(ours).toEqual(theirs);
  return theirs;
}

describe('the branch that is shown is that of a resumed client', () => {
  for (const file of readdirSync(fixtures)) {
    it(`in the conversations of ${file}`, async () => {
      const text = readFileSync(join(fixtures, file), 'utf8');
      await expectSame(text);
      const ids = new Set(text.match(/"sessionId":"[^"]+"/g));
      for (const each of ids) {
        const lines = text.split('\n').filter((line) => line.includes(each));
        await expectSame(`${lines.join('\n')}\n`);
        // As it was at each earlier moment.
        for (let count = 1; count < lines.length; count += 7)
          await expectSame(`${lines.slice(0, count).join('\n')}\n`);
      }
    });
  }
});

describe('with the traps of the format', () => {
  const tool = (id: string, name = 'Bash') => ({ type: 'tool_use', id, name, input: { command: 'ls' } });
  const result = (id: string) => [{ type: 'tool_result', tool_use_id: id, content: 'done' }];

  it('attachments, hooks and progress are links of the chain', async () => {
    const t = new TranscriptText();
    let last: string | null = null;
    for (let turn = 0; turn < 5; turn++) {
      last = t.user(`prompt ${turn}`, last);
      last = t.attachment({ type: 'hook_success', content: 'ok' }, last);
      last = t.add({ type: 'progress', parentUuid: last, data: {} });
      last = t.assistant(`answer ${turn}`, last);
      last = t.add({ type: 'system', subtype: 'turn_duration', parentUuid: last });
    }
    expect(await expectSame(t.text())).toHaveLength(10);
  });

  it('a parent that is not there ends it; what stands above is shown as earlier', async () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    t.assistant('answer', first);
    const after = t.user('after the gap', randomUUID());
    t.assistant('last', after);
    expect(await expectSame(t.text())).toHaveLength(2);
    const { stretches } = branchOf(t.text());
    expect(stretches.map(({ entries, after: what }) => [entries.length, what])).toEqual([
      [2, 'nothing'],
      [2, 'missing'],
    ]);
  });

  it('a uuid that occurs twice, equal and changed', async () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    const answer = t.assistant('answer', first);
    t.raw(t.lines[0] ?? '');
    t.raw(t.lines[1] ?? '');
    const other = t.user('other', first);
    t.user('first, changed', null, { uuid: first });
    t.assistant('answer to the other', other);
    t.assistant('answer, moved', other, { uuid: answer });
    await expectSame(t.text());
  });

  it('a circle', async () => {
    const t = new TranscriptText();
    const [a, b] = [randomUUID(), randomUUID()];
    t.user('a', b, { uuid: a });
    t.assistant('b', a, { uuid: b });
    await expectSame(t.text());
    const c = t.user('c', b);
    t.assistant('d', c);
    await expectSame(t.text());
  });

  it('two branches: the newest goes on, and the end of a subagent does not count', async () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    const old = t.assistant('old', first);
    t.user('old way', old);
    const fresh = t.assistant('new', first);
    const aside = t.user('do it', null, { isSidechain: true, agentId: 'a1' });
    t.assistant('done', aside, { isSidechain: true, agentId: 'a1' });
    const way = t.user('new way', fresh);
    t.attachment({ type: 'fork_briefing' }, way);
    await expectSame(t.text());
    t.user('by somebody of the team', first, { teamName: 'x' });
    expect(await expectSame(t.text())).toEqual([first, fresh, way]);
  });

  it('only a subagent', async () => {
    const t = new TranscriptText();
    const aside = t.user('do it', null, { isSidechain: true, agentId: 'a1' });
    t.assistant('done', aside, { isSidechain: true, agentId: 'a1' });
    await expectSame(t.text());
  });

  it('tools that ran at once, whose results follow each its own part of the response', async () => {
    const t = new TranscriptText();
    const first = t.user('look', null);
    const message = { id: 'msg_at_once' };
    const a = t.assistant([tool('t1')], first, { message });
    const b = t.assistant([tool('t2')], a, { message });
    const c = t.assistant([tool('t3')], b, { message });
    t.user(result('t1'), a, { sourceToolAssistantUUID: a });
    const r3 = t.user(result('t3'), c);
    t.user(result('t2'), b);
    t.user(result('t2'), randomUUID(), { sourceToolAssistantUUID: b });
    t.user(result('t1'), first);
    const end = t.assistant('all done', r3);
    expect(await expectSame(t.text())).toHaveLength(8);
    t.user(result('t9'), end);
    await expectSame(t.text());
  });

  for (const kind of ['none', 'messages', 'segment', 'missing'] as const) {
    for (const isLarge of [false, true]) {
      it(`compaction that keeps ${kind}, ${isLarge ? 'over' : 'below'} 5 MiB`, async () => {
        const t = new TranscriptText();
        const padding = isLarge ? 'x'.repeat(400_000) : '';
        let last: string | null = null;
        for (let turn = 0; turn < 16; turn++)
          last =
            turn % 2
              ? t.assistant(`answer ${turn}${padding}`, last)
              : t.user(`prompt ${turn}${padding}`, last);
        const kept = t.lines.slice(-3).map((line) => JSON.parse(line).uuid);
        const anchorUuid = randomUUID();
        const metadata = {
          none: {},
          messages: { preservedMessages: { anchorUuid, uuids: kept } },
          segment: { preservedSegment: { anchorUuid, headUuid: kept[0], tailUuid: kept[2] } },
          missing: { preservedMessages: { anchorUuid, uuids: [...kept, randomUUID()] } },
        }[kind];
        const summary = t.compact(last ?? '', metadata, anchorUuid);
        const prompt = t.user('after it', summary);
        const end = t.assistant('answer after it', prompt);
        await expectSame(t.text());
        t.user('another way', summary);
        await expectSame(t.text());
        t.compact(end, { preservedMessages: { anchorUuid: end, uuids: [end] } });
        await expectSame(t.text());
        t.user('a way from before', kept[1] ?? null);
        await expectSame(t.text());
        const { stretches } = branchOf(t.text());
        const shown = stretches.flatMap(({ entries }) => entries.map(({ uuid }) => uuid));
        expect(new Set(shown).size).toBe(shown.length);
      });
    }
  }

  it('what was said before a compaction is shown before it', async () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    const answer = t.assistant('answer', first);
    const summary = t.compact(answer);
    const next = t.assistant('second answer', summary);
    t.user('end', t.compact(next, { preservedMessages: { anchorUuid: 'sum2', uuids: [next] } }, 'sum2'));
    await expectSame(t.text());
    const { stretches } = branchOf(t.text());
    expect(stretches.map(({ entries, after }) => [entries.length, after])).toEqual([
      [2, 'nothing'],
      [2, 'compaction'],
      [4, 'compaction'],
    ]);
  });

  it('nothing is left out, and nothing shown twice, where each compaction kept all', async () => {
    const t = new TranscriptText();
    let last: string | null = null;
    for (let turn = 0; turn < 200; turn++) {
      const said: string = t.user(`prompt ${turn}`, last);
      last = t.assistant(`answer ${turn}`, said);
      const anchorUuid = randomUUID();
      last = t.compact(
        last,
        { preservedSegment: { anchorUuid, headUuid: said, tailUuid: last } },
        anchorUuid,
      );
    }
    await expectSame(t.text());
    const { stretches } = branchOf(t.text());
    const shown = stretches.flatMap(({ entries }) => entries.map(({ uuid }) => uuid));
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown).toHaveLength(t.lines.length);
    expect(stretches.map(({ after }) => after)).not.toContain('missing');
  });

  it('prompts that waited: within a turn, before a prompt, at the end, and told of by another line', async () => {
    const t = new TranscriptText();
    const queued = (prompt: unknown, more = {}) => ({ type: 'queued_command', prompt, ...more });
    const first = t.user('first', null);
    const q1 = t.attachment(queued('and this'), first);
    const answer = t.assistant('answer', q1);
    const q2 = t.attachment(queued('no part of an answer'), answer);
    const next = t.user('next', q2);
    const q3 = t.attachment(queued([{ type: 'text', text: 'parts' }], { source_uuid: 'src-1' }), next);
    const q4 = t.attachment(queued('of no user', { isMeta: true }), q3);
    const q5 = t.attachment(queued('known', { source_uuid: first }), q4);
    const last = t.assistant('last', q5);
    const q6 = t.attachment(queued('waits'), last);
    t.attachment(queued('waits too'), q6);
    t.attachment(queued('task', { commandMode: 'task-notification' }), last);
    await expectSame(t.text());
  });

  it('what nobody said, what was interrupted, and an answer that says nothing', async () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    const meta = t.user('<local-command-caveat>…', first, { isMeta: true });
    const command = t.user('<command-name>/x</command-name>', meta);
    const output = t.user('<local-command-stdout>x</local-command-stdout>', command);
    const heard = t.user('from a channel', output, { isMeta: true, origin: { kind: 'channel' } });
    const quiet = t.assistant([{ type: 'text', text: '' }], heard, { closesQuietTurn: true });
    t.user('[Request interrupted by user]', quiet);
    await expectSame(t.text());
  });

  it('a torn tail, lone surrogates, lines without uuid, and lines that are no objects', async () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    t.raw('{"type":"summary","summary":"x","leafUuid":"y"}');
    t.raw('');
    t.raw('[]');
    t.raw('null');
    t.raw('not json');
    const answer = t.assistant('lone', first);
    t.raw((t.lines.pop() ?? '').replace('lone', '\\ud800'));
    t.raw(`{"type":"file-history-snapshot","messageId":"${answer}"}`);
    t.user('second', answer);
    await expectSame(t.text());
    await expectSame(`${t.text()}{"type":"assistant","uuid":"torn`);
  });

  it('a line that stands there again, changed, still leads to what hung on it', async () => {
    const t = new TranscriptText();
    const first = t.user('by a subagent', null, { isSidechain: true, agentId: 'a' });
    const waiting = t.attachment({ type: 'queued_command', prompt: 'waits' }, first);
    const last = t.user(result('t1'), waiting, { isMeta: true });
    t.user(result('t2'), last, { uuid: last, isSidechain: true, agentId: 'a' });
    expect(await expectSame(t.text())).toEqual([]);
  });

  it('a prompt that waited and stands there again is that which came first', async () => {
    const t = new TranscriptText();
    const first = t.attachment({ type: 'queued_command', prompt: 'q' }, null, {
      isSidechain: true,
      agentId: 'a',
    });
    const summary = t.compact(first);
    t.attachment({ type: 'queued_command', prompt: 'q' }, summary, { uuid: first });
    expect(await expectSame(t.text())).toEqual([summary]);
  });

  it('a prompt that waited with the id of what a command printed, and one that a subagent had', async () => {
    const t = new TranscriptText();
    const queued = (source_uuid: string) => ({ type: 'queued_command', prompt: 'q', source_uuid });
    const said = t.user('said', null);
    const printed = t.add({ type: 'system', subtype: 'local_command', parentUuid: said, content: 'x' });
    t.attachment(queued(printed), said);
    const aside = t.attachment(queued('src-1'), said, { isSidechain: true, agentId: 'a' });
    t.attachment(queued('src-1'), aside);
    expect(await expectSame(t.text())).toEqual([said, printed]);
  });

  it('what a team member called is answered, and a message from elsewhere is not the last one said', async () => {
    const t = new TranscriptText();
    const call = t.assistant([tool('t1')], null, { teamName: 'x' });
    const aside = t.user('aside', call, { isSidechain: true, agentId: 'a' });
    const answer = t.user(result('t1'), aside);
    t.user('said', aside, { isMeta: true });
    expect(await expectSame(t.text())).toEqual([answer]);
    const u = new TranscriptText();
    const [a, b] = [randomUUID(), randomUUID()];
    u.user('from a peer', b, { uuid: a, isMeta: true, origin: { kind: 'peer' } });
    u.add({ type: 'system', parentUuid: a, uuid: b });
    u.attachment({ type: 'fork_briefing' }, b);
    u.user('by a subagent', null, { isSidechain: true, agentId: 'a' });
    expect(await expectSame(u.text())).toEqual([]);
  });

  it('results beside the branch are taken in the order in which they first stand there', async () => {
    const t = new TranscriptText();
    const first = t.user('look', null);
    const call = t.assistant([tool('t1')], first);
    const one = t.user(result('t1'), first);
    const two = t.user(result('t1'), first);
    t.user(result('t1'), first, { uuid: one });
    t.user('end', call);
    const shown = await expectSame(t.text());
    expect(shown).toContain(one);
    expect(shown).not.toContain(two);
  });

  const kinds = [
    'user',
    'assistant',
    'attachment',
    'progress',
    'system',
    'result',
    'compact',
    'queued',
    'queuedAgain',
    'printed',
    'briefing',
    'quiet',
  ] as const;

  it('anything, put together by chance', async () => {
    const step = fc.record({
      kind: fc.constantFrom(...kinds),
      parent: fc.integer({ min: -2, max: 6 }),
      aside: fc.integer({ min: 0, max: 9 }),
      response: fc.integer({ min: 0, max: 3 }),
      again: fc.integer({ min: 0, max: 12 }),
      odd: fc.integer({ min: 0, max: 20 }),
    });
    const steps = fc.array(step, { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat({ max: 11 }), async (each, size) => {
        await expectSame(textOf(each, size === 0));
      }),
      rounds({ short: { numRuns: 150, seed: 1 }, long: { numRuns: 3000 } }),
    );
  });

  type Json = Readonly<Record<string, unknown>>;

  interface Step {
    readonly kind: (typeof kinds)[number];
    /** How many lines above; the line itself names none with -1, and one that is not there with -2. */
    readonly parent: number;
    readonly aside: number;
    readonly response: number;
    readonly again: number;
    readonly odd: number;
  }

  function compact(t: TranscriptText, parent: string, { response, odd }: Step, before: string[]): string {
    const anchorUuid = odd === 5 ? (before.at(-4) ?? 'gone') : odd === 6 ? 'gone' : randomUUID();
    const kept = before.slice(-3);
    const [head] = kept;
    const all = response === 1 && { preservedMessages: { anchorUuid, uuids: [...new Set(kept)] } };
    const ends = response === 2 &&
      head && {
        preservedSegment: {
          anchorUuid,
          headUuid: odd === 7 ? 'gone' : head,
          tailUuid: odd === 8 ? 'gone' : kept.at(-1),
        },
      };
    return t.compact(parent, { ...all, ...ends }, anchorUuid);
  }

  function oddMembers(odd: number, before: readonly string[]): Json {
    const sameTime = { timestamp: '2026-11-30T10:00:05.000Z' };
    const all = [
      { teamName: 'x' },
      { agentId: 'b' },
      { sourceToolAssistantUUID: before.at(-2) ?? 'gone' },
      { isMeta: true, origin: { kind: 'peer' } },
      sameTime,
      sameTime,
      { timestamp: undefined },
    ];
    return all[odd] ?? {};
  }

  function lineOf(t: TranscriptText, step: Step, index: number, before: string[], more: Json): string {
    const { kind, parent, response } = step;
    const above = parent === -1 ? null : parent === -2 ? `gone-${index}` : (before.at(-1 - parent) ?? null);
    const message = { id: `msg_${response}` };
    const call = `t${response}${index % 3}`;
    const queued = { type: 'queued_command', prompt: 'q' };
    const source_uuid = response === 0 ? before.at(-3) : `src-${response}`;
    const printed = { type: 'system', subtype: 'local_command', content: 'x' };
    const quiet = { message, closesQuietTurn: response === 1 };
    if (kind === 'user')
      return t.user(response === 3 ? '[Request interrupted by user]' : 'said', above, more);
    if (kind === 'assistant') return t.assistant([tool(call)], above, { message, ...more });
    if (kind === 'quiet') return t.assistant([{ type: 'text', text: '' }], above, { ...quiet, ...more });
    if (kind === 'result') return t.user(result(call), above, more);
    if (kind === 'queued') return t.attachment(queued, above, more);
    if (kind === 'queuedAgain') return t.attachment({ ...queued, source_uuid }, above, more);
    if (kind === 'printed') return t.add({ ...printed, parentUuid: above, ...more });
    if (kind === 'briefing') return t.attachment({ type: 'fork_briefing' }, above, more);
    if (kind === 'compact') return compact(t, above ?? '', step, before);
    if (kind === 'attachment') return t.attachment({ type: 'file' }, above, more);
    return t.add({ type: kind, parentUuid: above, ...more });
  }

  function textOf(steps: readonly Step[], isLarge: boolean): string {
    const t = new TranscriptText();
    if (isLarge) t.raw(JSON.stringify({ type: 'summary', summary: 'x'.repeat(5.1 * 1024 * 1024) }));
    const uuids: string[] = [];
    const firstOf = new Map<string, string>();
    for (const [index, step] of steps.entries()) {
      const { kind, aside, again, odd } = step;
      if (again === 0)
        t.raw(t.lines[isLarge ? 1 + (index % t.lines.length) : index % (t.lines.length + 1)] ?? '');
      const uuid = lineOf(t, step, index, uuids, {
        ...(aside === 0 && { isSidechain: true, agentId: 'a' }),
        ...(aside === 1 && { isMeta: true }),
        ...(again === 1 && firstOf.has(kind) && { uuid: firstOf.get(kind) }),
        ...oddMembers(odd, uuids),
      });
      uuids.push(uuid);
      // A line may be written again, and changed; what it is does not change.
      if (!firstOf.has(kind)) firstOf.set(kind, uuid);
    }
    return t.text();
  }
});
