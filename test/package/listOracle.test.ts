import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { findConversations } from '../../cli/src/conversations/findConversations.ts';
import { type Conversation, titleOf } from '../../core/src/conversations/Conversation.ts';
import { type AgentSdk, agentSdk, type SdkSession } from '../harness/claude/agentSdk.ts';
import { sessionNumber, TranscriptWriter } from '../harness/conversations/TranscriptWriter.ts';
import { newFolder } from '../harness/place/newFolder.ts';
import { put } from '../harness/place/put.ts';
import { repository } from '../harness/system/repository.ts';

const fixtures = join(repository, 'test/fixtures/transcripts');
let configDir: string;
let folder: string;
let sdk: AgentSdk;

beforeEach(async () => {
  configDir = newFolder();
  folder = join(configDir, 'projects/-home-me-app');
  process.env.CLAUDE_CONFIG_DIR = configDir;
  sdk = await agentSdk();
});

/** What both say of a conversation, in the words of the SDK. */
const asTheirs = (each: Conversation): SdkSession => ({
  sessionId: each.id,
  summary: titleOf(each) ?? '',
  lastModified: Math.round(each.changedAt),
  fileSize: each.size,
  // Where it is a file, the SDK has it as the title alone.
  ...(each.firstPrompt !== undefined &&
    !['Image', 'Document'].includes(each.firstPrompt) && { firstPrompt: each.firstPrompt }),
  ...(each.gitBranch !== undefined && { gitBranch: each.gitBranch }),
  ...(each.cwd !== undefined && { cwd: each.cwd }),
  ...(each.begunAt !== undefined && { createdAt: each.begunAt }),
});

const asOurs = ({ customTitle: _, ...each }: SdkSession): SdkSession =>
  JSON.parse(JSON.stringify({ ...each, tag: undefined, archived: undefined }));

async function bothLists(): Promise<{ ours: Conversation[]; theirs: SdkSession[] }> {
  const [ours, theirs] = [await findConversations({ configDir }), await sdk.listSessions()];
  return { ours, theirs };
}

it('lists the recorded conversations of every version as the SDK does', async () => {
  readdirSync(fixtures).forEach((name, at) => {
    const copy = new TranscriptWriter(folder, sessionNumber(at));
    copyFileSync(join(fixtures, name), copy.path);
    copy.changedAt(1_796_000_000 + at);
  });
  const { ours, theirs } = await bothLists();
  expect(theirs).toHaveLength(readdirSync(fixtures).length);
  expect(ours.map(asTheirs)).toEqual(theirs.map(asOurs));
});

const small = 3000;
const large = 400_000;
const cut = `${'x'.repeat(199)}😀 and more`;
const pasted =
  'Look:\n\n<pasted_content id="12ab">\nline one\nline two\n</pasted_content id="12ab">\n\nand mend it';

/** Each of a conversation that is all read, and of one of which the middle is not. */
const cases: Record<string, (writer: TranscriptWriter, size: number) => unknown> = {
  'a prompt': (w, size) => w.user('Mend it').fill(size).assistant('Done'),
  'a prompt of parts': (w, size) => w.user([{ type: 'text', text: 'Mend\nit ' }]).fill(size),
  'a prompt that is cut in the middle of a character': (w, size) => w.user(cut).fill(size),
  'a command before the prompt': (w, size) =>
    w.user('<command-name>/model</command-name>').user('Mend it').fill(size),
  'commands alone': (w, size) =>
    w.user('<command-name>/review</command-name>\n<command-args></command-args>').fill(size),
  'a command of the shell': (w, size) => w.user('<bash-input>ls -la</bash-input>').fill(size),
  'what the client writes before the prompt': (w, size) =>
    w
      .user('<local-command-stdout>x</local-command-stdout>')
      .user('[Request interrupted by user]')
      .user('Go')
      .fill(size),
  'a line that is meta': (w, size) => w.user('Caveat', { isMeta: true }).user('Mend it').fill(size),
  'a summary of a compaction': (w, size) =>
    w.user('This session goes on', { isCompactSummary: true }).user('And now').fill(size),
  'pasted text': (w, size) => w.user(pasted).fill(size),
  'pasted text that is not closed': (w, size) =>
    w.user('<pasted_content id="12ab">\nend').user('Mend it').fill(size),
  'an image alone': (w, size) => w.user([{ type: 'image', source: { data: 'x' } }]).fill(size),
  'a document alone': (w, size) => w.user([{ type: 'document', source: { data: 'x' } }]).fill(size),
  'a title of the client': (w, size) =>
    w.user('Go').note('ai-title', { aiTitle: 'First' }).fill(size).note('ai-title', { aiTitle: 'Second' }),
  'a title of the user before one of the client': (w, size) =>
    w
      .user('Go')
      .fill(size)
      .note('custom-title', { customTitle: 'Mine' })
      .note('ai-title', { aiTitle: 'Its' }),
  'a title of the user at the beginning': (w, size) =>
    w
      .user('Go')
      .note('custom-title', { customTitle: 'Mine' })
      .fill(size)
      .note('ai-title', { aiTitle: 'Its' }),
  'a title that is neither at the beginning nor at the end': (w, size) =>
    w.user('Go').fill(size).note('custom-title', { customTitle: 'Deep' }).fill(size),
  'the last prompt': (w, size) =>
    w.user('First').fill(size).user('Last').note('last-prompt', { lastPrompt: 'Last' }),
  'the former kind of title at the end': (w, size) =>
    w.user('Go').fill(size).note('summary', { summary: 'Former' }),
  'members in another order': (w, size) =>
    w.user('Go').fill(size).raw('{"customTitle":"Mine","type":"custom-title"}\n'),
  'a last line that is torn': (w, size) =>
    w.user('Go').fill(size).note('ai-title', { aiTitle: 'Kept' }).raw('{"type":"ai-title","aiTi'),
  'half of a character': (w, size) =>
    w.raw(`{"type":"user","message":{"content":"a\\ud800b"},"cwd":"/home/me/app"}\n`).fill(size),
  'bytes that are no text': (w, size) =>
    w
      .user('Go')
      .raw(Buffer.from([0xff, 0xfe, 0x0a]))
      .fill(size)
      .note('ai-title', { aiTitle: 'Kept' }),
  'ends of lines as on Windows': (w, size) =>
    w.user('Go').raw('\r\n').fill(size).raw('{"type":"ai-title","aiTitle":"Kept"}\r\n'),
  'another branch at the end': (w, size) => w.user('Go').fill(size).assistant('Done', { gitBranch: 'other' }),
  'another directory at the end': (w, size) =>
    w.user('Go').fill(size).assistant('Done', { cwd: '/home/me/app/b' }),
  'a move to another directory': (w, size) =>
    w.user('Go').fill(size).note('relocated', { relocatedCwd: '/home/me/new' }),
  'lines without a message first': (w, size) =>
    w
      .note('permission-mode')
      .note('file-history-snapshot', { snapshot: { timestamp: '2026-01-01T00:00:00Z' } })
      .user('Go')
      .fill(size),
  'what is said of titles': (w, size) =>
    w.user('Write {"type":"custom-title","customTitle":"no"}').fill(size),
  'a line twice': (w, size) =>
    w
      .user('Go', { uuid: sessionNumber(1) })
      .user('Go', { uuid: sessionNumber(1) })
      .fill(size),
  'a title in a file beside it': (w, size) => {
    put(join(folder, w.id, 'custom-title.json'), '{"customTitle":" Beside "}');
    return w.user('Go').fill(size).note('ai-title', { aiTitle: 'Its' });
  },
  'a title beside it, and another in it': (w, size) => {
    put(join(folder, w.id, 'custom-title.json'), '{"customTitle":"Beside"}');
    return w.user('Go').fill(size).note('custom-title', { customTitle: 'In it' });
  },
};

it.each(Object.entries(cases))('lists %s as the SDK does', async (_, write) => {
  [small, large].forEach((size, at) => {
    const writer = new TranscriptWriter(folder, sessionNumber(at));
    write(writer, size);
    writer.changedAt(1_796_000_000 + at);
  });
  const { ours, theirs } = await bothLists();
  expect(ours.map(asTheirs)).toEqual(theirs.map(asOurs));
  expect(theirs).toHaveLength(2);
});

/** Where the SDK tells less, or something wrong: what ours says, and what it says; undefined where it lists nothing. */
const differences: Record<
  string,
  {
    write: (writer: TranscriptWriter) => unknown;
    ours: Partial<SdkSession>;
    theirs: Partial<Record<keyof SdkSession, unknown>> | undefined;
  }
> = {
  'of an image that is longer than what is read, the directory': {
    write: (w) =>
      w
        .user([{ type: 'image', source: { data: 'x'.repeat(200_000) } }])
        .fill(large)
        .assistant('A cat'),
    ours: { summary: 'Image', cwd: '/home/me/app' },
    theirs: { summary: 'Image', cwd: undefined },
  },
  'with blanks after the colons, when it was begun': {
    write: (w) =>
      w
        .raw('{"type": "user", "message": {"content": "Go"}, "timestamp": "2026-01-01T00:00:00Z"}\n')
        .fill(small),
    ours: { createdAt: Date.parse('2026-01-01T00:00:00Z') },
    theirs: { createdAt: 1_796_000_001_000 },
  },
  'a title that was taken back': {
    write: (w) => {
      const titled = w
        .user('Go')
        .note('custom-title', { customTitle: 'Mine' })
        .note('ai-title', { aiTitle: 'Its' });
      return titled.fill(large).note('custom-title', { customTitle: '' });
    },
    ours: { summary: 'Its' },
    theirs: { summary: 'Mine' },
  },
  'the last prompt of a transcript of 100 kB, where it was noted at its beginning': {
    write: (w) => w.user('First').note('last-prompt', { lastPrompt: 'Last' }).fill(90_000),
    ours: { summary: 'Last' },
    theirs: { summary: 'First' },
  },
  'a conversation that begins with a line of a subagent, as old clients wrote them': {
    write: (w) => w.user('Look', { isSidechain: true }).user('Go').fill(small),
    ours: { summary: 'Go' },
    theirs: undefined,
  },
  'a conversation in which nothing was said': {
    write: (w) => w.note('permission-mode', { permissionMode: 'plan' }),
    ours: { summary: '' },
    theirs: undefined,
  },
  'a transcript without a byte, as a full disk leaves it': {
    write: (w) => w.raw(''),
    ours: { summary: '', fileSize: 0 },
    theirs: undefined,
  },
  'a conversation that goes on in another': {
    write: (w) => {
      new TranscriptWriter(folder, sessionNumber(7)).user('More');
      return w
        .user('Go')
        .assistant('Yes')
        .note('continued-in', { continuedInSessionId: sessionNumber(7) });
    },
    ours: { summary: 'Go' },
    theirs: undefined,
  },
};

it.each(Object.entries(differences))('%s: differs from the SDK', async (_, { write, ours, theirs }) => {
  write(new TranscriptWriter(folder, sessionNumber(1)));
  const found = await bothLists();
  const [one, other] = [
    found.ours.map(asTheirs).find(({ sessionId }) => sessionId === sessionNumber(1)),
    found.theirs.map(asOurs).find(({ sessionId }) => sessionId === sessionNumber(1)),
  ];
  expect(one).toMatchObject(ours);
  if (theirs)
    for (const [name, value] of Object.entries(theirs)) expect(other?.[name as keyof SdkSession]).toBe(value);
  else expect(other).toBeUndefined();
});

it('lists neither what subagents say nor what is no transcript, as the SDK', async () => {
  new TranscriptWriter(folder, sessionNumber(1)).user('Go');
  new TranscriptWriter(folder, 'agent-a1b2c3d4').user('Look', { isSidechain: true });
  new TranscriptWriter(folder, sessionNumber(2))
    .user('Look', { isSidechain: true })
    .assistant('I see', { isSidechain: true });
  new TranscriptWriter(folder, `${sessionNumber(3)}.sync-conflict-20260101`).user('Go');
  new TranscriptWriter(join(folder, sessionNumber(1), 'subagents'), 'agent-a1b2c3d4').user('Look', {
    isSidechain: true,
  });
  new TranscriptWriter(join(folder, sessionNumber(1), 'subagents/workflows/wf_1'), 'journal').note('journal');
  const { ours, theirs } = await bothLists();
  expect(ours.map(({ id }) => id)).toEqual([sessionNumber(1)]);
  expect(theirs.map(({ sessionId }) => sessionId)).toEqual([sessionNumber(1)]);
});
