import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../../harness/system/repository.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { forgedTranscript } from './forgedTranscript.ts';
import { plainFork, SdkFork } from './SdkFork.ts';

let forks: SdkFork;
beforeAll(async () => {
  forks = await SdkFork.open();
});
afterAll(() => forks?.remove());

const corpus = join(repository, 'test/fixtures/transcripts');

/** Of a transcript of the corpus: each file has lines of many conversations, which become one. */
function honest(name: string): string {
  const text = readFileSync(join(corpus, name), 'utf8');
  return text.replace(/"sessionId":"[^"]*"/g, `"sessionId":"${forks.session}"`);
}

const uuidsIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(
      ({ type, uuid, isSidechain }) =>
        uuid && !isSidechain && ['user', 'assistant', 'system', 'attachment'].includes(type),
    )
    .map(({ uuid }) => uuid as string);

describe.each(readdirSync(corpus))('%s', (name) => {
  test('is branched as the SDK forks it', async () => {
    const text = honest(name);
    expect(plainFork(forks.byUs(text), text)).toEqual(plainFork(await forks.bySdk(text), text));
  });

  test('up to each of some messages, too', async () => {
    const text = honest(name);
    const uuids = uuidsIn(text);
    for (let index = 0; index < uuids.length; index += Math.ceil(uuids.length / 12)) {
      const at = uuids[index];
      expect(plainFork(forks.byUs(text, at), text), at).toEqual(plainFork(await forks.bySdk(text, at), text));
    }
  });
});

describe('transcripts of every trap', () => {
  const seeds = rounds({ short: 20, long: 400 });

  test.each(Array.from({ length: 4 }, (_, index) => index))(
    `${seeds} of them, up to each message (%i)`,
    async (part) => {
      for (let seed = part; seed < seeds; seed += 4) {
        const text = forgedTranscript(seed, forks.session);
        for (const at of [undefined, ...new Set(uuidsIn(text))]) {
          const [sdk, ours] = await Promise.allSettled([
            forks.bySdk(text, at),
            Promise.resolve().then(() => forks.byUs(text, at)),
          ]);
          if (sdk.status === 'rejected') expect(ours.status, `${seed} ${at}`).toBe('rejected');
          else if (ours.status === 'rejected') throw ours.reason;
          else expect(plainFork(ours.value, text), `seed ${seed}, ${at}`).toEqual(plainFork(sdk.value, text));
        }
      }
    },
  );
});

describe('what the SDK loses stays as it was written', () => {
  const message = (more: string, uuid = '1') =>
    `{"type":"user","uuid":"${uuid}","parentUuid":null,"sessionId":"${forks.session}","message":{"role":"user","content":"x"}${more}}`;

  test('escapes and bytes: halves of pairs, numbers beyond 2^53, bytes that are no text, an escaped name', () => {
    const written = [
      String.raw`,"lone":"\ud800 and \udc00","big":123456789012345678901.0,"sm\u0061ll":1e5,"__proto__":{"a":[1,{"uuid":"1"}]}`,
      ',"text":"\u00e9\u{1f600} \u2028"',
    ];
    const bytes = Buffer.concat([
      ...written.map((each, index) => Buffer.from(`${message(each, String(index))}\n`)),
      Buffer.from(`${message(',"bad":"', '9').slice(0, -1)}`),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('"}\n'),
    ]);
    const ours = forks.bytesByUs(bytes);
    for (const each of written) expect(ours.includes(Buffer.from(each))).toBe(true);
    expect(ours.includes(Buffer.from([0x22, 0xff, 0xc3, 0x22]))).toBe(true);
  });

  test('of a member that is there twice the last counts, as for every reader', () => {
    const ours = forks.byUs(`${message(',"uuid":"2","cwd":"/a","cwd":"/b"')}\n`);
    expect(JSON.parse(ours.split('\n')[0] ?? '')).toMatchObject({
      cwd: '/b',
      forkedFrom: { messageUuid: '2' },
    });
    expect(ours.split('"uuid"').length - 1).toBe(2);
  });
});

describe('a transcript that is being written', () => {
  const lines = ['1', '2', '3'].map((uuid) =>
    JSON.stringify({
      type: 'user',
      uuid,
      parentUuid: null,
      sessionId: 'a',
      message: { role: 'user', content: uuid },
    }),
  );

  test('is branched up to its last whole line', async () => {
    const torn = `${lines[0]}\n${lines[1]}\n${lines[2]?.slice(0, 30)}`;
    const ours = plainFork(forks.byUs(torn), torn);
    expect(ours.messages).toHaveLength(2);
    expect(ours).toEqual(plainFork(await forks.bySdk(torn), torn));
    expect(plainFork(forks.byUs(lines.join('\n')), '').messages).toHaveLength(3);
  });

  test('is branched as long as it was at the beginning', () => {
    const branch = forks.during(`${lines[0]}\n`, (path) => appendFileSync(path, `${lines[1]}\n`));
    expect(plainFork(branch.toString(), '').messages).toHaveLength(1);
  });

  test.each([
    ['shorter', (path: string) => truncateSync(path, 10)],
    ['another', (path: string) => writeFileSync(path, `${lines[2]}\n${lines[1]}\n`)],
  ])('and becomes %s is not branched', (_, change) => {
    expect(() => forks.during(`${lines[0]}\n${lines[1]}\n`, change)).toThrow(/while it was read/);
  });
});

test('a message is named by the beginning of its uuid, if no other begins so', () => {
  const text = ['aa1', 'aa2', 'b', 'bb']
    .map((uuid) => `${JSON.stringify({ type: 'user', uuid, message: { role: 'user', content: 'x' } })}\n`)
    .join('');
  expect(() => forks.byUs(text, 'a')).toThrow('2 messages begin with a');
  expect(() => forks.byUs(text, 'c')).toThrow('There is no message c');
  expect(plainFork(forks.byUs(text, 'aa2'), text).messages).toHaveLength(2);
  expect(plainFork(forks.byUs(text, 'b'), text).messages).toHaveLength(3);
});

test('a line that would take too much memory is said, and nothing made', () => {
  expect(() => forks.byUs(`{"type":"user","uuid":"1","a":${'['.repeat(2000)}${']'.repeat(2000)}}\n`)).toThrow(
    'holds too much',
  );
});
