import {
  existsSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { expectConversationReport, expectErrorReport } from '../../harness/project/reportSchema.ts';
import { TranscriptText } from '../../harness/project/TranscriptText.ts';
import { fixtures } from '../../harness/recording/fixtures.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { chromiumArguments } from '../../harness/vscode/chromiumArguments.ts';
import { inPager } from './inPager.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const id = '0a1b2c3d-1111-4222-8333-444455556666';
const forkId = '9f9f9f9f-1111-4222-8333-444455556666';

class ShowPlace extends CliPlace {
  readonly projects = join(this.home, '.claude/projects/-home-me-app');

  put(text: string, name = id): string {
    return put(join(this.projects, `${name}.jsonl`), text);
  }

  show(...args: string[]) {
    return this.run('show', ...args);
  }
}

/** A conversation with a bit of everything. */
function conversation(): { t: TranscriptText; answer: string } {
  const t = new TranscriptText(id);
  const first = t.user('Say hello to the world', null);
  const answer = t.assistant('Hello, *world*.', first);
  t.user('another way', answer);
  const use = (name: string, input: object) => [{ type: 'tool_use', id: name, name, input }];
  const bash = t.assistant(
    use('Bash', { command: 'curl -H "Authorization: Bearer s3cr3ts3cr3t" x' }),
    answer,
  );
  const content = Array.from({ length: 30 }, (_, line) => `row ${line}`).join('\n');
  const result = t.user([{ type: 'tool_result', tool_use_id: 'Bash', content }], bash);
  t.assistant(use('Edit', { file_path: '/a', old_string: 'old', new_string: 'new' }), result);
  t.add({ type: 'custom-title', customTitle: 'My title', uuid: undefined });
  return { t, answer };
}

describe('show', () => {
  it('shows a conversation by the first characters of its id', async () => {
    const place = new ShowPlace();
    place.put(conversation().t.text());
    const { stdout, stderr, exitCode } = await place.show('0a1b');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/^My title\nConversation 0a1b2c3d-.*\n\/home\/me\/app · Claude Code 2\.1\.332\n/);
    expect(stdout).toContain('Say hello to the world');
    expect(stdout).toContain('  row 2\n  … 27 more lines\n');
    expect(stdout).toContain('● Edit /a\n  - old\n  + new\n');
    expect(stdout).toMatch(/⑂ another branch · 1 message · .* · another way\n/);
    expect(await place.show('0a1b', '--full')).toMatchObject({ stdout: expect.stringContaining('row 29') });
  });

  it('names the conversations that were begun from it, where they part', async () => {
    const place = new ShowPlace();
    const { t } = conversation();
    place.put(t.text());
    const fork = new TranscriptText(forkId);
    for (const line of t.lines.slice(0, 2)) {
      const copy = JSON.parse(line);
      fork.add({ ...copy, sessionId: forkId, forkedFrom: { sessionId: id, messageUuid: copy.uuid } });
    }
    fork.user('and on', JSON.parse(t.lines[1] ?? '').uuid);
    fork.add({ type: 'last-prompt', lastPrompt: 'and on', uuid: undefined });
    place.put(fork.text(), forkId);
    const { stdout } = await place.show(id);
    expect(stdout).toContain(`Hello, *world*.\n\n⑂ another branch`);
    expect(stdout).toContain(`⑂ conversation ${forkId} was forked here: and on\n`);
    expect((await place.show(forkId)).stdout).toContain(`Forked from conversation ${id}: My title\n`);
  });

  it('writes JSON by its schema, Markdown and HTML to a file, by its name, for nobody else', async () => {
    const place = new ShowPlace();
    const path = place.put(conversation().t.text());
    const before = readFileSync(path);
    const report = await place.json('show', id);
    expectConversationReport(report);
    expect(report).toMatchObject({ id, title: 'My title' });
    for (const [name, start] of [
      ['a.md', '# My title\n'],
      ['a.html', '<!doctype html>'],
      ['a.json', '{"schemaVersion":1'],
      ['a.txt', 'My title\n'],
    ]) {
      const output = join(place.folder, name ?? '');
      expect(await place.show(id, '--output', output)).toMatchObject({ exitCode: 0, stdout: '' });
      expect(readFileSync(output, 'utf8')).toMatch(new RegExp(`^${start?.replace(/[{}]/g, '\\$&')}`));
      expect(statSync(output).mode & 0o777).toBe(0o600);
    }
    expectConversationReport(JSON.parse(readFileSync(join(place.folder, 'a.json'), 'utf8')));
    expect(readFileSync(path)).toEqual(before);
  });

  it('keeps to the schema in the conversations of every version', async () => {
    const place = new ShowPlace();
    for (const file of readdirSync(fixtures)) {
      place.put(readFileSync(join(fixtures, file), 'utf8'));
      expectConversationReport(await place.json('show', id, '--full'));
      for (const format of ['text', 'markdown', 'html'])
        expect(await place.show(id, '--full', '--format', format)).toMatchObject({ exitCode: 0, stderr: '' });
    }
  });

  it('masks secrets in what is shown, and leaves the conversation as it is', async () => {
    const place = new ShowPlace();
    const path = place.put(conversation().t.text());
    for (const format of ['text', 'markdown', 'html', 'json']) {
      expect((await place.show(id, '--full', '--format', format)).stdout).toContain('s3cr3ts3cr3t');
      const { stdout } = await place.show(id, '--full', '--format', format, '--redact');
      expect(stdout).not.toContain('s3cr3ts3cr3t');
      expect(stdout).toContain('redacted');
    }
    expect(readFileSync(path, 'utf8')).toContain('s3cr3ts3cr3t');
    const env = { MY_PASSWORD: 'in-the-environment' };
    place.put(conversation().t.text().replace('the world', 'in-the-environment'));
    expect((await place.runWith({ env }, 'show', id, '--redact')).stdout).not.toContain('in-the-environment');
  });

  it('says what is wrong', async () => {
    const place = new ShowPlace();
    place.put(conversation().t.text());
    place.put(conversation().t.text(), forkId.replace(/^9/, '0'));
    expect(await place.show()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Which conversation?'),
    });
    expect(await place.show('7')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no conversation 7'),
    });
    expect(await place.show('0')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('2 conversations'),
    });
    const nowhere = join(place.folder, 'nowhere');
    expect(await place.show(id.slice(0, 4), '-o', join(nowhere, 'a.md'))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`There is no folder ${nowhere}.`),
    });
    expect(await place.show('')).toMatchObject({ exitCode: 2 });
    expect(await place.show(id, '--json', '--format', 'html')).toMatchObject({ exitCode: 2 });
    expect(await place.show(id, '--format', 'pdf')).toMatchObject({ exitCode: 2 });
    const failed = await place.show('7', '--json');
    expectErrorReport(JSON.parse(failed.stdout));
  });

  it('writes over no conversation, by whatever name', async () => {
    const place = new ShowPlace();
    const path = place.put(conversation().t.text());
    const before = readFileSync(path);
    const link = join(place.folder, 'link.md');
    symlinkSync(path, link);
    for (const output of [path, link]) {
      expect(await place.show(id, '-o', output)).toMatchObject({ exitCode: 2, stdout: '' });
    }
    expect(readFileSync(path)).toEqual(before);
    const elsewhere = join(place.folder, 'elsewhere.md');
    symlinkSync(join(place.folder, 'nothing'), elsewhere);
    for (const output of [elsewhere, place.folder])
      expect(await place.show(id, '-o', output)).toMatchObject({ exitCode: 2 });
    expect(lstatSync(elsewhere).isSymbolicLink()).toBe(true);
    expect(await place.show(id, '-o', join(place.folder, 'missing/a.md'))).toMatchObject({ exitCode: 1 });
  });
});

const hostile = [
  '\u001b]0;owned\u0007\u001b[31mred\u001b[0m\u202egnp.exe\u202c\u0007',
  '<script>document.title = "owned"</script><img src="ADDRESS/image.png" onerror="document.title=\'owned\'">',
  '<link rel=stylesheet href="ADDRESS/style.css"><iframe src="ADDRESS/frame"></iframe></pre><meta http-equiv=refresh content="0;ADDRESS/away">',
  '![x](ADDRESS/markdown.png) [x](javascript:alert(1))',
].join('\n');

function hostileText(address: string): string {
  const text = hostile.replaceAll('ADDRESS', address);
  const t = new TranscriptText(id);
  const first = t.user(text, null, { cwd: text, gitBranch: text, version: text });
  const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`).toString(
    'base64',
  );
  const images = [
    { type: 'image', source: { type: 'base64', media_type: 'image/svg+xml', data: svg } },
    {
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: `"><img src=${address}/data.png>` },
    },
    { type: 'image', source: { type: 'url', url: `${address}/url.png` } },
  ];
  const call = [
    { type: 'tool_use', id: 't', name: text, input: { [text]: text } },
    { type: 'thinking', thinking: text },
  ];
  const called = t.assistant(call, t.user(images, first));
  const result = [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text }, ...images] }];
  const edit = { type: 'tool_use', id: 'e', name: 'Write', input: { file_path: text, content: text } };
  const last = t.assistant([edit], t.user(result, called));
  t.attachment({ type: 'file', displayPath: text }, last);
  t.user(text, first);
  t.add({ type: 'custom-title', customTitle: text });
  return t.text();
}

describe('hostile contents', () => {
  for (const format of ['text', 'markdown', 'html', 'json']) {
    it(`are text, as ${format}`, async () => {
      const place = new ShowPlace();
      place.put(hostileText('http://127.0.0.1:9'));
      const { stdout, exitCode } = await place.show(id, '--full', '--format', format);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('u001b]0;owned');
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    });
  }

  const chromium = findOnPath('chromium-headless-shell');
  if (chromium) {
    it('load nothing and run nothing in a browser', async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.end();
      }).listen(0, '127.0.0.1');
      const { chromium: driver } = await import('playwright-core');
      const browser = await driver.launch({
        executablePath: chromium,
        headless: true,
        args: chromiumArguments,
      });
      try {
        const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const place = new ShowPlace();
        place.put(hostileText(address));
        const output = join(place.folder, 'a.html');
        expect(await place.show(id, '--full', '-o', output)).toMatchObject({ exitCode: 0 });
        const page = await browser.newPage();
        const requests: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        const shown = pathToFileURL(output).href;
        await page.goto(shown, { waitUntil: 'networkidle' });
        expect(requests).toEqual([shown]);
        expect(page.url()).toBe(shown);
        expect(await page.title()).not.toBe('owned');
        expect(await page.locator('script, iframe, link, a, img, form').count()).toBe(0);
        // Its own style holds, by its hash.
        const style = 'getComputedStyle(document.querySelector("pre")).whiteSpace';
        expect(await page.evaluate(style)).toBe('pre-wrap');
        // Even what would be there if a text were not escaped is stopped.
        await page.setContent(
          readFileSync(output, 'utf8').replace('<body>', `<body>${hostile.replaceAll('ADDRESS', address)}`),
          { waitUntil: 'networkidle' },
        );
        expect(await page.title()).not.toBe('owned');
        expect(asked.filter((url) => url !== '/away')).toEqual([]);
      } finally {
        await browser.close();
        server.close();
      }
    });
  }
});

/** A file of which there is hardly anything on the disk. */
const holeBytes = rounds({ short: 64 * 1024 * 1024, long: 3 * 1024 * 1024 * 1024 });

function sparse(place: ShowPlace): string {
  const head = new TranscriptText(id);
  const early = head.user('early words', null);
  const tail = new TranscriptText(id);
  let last = early;
  for (let turn = 0; turn < 40; turn++)
    last = tail.assistant(`answer ${turn}`, tail.user(`prompt ${turn}`, last));
  tail.add({ type: 'custom-title', customTitle: 'A large one', uuid: undefined });
  const path = place.put(head.text());
  const fd = openSync(path, 'r+');
  ftruncateSync(fd, holeBytes);
  writeSync(fd, `\n${tail.text()}`, holeBytes);
  return path;
}

describe('on a terminal', () => {
  it('a large file is opened at its end by the pager, and says how to see the rest', async () => {
    const place = new ShowPlace();
    sparse(place);
    const terminal = await inPager(place, 'less', 'show', id);
    try {
      await terminal.waitFor(/answer 39/);
      await terminal.keys('g');
      const top = await terminal.waitFor(/Earlier messages were left out/);
      expect(top).toContain(`See the whole with: claude-sessions show ${id} --from-start`);
      expect(top).not.toContain('early words');
      await terminal.keys('q');
      await terminal.waitFor(/\[exit code 0\]/);
    } finally {
      await terminal.stop();
    }
  });

  it('with --from-start it is shown from its beginning, and who leaves the pager is done', async () => {
    const place = new ShowPlace();
    sparse(place);
    const terminal = await inPager(place, 'less', 'show', id, '--from-start');
    try {
      expect(await terminal.waitFor(/early words/, 300_000)).not.toContain('answer 39');
      await terminal.keys('q');
      await terminal.waitFor(/\[exit code 0\]/);
    } finally {
      await terminal.stop();
    }
  });

  it('without that pager it is printed, and a pager may end early', async () => {
    const place = new ShowPlace();
    sparse(place);
    for (const [pager, shown] of [
      ['/nonexistent/pager', /answer 39\s+\[exit code 0\]/],
      ['head -n 2', /^A large one\nConversation \S+\s+\[exit code 0\]/],
    ] as const) {
      const terminal = await inPager(place, pager, 'show', id);
      try {
        await terminal.waitFor(shown);
      } finally {
        await terminal.stop();
      }
    }
  });

  it('less shows it as it is without a locale', async () => {
    const place = new ShowPlace();
    sparse(place);
    const terminal = await inPager(place, 'env -u LANG less', 'show', id);
    try {
      expect(await terminal.waitFor(/early words|User|<E2>/)).not.toContain('<E2>');
      await terminal.keys('q');
      await terminal.waitFor(/\[exit code 0\]/);
    } finally {
      await terminal.stop();
    }
  });

  it('without an id it is chosen from the list that resume has', async () => {
    const place = new ShowPlace();
    place.put(conversation().t.text());
    const other = new TranscriptText(forkId);
    other.user('the other one\u001b[31m', null);
    place.put(other.text(), forkId);
    const terminal = await inPager(place, 'cat', 'show');
    try {
      await terminal.waitFor(/None yet\.[\s\S]*Enter show/);
      await terminal.keys('C-a');
      const asked = await terminal.waitFor(/Conversations of all projects \(2\)[\s\S]*My title/);
      expect(asked).toContain('the other one\\u001b[31m');
      await terminal.type('my title');
      await terminal.waitFor(/\(1 of 2\)/);
      await terminal.keys('Enter');
      expect(await terminal.waitFor(/\[exit code 0\]/)).toContain('Hello, *world*.');
    } finally {
      await terminal.stop();
    }
  });

  it('whole, to a file, however large', async () => {
    const place = new ShowPlace();
    sparse(place);
    const output = join(place.folder, 'all.md');
    expect(await place.show(id, '-o', output)).toMatchObject({ exitCode: 0 });
    const text = readFileSync(output, 'utf8');
    expect(text).toContain('early words');
    expect(text).toContain('answer 39');
    expect(existsSync(`${output}.new`)).toBe(false);
  });
});
