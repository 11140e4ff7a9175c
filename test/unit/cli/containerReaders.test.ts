import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EndsReader } from '../../../cli/src/conversations/containers/EndsReader.ts';
import { WholeReader } from '../../../cli/src/conversations/containers/WholeReader.ts';
import { parseContainerListing } from '../../../core/src/conversations/containerListing.ts';
import { Turns } from '../../../core/src/Turns.ts';
import { repository } from '../../harness/system/repository.ts';

/** A text in pieces of one size. */
function* piecesOf(text: string | Buffer, size: number): Iterable<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const sizes = Array.from({ length: 40 }, (_, index) => index + 1);

describe('what a container prints of ends', () => {
  const read = (text: string, size: number, most = 20) => {
    const reader = new EndsReader('b', most);
    for (const piece of piecesOf(text, size)) reader.push(piece);
    const found = [...reader.found].map(([path, parts]) => {
      return [path, Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, String(bytes)]))];
    });
    return { found: Object.fromEntries(found), ended: reader.ended };
  };

  it.each(sizes)('is taken apart, in pieces of %i', (size) => {
    const text =
      'noise\n--b head -a/1\none\n\n--b title\n{}\n--b head -a/2\n\n--b tail\nend ü\n--x\n--\n--b head -a/3\n\n--b tail\nt\n--b end\n';
    expect(read(text, size)).toEqual({
      found: {
        '-a/1': { head: 'one\n', title: '{}' },
        '-a/2': { head: '', tail: 'end ü\n--x\n--' },
        '-a/3': { head: '', tail: 't' },
      },
      ended: true,
    });
  });

  it.each(sizes)('is kept within bounds and where it belongs, in pieces of %i', (size) => {
    const text = `\n--b tail\nx\n--b head 1\n${'y'.repeat(100)}\n--b tail\nz\n--b tail\nagain\n--b other\nx\n--b ${'n'.repeat(2000)}\n--b head 2\nw`;
    expect(read(text, size)).toEqual({ found: { 1: { head: 'y'.repeat(20), tail: 'z' } }, ended: false });
  });
});

describe('what a container prints of a whole transcript', () => {
  const start = '\n--b whole\n';
  const read = (text: string | Buffer, size: number) => {
    const reader = new WholeReader('b');
    const pieces = [...piecesOf(text, size)].map((piece) => Buffer.from(reader.push(piece)));
    return { bytes: Buffer.concat(pieces), isWhole: reader.isWhole };
  };

  it.each(sizes)('is its bytes, in pieces of %i', (size) => {
    const bytes = Buffer.concat([Buffer.from([0, 255, 10]), Buffer.from('\n--b end\n--b whole\nx\n--b end')]);
    const all = Buffer.concat([Buffer.from(start), bytes, Buffer.from('\n--b end\n')]);
    expect(read(all, size)).toEqual({ bytes, isWhole: true });
    expect(read(`${start}\n--b end\n`, size)).toEqual({ bytes: Buffer.alloc(0), isWhole: true });
    for (const torn of ['', start, `${start}some`, `${start}some\n--b end`, `${start}some\n--b end\nmore`])
      expect(read(torn, size).isWhole).toBe(false);
  });
});

describe('a listing', () => {
  const id = '0ee0d460-c98b-4821-9cec-8127077b0b2b';
  const line = (more: { mode?: string; path?: string; size?: string } = {}) =>
    `entry ${more.mode ?? '81a4'} 7 ${more.size ?? '5'} 1796073372 2026-11-30 21:16:12.464736943 +0000 ./${more.path ?? `-a/${id}.jsonl`}`;
  const entries = (...lines: string[]) => {
    const listing = parseContainerListing(`${lines.join('\n')}\nend\n`);
    return typeof listing === 'object' ? listing.entries : listing;
  };

  it('is what stat says, with or without parts of a second', () => {
    const entry = { id, slug: '-a', inode: '7', size: 5, changedAt: 1796073372464, isRemnant: false };
    expect(entries(line())).toEqual([entry]);
    const title = line({ path: `-a/${id}/custom-title.json` }).replace('.464', '.465');
    expect(entries(title, line())).toEqual([{ ...entry, titledAt: 1796073372465 }]);
    const whole = line().replace('.464736943 +0000', '');
    expect(entries(whole)).toEqual([{ ...entry, changedAt: 1796073372000 }]);
  });

  it('leaves out what is none', () => {
    const lines = [
      line({ mode: 'a1ff' }),
      line({ mode: '41ed' }),
      line({ mode: '81a4', path: `-a/${id}` }),
      line({ path: `-a/../${id}.jsonl` }),
      line({ path: `-a b/${id}.jsonl` }),
      line({ path: `-a/${id.replace('-', 'a')}.jsonl` }),
      line({ path: `-a/${id}/custom-title.json` }),
      line({ path: `-a/x${id}.jsonl` }),
      line({ size: '-1' }),
      line({ size: '9'.repeat(16) }),
      ` ${line()}`,
      `${line()} `,
      'entry',
      'open',
      'open {"sessionId":"a b"}',
    ];
    expect(entries(...lines)).toEqual([]);
  });

  it('is none when it is torn, and too many when there are', () => {
    for (const torn of ['', 'end', `${line()}\n`, `${line()}\nend`, `${line()}\nend\n\n`])
      expect(parseContainerListing(torn)).toBe(undefined);
    const many = Array.from({ length: 100_001 }, (_, index) => line({ path: `-a${index}/${id}.jsonl` }));
    expect(entries(...many)).toBe('too-many');
  });
});

describe('a private folder', () => {
  const script = join(repository, 'cli/src/host/privateFolder.ts');
  const run = async (then: string) => {
    const program = `
      import { writeFileSync } from 'node:fs';
      const { makePrivateFolder } = await import(${JSON.stringify(pathToFileURL(script).href)});
      const folder = await makePrivateFolder();
      writeFileSync(folder.path + '/x', 'x');
      const timer = setInterval(() => undefined, 1000);
      console.log(folder.path);
      ${then}
    `;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
    const child = spawn(process.execPath, args, { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    const [path] = await once(child.stdout, 'data');
    return { child, closed, path: String(path).trim() };
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'is gone after %s, which ends the program',
    async (signal) => {
      const { child, closed, path } = await run('');
      expect(existsSync(path)).toBe(true);
      child.kill(signal);
      expect(await closed).toEqual([null, signal]);
      expect(existsSync(path)).toBe(false);
    },
  );

  it('is gone when the program ends by itself, and when it is disposed of', async () => {
    const ended = await run('process.exit(3);');
    expect(await ended.closed).toEqual([3, null]);
    expect(existsSync(ended.path)).toBe(false);
    const disposed = await run('await folder.dispose(); process.kill(process.pid, "SIGTERM");');
    expect(await disposed.closed).toEqual([null, 'SIGTERM']);
    expect(existsSync(disposed.path)).toBe(false);
  });
});

it('no more are done at once than may be, and all are done', async () => {
  const turns = new Turns(2);
  let [now, most, done] = [0, 0, 0];
  const work = async (index: number) => {
    most = Math.max(most, ++now);
    await new Promise((go) => setImmediate(go));
    now--;
    done++;
    if (index % 3 === 0) throw new Error('failed');
  };
  await Promise.allSettled(Array.from({ length: 20 }, (_, index) => turns.take(() => work(index))));
  expect({ most, done }).toEqual({ most: 2, done: 20 });
});
