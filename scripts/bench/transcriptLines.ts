import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The conversation of which the lines are. */
export const session = '0e7e4f5c-0000-4000-8000-000000000000';

/** Writes lines to a new file. */
export function write(path: string, lines: Iterable<string>): void {
  const file = openSync(path, 'w');
  for (const line of lines) writeSync(file, `${line}\n`);
  closeSync(file);
}

/** Lines of a conversation: half answers of some kB, half tool results, of which few are long, and now and then the rest. */
export function* transcriptLines(bytes: number): Generator<string> {
  const sources = ['package-lock.json', 'core/assets/prepare.sh', 'scripts/bench/verify.ts', 'README.md'];
  const text = sources.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
  let seed = 1;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const excerpt = (length: number) => {
    const at = Math.floor(random() * Math.max(1, text.length - length));
    return text.slice(at, at + length);
  };
  for (let written = 0; written < bytes; ) {
    const kind = random();
    const line = JSON.stringify(
      kind < 0.49
        ? answer(excerpt(200 + random() * 2500))
        : kind < 0.98
          ? toolResult(excerpt(500 + random() ** 6 * 140_000))
          : checkpoint(),
    );
    written += line.length + 1;
    yield line;
  }
}

const common = {
  userType: 'external',
  cwd: '/home/me/app',
  sessionId: session,
  version: '2.1.329',
  gitBranch: 'main',
  timestamp: '2026-01-01T00:00:00.000Z',
};

function answer(text: string): object {
  const usage = {
    input_tokens: 1,
    output_tokens: 1,
    server_tool_use: { web_search_requests: 0 },
    service_tier: 'standard',
  };
  const message = {
    id: 'msg_000000000001',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [{ type: 'text', text }],
    usage,
  };
  return { parentUuid: session, isSidechain: false, message, type: 'assistant', uuid: session, ...common };
}

function toolResult(text: string): object {
  const message = { role: 'user', content: [{ tool_use_id: 'toolu_1', type: 'tool_result', content: text }] };
  const toolUseResult = {
    type: 'text',
    file: { filePath: '/home/me/app/a.ts', content: text, numLines: 10 },
  };
  return {
    parentUuid: session,
    isSidechain: false,
    type: 'user',
    message,
    uuid: session,
    toolUseResult,
    ...common,
  };
}

/** A backup is named after the path that it is of, here in a container. */
const ofFile = createHash('sha256').update('/workspaces/app/src/a.ts').digest('hex').slice(0, 16);

function checkpoint(): object {
  const backups = {
    'src/a.ts': { backupFileName: `${ofFile}@v2`, version: 2, backupTime: '2026-01-01T00:00:00.000Z' },
  };
  return {
    type: 'file-history-snapshot',
    messageId: session,
    snapshot: { messageId: session, trackedFileBackups: backups },
    sessionId: session,
  };
}
