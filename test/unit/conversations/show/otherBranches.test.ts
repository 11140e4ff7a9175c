import { activeBranch } from '@claude-sessions/core/conversations/show/activeBranch.ts';
import { chainEntryOf } from '@claude-sessions/core/conversations/show/ChainEntry.ts';
import { type OtherBranch, otherBranches } from '@claude-sessions/core/conversations/show/otherBranches.ts';
import { describe, expect, it } from 'vitest';
import { TranscriptText } from '../../../harness/project/TranscriptText.ts';

function branchesOf(t: TranscriptText): OtherBranch[] {
  const entries = t.lines.flatMap(
    (line, offset) => chainEntryOf(JSON.parse(line), { offset, length: 0 }) ?? [],
  );
  const { stretches } = activeBranch(entries, 0, false);
  return otherBranches(
    entries,
    stretches.flatMap((stretch) => stretch.entries),
  );
}

const call = (id: string) => [{ type: 'tool_use', id, name: 'Bash', input: {} }];
const result = (id: string) => [{ type: 'tool_result', tool_use_id: id, content: '' }];

describe('other branches', () => {
  it('are the tree that they are, at the messages after which they part', () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    const answer = t.assistant('answer', first);
    const left = t.user('left', answer);
    const leftAnswer = t.assistant('answer on the left', left);
    t.user('left of left', leftAnswer);
    const hook = t.attachment({ type: 'hook_success' }, leftAnswer);
    t.user('right of left', hook);
    t.user('active', answer);
    expect(branchesOf(t)).toMatchObject([
      {
        after: answer,
        messages: 3,
        first: { uuid: left },
        branches: [{ after: leftAnswer, messages: 1, branches: [] }],
      },
    ]);
  });

  it('are no results of tools that ran at once, no subagents and no attachments', () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    const message = { id: 'msg_1' };
    const one = t.assistant(call('t1'), first, { message });
    const two = t.assistant(call('t2'), one, { message });
    t.user(result('t1'), one);
    const last = t.user(result('t2'), two);
    t.attachment({ type: 'date' }, one);
    t.user('aside', one, { isSidechain: true });
    t.user('from Claude Code', one, { isMeta: true });
    t.assistant('end', last);
    expect(branchesOf(t)).toEqual([]);
  });

  it('may have a beginning of their own, or go on from before a compaction', () => {
    const t = new TranscriptText();
    t.user('begun anew', null);
    const first = t.user('first', null);
    const answer = t.assistant('answer', first);
    t.user('after the compaction', t.compact(answer));
    const way = t.user('another way', t.compact(answer));
    t.assistant('end', way);
    const found = branchesOf(t);
    expect(found.map(({ after, messages }) => ({ after, messages }))).toEqual([
      { after: answer, messages: 2 },
      { after: undefined, messages: 1 },
    ]);
  });

  it('of a file with thousands of ways are told up to a bound', () => {
    const t = new TranscriptText();
    const first = t.user('first', null);
    for (let way = 0; way < 3000; way++) t.user(`way ${way}`, first);
    expect(branchesOf(t)).toHaveLength(500);
  });
});
