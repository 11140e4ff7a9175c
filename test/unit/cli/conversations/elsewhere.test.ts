import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ConversationSource } from '../../../../cli/src/conversations/ConversationSource.ts';
import { findConversation, findConversations } from '../../../../cli/src/conversations/findConversations.ts';
import { UserError } from '../../../../cli/src/host/errors.ts';
import type { TranscriptEntry } from '../../../../core/src/conversations/Conversation.ts';
import { sessionNumber, TranscriptWriter } from '../../../harness/conversations/TranscriptWriter.ts';
import { Place } from '../../../harness/place/Place.ts';

let place: Place;
let asked: string[];
const entry = (n: number, slug: string, changedAt = 1): TranscriptEntry => ({
  ...{ id: sessionNumber(n), slug, size: 10, changedAt, inode: `${n}`, isRemnant: false },
});

beforeEach(() => {
  place = new Place();
  asked = [];
  const folder = join(place.home, '.claude/projects', place.folder.replace(/[^A-Za-z0-9]/g, '-'));
  new TranscriptWriter(folder, sessionNumber(1), { cwd: place.folder }).user('On the host').changedAt(1);
});
afterEach(() => place.remove());

/** A container, and what is asked of it. */
const container = (entries: TranscriptEntry[], open: number[] = []): ConversationSource => ({
  place: { kind: 'container', volume: 'v', running: true },
  project: '/work/app',
  isDear: true,
  entries: async () => {
    asked.push('entries');
    return entries;
  },
  ends: async (some) => {
    asked.push(`ends of ${some.length}`);
    return new Map(
      some.map((each) => [each, { head: '{"type":"user","message":{"content":"Inside"}}', tail: '' }]),
    );
  },
  open: async () => ({ path: '/', dispose: async () => undefined }),
  openSessions: async () => new Set(open.map(sessionNumber)),
  nameOf: () => 'volume:v',
});

const request = (...sources: ConversationSource[]) => ({
  ...{ configDir: join(place.home, '.claude'), home: place.home, project: place.folder },
  sources: async () => {
    asked.push('engine');
    return sources;
  },
});

it('are listed with their project, and both sides know which of them is open inside', async () => {
  const source = container([entry(2, '-workspaces-app', 5000), entry(3, '-other', 6000)], [1, 3]);
  const found = await findConversations(request(source));
  expect(found.map(({ id, place: { kind }, project, openIn }) => [id, kind, project, openIn])).toEqual([
    [sessionNumber(3), 'container', '/work/app', 'container'],
    [sessionNumber(2), 'container', '/work/app', undefined],
    [sessionNumber(1), 'host', place.folder, 'container'],
  ]);
  expect(found[0]?.firstPrompt).toBe('Inside');
});

it('are asked about at once, and never about what is known', async () => {
  const some = [entry(2, '-a'), entry(3, '-b'), entry(4, '-c')];
  await findConversations(request(container(some)));
  expect(asked).toEqual(['engine', 'entries', 'ends of 3']);
  asked = [];
  const again = await findConversations(request(container([...some, entry(5, '-c')])));
  expect(asked).toEqual(['engine', 'entries', 'ends of 1']);
  expect(again).toHaveLength(5);
});

it('are not asked about where the host has what is looked for by its whole id', async () => {
  const sources = request(container([entry(2, '-a')]));
  expect((await findConversation(sources, sessionNumber(1))).place.kind).toBe('host');
  expect(asked).toEqual([]);
  expect((await findConversation(sources, sessionNumber(2))).place.kind).toBe('container');
  await expect(findConversation(sources, sessionNumber(1).slice(0, 1))).rejects.toThrow('begin with');
});

it('are not asked about where the host has what begins as a list shows it', async () => {
  const sources = request(container([entry(2, '-a')]));
  const inside = sessionNumber(2).replace(/^.{8}/, 'ffffffff');
  expect((await findConversation(sources, sessionNumber(1).slice(0, 8))).id).toBe(sessionNumber(1));
  expect(asked).toEqual([]);
  const others = request(container([{ ...entry(2, '-a'), id: inside }]));
  expect((await findConversation(others, 'ffffffff')).place.kind).toBe('container');
});

it('that cannot be looked at leave the others in the list', async () => {
  const said: string[] = [];
  const broken = container([]);
  broken.entries = async () => {
    throw new UserError('It does not answer.');
  };
  broken.openSessions = broken.entries as never;
  const onTrouble = (each: string) => void said.push(each);
  const found = await findConversations({ ...request(broken, container([entry(2, '-a')])), onTrouble });
  expect(found.map(({ id }) => id).sort()).toEqual([sessionNumber(1), sessionNumber(2)]);
  expect(said).toEqual(['It does not answer.']);
});
