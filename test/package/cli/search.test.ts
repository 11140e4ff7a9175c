import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, realpathSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Api } from '../../../cli/src/api/types.ts';
import type { SearchOptions } from '../../../cli/src/conversations/search/searchTranscripts.ts';
import { repository } from '../../harness/system/repository.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const megabyte = 1024 * 1024;
const idOf = (number: number) => `${number}`.padStart(8, '0').concat('-0000-4000-8000-000000000000');

class SearchPlace extends CliPlace {
  /** Writes the transcript of a conversation of this project. @param changed which of them was changed last: the highest */
  conversation(
    changed: number,
    lines: readonly (object | string)[],
    folder = realpathSync(this.folder),
  ): string {
    const parent = join(this.home, '.claude/projects', projectSlug(folder));
    mkdirSync(parent, { recursive: true });
    const path = join(parent, `${idOf(changed)}.jsonl`);
    const texts = lines.map((line) =>
      typeof line === 'string' ? line : JSON.stringify({ cwd: folder, ...line }),
    );
    writeFileSync(path, texts.map((text) => `${text}\n`).join(''));
    utimesSync(path, 1_700_000_000 + changed, 1_700_000_000 + changed);
    return path;
  }

  async search(...args: string[]) {
    const { exitCode, stdout, stderr } = await this.runWith({ env: { TZ: 'UTC' } }, 'search', ...args);
    return { exitCode, stdout, stderr, lines: stdout.split('\n') };
  }

  async found(...args: string[]): Promise<string[]> {
    const { stdout } = await this.search(...args, '--json');
    return JSON.parse(stdout).conversations.map(({ id }: { id: string }) => id);
  }
}

let messages = 0;
const prompt = (text: string) => ({
  type: 'user',
  uuid: `u${++messages}`,
  timestamp: '2026-01-02T03:04:05.000Z',
  message: { role: 'user', content: text },
});
const answer = (...content: object[]) => ({
  type: 'assistant',
  uuid: `u${++messages}`,
  message: { role: 'assistant', content },
});

describe('search', () => {
  it('prints conversations, the newest first, with the messages that have the words', async () => {
    const place = new SearchPlace();
    place.conversation(1, [
      prompt('The Pelican retries'),
      answer({ type: 'text', text: 'of a pelican: retry' }),
    ]);
    const tool = { type: 'tool_use', name: 'Bash', input: { command: 'retry pelican' } };
    place.conversation(2, [
      { type: 'custom-title', customTitle: 'Birds' },
      ...[1, 2, 3, 4].map(() => answer(tool)),
    ]);
    place.conversation(3, [prompt('a pelican')]);
    const { exitCode, stderr, lines } = await place.search('pelican', 'RETR');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(lines).toEqual([
      'Birds',
      `  ${idOf(2)}  2023-11-14 22:13  host`,
      ...[1, 2, 3].map(() => '  tool  retry pelican'),
      '  … and more',
      '',
      'The Pelican retries',
      `  ${idOf(1)}  2023-11-14 22:13  host`,
      '  you  The Pelican retries',
      '  Claude  of a pelican: retry',
      '',
    ]);
  });

  it('is exact for programs', async () => {
    const place = new SearchPlace();
    place.conversation(1, [prompt('see the\n pelican\u001b[31m')]);
    const { stdout } = await place.search('the pelican', '--json');
    const folder = realpathSync(place.folder);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      conversations: [
        {
          id: idOf(1),
          place: { kind: 'host' },
          cwd: folder,
          changedAt: '2023-11-14T22:13:21.000Z',
          hits: [
            {
              in: 'prompts',
              message: expect.stringMatching(/^u\d+$/),
              time: '2026-01-02T03:04:05.000Z',
              text: 'see the pelican\\u001b[31m',
              marks: [[4, 15]],
            },
          ],
          more: false,
        },
      ],
      more: false,
      failed: [],
      linesTooLong: 0,
    });
  });

  it('looks where it is told to, in so many, and in other projects', async () => {
    const place = new SearchPlace();
    place.conversation(1, [prompt('pelican')]);
    place.conversation(2, [answer({ type: 'text', text: 'pelican' })]);
    place.conversation(3, [answer({ type: 'tool_use', name: 'Bash', input: { command: 'pelican' } })]);
    place.conversation(4, [{ type: 'ai-title', aiTitle: 'pelican' }]);
    place.conversation(5, [prompt('pelican')], '/elsewhere');
    const foundIn = async (where: string) =>
      (await place.found('pelican', '--in', where)).filter((id) => id !== idOf(5));
    expect(await foundIn('prompts')).toEqual([idOf(1)]);
    expect(await foundIn('answers')).toEqual([idOf(2)]);
    expect(await foundIn('tools')).toEqual([idOf(3)]);
    expect(await foundIn('titles')).toEqual([idOf(4)]);
    expect(await place.found('pelican', '--all')).toEqual([5, 4, 3, 2, 1].map(idOf));
    const { stdout, stderr } = await place.search('pelican', '--all', '--limit', '2');
    expect(stdout).toContain(`  ${idOf(5)}  2023-11-14 22:13  host  /elsewhere\n`);
    expect(stdout).not.toContain(idOf(3));
    expect(stderr).toContain('There are more');
  });

  it('exits with 1 when nothing is found, and with 2 when it is asked wrongly', async () => {
    const place = new SearchPlace();
    expect(await place.search('pelican')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr:
        "Nothing was found in this project; --all searches every project, --containers searches those in containers' volumes, too.\n",
    });
    expect(await place.search('pelican', '--json')).toMatchObject({ exitCode: 1 });
    for (const args of [[], [' '], ['x', '--limit', '0'], ['x', '--in', 'keys']]) {
      expect(await place.search(...args)).toMatchObject({ exitCode: 2, stdout: '' });
    }
  });

  it('shows nothing that a terminal acts on', async () => {
    const place = new SearchPlace();
    const nasty = 'pelican \u001b]0;x\u0007\u202e\r\nx\u009b2J';
    place.conversation(1, [{ type: 'custom-title', customTitle: nasty }, prompt(nasty)]);
    for (const args of [[], ['--json']]) {
      const { stdout } = await place.search('pelican', ...args);
      expect(stdout).toContain('pelican \\u001b]0;x');
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('whatever the others hold, finds what is in one', async () => {
    const place = new SearchPlace();
    const full = (begin: string, each: string) => begin + each.repeat((15 * megabyte) / each.length);
    place.conversation(1, [prompt('pelican')]);
    place.conversation(2, [`${full('{"type":"user","message":{"content":', '[')}"pelican"`]);
    place.conversation(3, [`${full('{"type":"user","pelican":[', '{},')}1]}`]);
    place.conversation(4, [prompt('x'.repeat(20 * megabyte)), prompt('pelican')]);
    place.conversation(5, ['{pelican\n'.repeat(500_000)]);
    truncateSync(place.conversation(6, [prompt('pelican')]), 40 * 1024 * megabyte);
    utimesSync(place.conversation(7, ['\0'.repeat(megabyte)]), 1, 1);
    const { exitCode, stdout, stderr } = await place.search('pelican');
    expect(exitCode).toBe(0);
    expect([idOf(1), idOf(4)].map((id) => stdout.includes(id))).toEqual([true, true]);
    expect(stdout.match(/^ {2}you/gm)).toHaveLength(2);
    expect(stderr).toContain(`warning: ${idOf(6)} could not be searched whole: It has 42949672960 bytes.`);
    expect(stderr).toContain(`warning: ${idOf(5)} could not be searched whole: It has too many lines`);
    expect(stderr).toContain('1 line of more than 16 MB could not be searched.');
  });

  it('a large one is searched in parts, each line once', async () => {
    const place = new SearchPlace();
    const filler = JSON.stringify(prompt('x'.repeat(700_000)));
    const lines = Array.from({ length: 210 }, (_, index) =>
      index % 70 === 69 ? prompt(`pelican ${index}`) : filler,
    );
    place.conversation(1, lines);
    const { stdout } = await place.search('pelican', '--json');
    const [{ hits, more }] = JSON.parse(stdout).conversations;
    expect(hits.map(({ text }: { text: string }) => text)).toEqual([
      'pelican 69',
      'pelican 139',
      'pelican 209',
    ]);
    expect(more).toBe(false);
  });

  it('an editor has the same by its own modules, and ends it at the next letter', async () => {
    const place = new SearchPlace();
    const filler = prompt('x'.repeat(12 * megabyte));
    for (let changed = 0; changed < 4; changed++) place.conversation(changed, [filler, prompt('pelican')]);
    const api: Api = await import(pathToFileURL(join(repository, 'extension/dist/node/api.mjs')).href);
    const request = { configDir: join(place.home, '.claude') };
    const found: string[] = [];
    const onHit: SearchOptions['onHit'] = ({ conversation: { id } }) => found.push(id);
    const memory = api.newSearchMemory();
    const result = await api.searchConversations(api.splitQuery('"pelican'), request, { onHit, memory });
    expect(result).toMatchObject({ conversations: 4, failed: [] });
    expect(found).toEqual([3, 2, 1, 0].map(idOf));
    const stop = new AbortController();
    const typed = api.searchConversations(['p'], request, {
      signal: stop.signal,
      onHit: () => stop.abort(new Error('the next letter')),
    });
    await expect(typed).rejects.toThrow('the next letter');
  });

  it('one that grows meanwhile has what it had', async () => {
    const place = new SearchPlace();
    const path = place.conversation(1, [prompt('pelican')]);
    const line = JSON.stringify(prompt('x'.repeat(1000)));
    const writer = spawn('sh', ['-c', 'while :; do printf %s "$1" >>"$0"; echo >>"$0"; done', path, line]);
    onTestFinished(() => void writer.kill());
    for (let time = 0; time < 5; time++) {
      appendFileSync(path, '\n');
      expect(await place.found('pelican')).toEqual([idOf(1)]);
    }
  });
});
