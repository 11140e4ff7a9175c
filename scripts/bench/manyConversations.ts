import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { transcriptLines } from './transcriptLines.ts';

/**
 * Writes conversations as people have them: of 2 kB to some MB, the most of them small, in projects of 40 folders. Each has a beginning of its
 * own, as the client writes it (notes, a prompt with its attachments, the snapshot of the request), and an end of its own (an answer, titles, the
 * last prompt). The middle, which no list reads, is made of whole lines of a few megabytes that are made once.
 * @param areOwn each answer in it has an id of its own
 * @returns their bytes
 */
export function writeConversations(
  projects: string,
  { count, bytes, areOwn = false }: { count: number; bytes: number; areOwn?: boolean },
): number {
  const lines = [...transcriptLines(6_000_000)].map((line) => Buffer.from(`${line}\n`));
  const ids = lines.map((line) => line.indexOf('"msg_0'));
  let answers = 0;
  let next = 0;
  let written = 0;
  const share = weights(count);
  for (let each = 0; each < count; each++) {
    const folder = join(projects, `-home-me-project-${each % 40}`);
    if (each < 40) mkdirSync(folder, { recursive: true });
    const id = `${hex(each, 8)}-0000-4000-8000-${hex(each * 7919, 12)}`;
    const file = join(folder, `${id}.jsonl`);
    const fd = openSync(file, 'w');
    let size = writeSync(fd, beginning(id, each));
    const wanted = bytes * (share[each] ?? 0) - 5000;
    for (; size < wanted - 2000; next = (next + 1) % lines.length) {
      const line = lines[next] as Buffer;
      const at = ids[next] ?? -1;
      if (areOwn && at >= 0) line.write(`${++answers}`.padStart(12, '0'), at + '"msg_'.length);
      if (size + line.length < wanted) size += writeSync(fd, line);
    }
    size += writeSync(fd, end(id, each));
    closeSync(fd);
    const time = 1_796_000_000 - each * 60;
    utimesSync(file, time, time);
    written += size;
  }
  return written;
}

/** A heavy tail: of the sizes of a month of work, the largest has a hundred times the mean. */
function weights(count: number): number[] {
  const raw = Array.from({ length: count }, (_, each) => 1 / (0.001 + ((each * 7919) % count) / count));
  const all = raw.reduce((sum, each) => sum + each, 0);
  return raw.map((each) => each / all);
}

const hex = (number: number, length: number) => number.toString(16).padStart(length, '0');
const snapshot = 'You are Claude Code, and this is what the client says first. '.repeat(1000);

function beginning(id: string, each: number): string {
  const common = commonOf(id, each);
  const time = new Date(1_796_000_000_000 - each * 60_000 - 3_600_000).toISOString();
  const [first, second] = [`${id.slice(0, 24)}aaaaaaaaaaaa`, `${id.slice(0, 24)}bbbbbbbbbbbb`];
  const note = { type: 'permission-mode', permissionMode: 'default', sessionId: id };
  const prompt = {
    ...{ parentUuid: null, isSidechain: false, type: 'user', uuid: first, timestamp: time, ...common },
    message: {
      role: 'user',
      content: `Mend number ${each}: the list of users is empty after the second login.`,
    },
  };
  const attachment = {
    ...{
      parentUuid: first,
      isSidechain: false,
      type: 'attachment',
      uuid: second,
      timestamp: time,
      ...common,
    },
    attachment: { type: 'skill_listing', content: 'a skill, and what it is for. '.repeat(60) },
  };
  // Every third one is of a client that keeps the request.
  const shape = { type: 'api-request-shape', sessionId: id, timestamp: time, shape: { system: snapshot } };
  return text([note, prompt, attachment, ...(each % 3 === 0 ? [shape] : [])]);
}

function end(id: string, each: number): string {
  const time = new Date(1_796_000_000_000 - each * 60_000).toISOString();
  const answer = {
    ...{ parentUuid: `${id.slice(0, 24)}bbbbbbbbbbbb`, isSidechain: false, type: 'assistant' },
    ...{ uuid: `${id.slice(0, 24)}cccccccccccc`, timestamp: time, ...commonOf(id, each) },
    message: {
      ...{ id: `msg_${each}`, role: 'assistant', model: 'claude-opus-5-5', type: 'message' },
      content: [{ type: 'text', text: `Number ${each} is done, and its test passes.` }],
      usage: { input_tokens: 10, output_tokens: 20 },
    },
  };
  const title = { type: 'ai-title', aiTitle: `The list of users, number ${each}`, sessionId: id };
  const custom = { type: 'custom-title', customTitle: `Users ${each}`, sessionId: id };
  const last = { type: 'last-prompt', lastPrompt: 'And now its test.', sessionId: id };
  return text([answer, title, ...(each % 10 === 0 ? [custom] : []), last]);
}

function commonOf(id: string, each: number): object {
  return {
    ...{ userType: 'external', entrypoint: 'cli', cwd: `/home/me/project-${each % 40}`, sessionId: id },
    ...{ version: '2.1.332', gitBranch: 'main' },
  };
}

const text = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
