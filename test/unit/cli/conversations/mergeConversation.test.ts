import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { branchConversation } from '../../../../cli/src/conversations/branch/branchConversation.ts';
import type { ConversationSource } from '../../../../cli/src/conversations/ConversationSource.ts';
import type { FoundConversation } from '../../../../cli/src/conversations/findConversations.ts';
import { mergeConversation } from '../../../../cli/src/conversations/merge/mergeConversation.ts';
import { planMerge } from '../../../../cli/src/conversations/merge/planMerge.ts';
import { sessionNumber, TranscriptWriter } from '../../../harness/conversations/TranscriptWriter.ts';
import { Place } from '../../../harness/place/Place.ts';
import { foundConversation, inVolume } from '../../conversations/support.ts';

let place: Place;
let folder: string;
let asked: string[];
beforeEach(() => {
  place = new Place();
  folder = join(place.home, '.claude/projects/-home-me-app');
  asked = [];
});
afterEach(() => place.remove());

const pathOf = (id: string) => join(folder, `${id}.jsonl`);

function found(id: string, parts: Partial<FoundConversation> = {}): FoundConversation {
  const open = async () => ({ path: pathOf(id), dispose: async () => undefined });
  return foundConversation({ id, project: '/home/me/app', open, ...parts });
}

/** A conversation, and one that begins with it and says more. */
function branched(): { into: FoundConversation; fork: FoundConversation } {
  const [into, fork] = [sessionNumber(1), sessionNumber(2)];
  const writer = new TranscriptWriter(folder, into, { cwd: '/home/me/app' }).user('One').user('Two');
  const before = writer.text();
  const branch = writer.user('Only in the branch').text();
  writeFileSync(pathOf(fork), branch.replaceAll(`"sessionId":"${into}"`, `"sessionId":"${fork}"`));
  writeFileSync(pathOf(into), before);
  return { into: found(into), fork: found(fork) };
}

const containers =
  (...open: string[]) =>
  async (project: string): Promise<ConversationSource[]> => {
    asked.push(project);
    return [
      {
        place: { kind: 'container', volume: 'v', container: 'c', running: true },
        entries: async () => [],
        ends: async () => new Map(),
        open: async () => ({ path: '/', dispose: async () => undefined }),
        openSessions: async () => new Set(open),
      },
    ];
  };

describe('a merge', () => {
  it('is refused while a container of its project has the conversation open', async () => {
    const { into, fork } = branched();
    const before = readFileSync(pathOf(into.id));
    const plan = await planMerge(fork, into);
    await expect(mergeConversation(plan, { containersOf: containers(into.id) })).rejects.toMatchObject({
      message: `Claude Code has the conversation ${into.id} open in the container.`,
      hint: 'End it there first (/exit), then merge.',
    });
    expect(asked).toEqual(['/home/me/app']);
    expect(readFileSync(pathOf(into.id)).equals(before)).toBe(true);
  });

  it('is made once it is closed, whatever a list said before', async () => {
    const { into, fork } = branched();
    const plan = await planMerge(fork, { ...into, openIn: 'container' });
    expect(await mergeConversation(plan, { containersOf: containers(fork.id) })).toMatchObject({
      into: into.id,
    });
    expect(readFileSync(pathOf(into.id), 'utf8')).toContain('Only in the branch');
  });
});

const shareHint = 'Conversations of this host are merged: `claude-sessions share` brings it here.';

describe('of a conversation that is not of this host', () => {
  const refused = [
    [
      { kind: 'mirror' },
      'was written in a reviewed container',
      'Take it over first: `claude-sessions pull`.',
    ],
    [
      inVolume('v', 'app-1'),
      'lies in the volume of app-1',
      `Go on with it in there: \`claude-sessions resume ${sessionNumber(1)}\`, then \`/branch\`.`,
    ],
    [inVolume('v'), 'lies in the volume of a dev container', expect.stringContaining('/branch')],
  ] as const;

  it.each(refused)('no branch is made, and none is merged: %j', async (where, words, hint) => {
    const { into, fork } = branched();
    const other = found(into.id, {
      place: where,
      open: async () => {
        throw new Error('nothing of it is read');
      },
    });
    const refusal = { message: expect.stringContaining(words), hint };
    await expect(branchConversation(other, {}, {})).rejects.toMatchObject(refusal);
    const merging = where.kind === 'mirror' ? refusal : { ...refusal, hint: shareHint };
    await expect(planMerge(fork, other)).rejects.toMatchObject(merging);
    await expect(planMerge(other, fork)).rejects.toMatchObject(merging);
  });
});
