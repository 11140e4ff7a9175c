import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { isRecord, type JsonRecord } from '../../../core/src/verify/jsonRecord.ts';
import type { VerifyFinding } from '../../../core/src/verify/verifyFinding.ts';
import { session } from './support.ts';

const corpora = new URL('../../fixtures/transcripts/', import.meta.url);
export const secret = '/home/other/secret.txt';

/** Lines of real conversations, all of one session. */
export const honest = readdirSync(corpora).flatMap((file) =>
  readFileSync(new URL(file, corpora), 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as JsonRecord)
    .map((line) => ('sessionId' in line ? { ...line, sessionId: session } : line)),
);
const chain = honest.filter(({ type }) =>
  ['user', 'assistant', 'system', 'attachment'].includes(String(type)),
);
const attachments = honest.filter(({ attachment }) => isRecord(attachment));
const notices = honest.filter(({ type }) => type === 'system');
const calls = honest.filter((line) => toolUse(line)?.name === 'Read' || toolUse(line)?.name === 'Write');

function toolUse({ message }: JsonRecord): JsonRecord | undefined {
  const content: unknown = isRecord(message) ? message.content : undefined;
  const blocks: unknown[] = Array.isArray(content) ? content : [];
  return blocks.filter(isRecord).find(({ type }) => type === 'tool_use');
}

/** A name that no version of the client has. */
const novel = fc
  .string({ unit: fc.constantFrom(...'abcXYZ_-019'), minLength: 1, maxLength: 12 })
  .map((name) => `novel${name}`);

/** A change of one line of an honest conversation, and what must be said of it. */
interface Mutation {
  readonly line: JsonRecord;
  readonly named: (finding: VerifyFinding) => boolean;
}

const unknown = (name: string) => (finding: VerifyFinding) =>
  finding.code === 'unknown-name' && finding.severity !== 'information' && finding.message.includes(name);

const ofKind = fc
  .tuple(fc.constantFrom(...honest), novel)
  .map(([line, type]): Mutation => ({ line: { ...line, type }, named: unknown(type) }));
const ofMember = fc
  .tuple(fc.constantFrom(...chain), novel, fc.jsonValue())
  .map(([line, name, value]): Mutation => ({ line: { ...line, [name]: value }, named: unknown(name) }));
const ofAttachment = fc.tuple(fc.constantFrom(...attachments), novel).map(
  ([line, type]): Mutation => ({
    line: { ...line, attachment: { ...(line.attachment as JsonRecord), type } },
    named: unknown(type),
  }),
);
const ofSubtype = fc
  .tuple(fc.constantFrom(...notices), novel)
  .map(([line, subtype]): Mutation => ({ line: { ...line, subtype }, named: unknown(subtype) }));

const outward = fc.oneof(
  fc.constantFrom(secret, '~/secret.txt', '../../other/secret.txt', '/x/../home/other/secret.txt'),
  fc.constantFrom('src/', './', 'a/b/').map((at) => `${at}../../../other/secret.txt`),
);
const withCall = (line: JsonRecord, change: (call: JsonRecord) => JsonRecord): JsonRecord => {
  const message = line.message as { content: JsonRecord[] };
  const content = message.content.map((block) => (block.type === 'tool_use' ? change(block) : block));
  return { ...line, message: { ...message, content } };
};
const ofPath = fc.tuple(fc.constantFrom(...calls), fc.constantFrom('Read', 'Write', 'Edit'), outward).map(
  ([line, name, path]): Mutation => ({
    line: withCall(line, (call) => ({
      ...call,
      name,
      input: { ...(call.input as JsonRecord), file_path: path },
    })),
    named: ({ code, severity, evidence }) =>
      code === 'file-read-again' && severity === 'error' && evidence.includes(`${name} ${path}`),
  }),
);
const ofTool = fc.tuple(fc.constantFrom(...calls), novel, outward).map(
  ([line, name, path]): Mutation => ({
    line: withCall(line, (call) => ({ ...call, name, input: { target: path } })),
    named: unknown(name),
  }),
);

export const mutations = [
  ['a kind', ofKind],
  ['a member', ofMember],
  ["an attachment's type", ofAttachment],
  ['a subtype', ofSubtype],
  ['a path', ofPath],
  ['a tool', ofTool],
] as const;
