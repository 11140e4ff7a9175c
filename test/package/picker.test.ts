import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { projectSlug } from '../../core/src/slug.ts';
import { claudeEnvironment } from '../harness/claude/claudeEnvironment.ts';
import { say } from '../harness/claude/inTerminal.ts';
import { answerQuestions } from '../harness/claude/onboarding.ts';
import { Tmux } from '../harness/claude/tmux.ts';
import { useMockApi } from '../harness/claude/useMockApi.ts';
import { newFolder } from '../harness/place/newFolder.ts';
import { config, Place, put } from '../harness/place/Place.ts';
import { provideClaudeCode } from '../harness/start/claudeCode.ts';
import { succeeded, tryRun } from '../harness/system/run.ts';
import { program } from './cli/place.ts';

const api = useMockApi();
const run = newFolder();

const idOf = (number: number) => `0e7e4f5c-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A home with conversations of two projects, and a Claude Code that says how it was started. */
class PickerPlace extends Place {
  readonly bin = join(this.root, 'bin');
  readonly other = join(this.root, 'other');
  #tmux: Tmux | undefined;

  constructor() {
    super();
    mkdirSync(this.other);
    put(join(this.bin, 'claude'), '#!/bin/sh\necho "[in $PWD: $*]"\nexit 7\n', 0o755);
    put(
      join(this.bin, 'claude-sessions'),
      `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
      0o755,
    );
  }

  /** @param number the higher, the newer */
  file(number: number, prompt: string, folder = this.folder): void {
    const sessionId = idOf(number);
    const value = { type: 'user', cwd: folder, sessionId, message: { role: 'user', content: prompt } };
    const path = join(this.home, '.claude/projects', projectSlug(folder), `${sessionId}.jsonl`);
    put(path, `${JSON.stringify(value)}\n`);
    const at = 1_700_000_000 + number;
    utimesSync(path, at, at);
  }

  async open(
    command: string,
    { env: more = {}, ...size }: { columns?: number; rows?: number; env?: Record<string, string> } = {},
  ): Promise<Tmux> {
    const { username, uid, gid } = userInfo();
    const user = { name: username, uid, gid, path: [this.bin], temporary: this.root };
    const env = { ...more, HOME: this.home, CI: '', DOCKER_PATH: '/nonexistent/docker' };
    const shell = `${command}; echo "[exit code $?]"; exec sleep 600`;
    this.#tmux = await Tmux.start(['sh', '-c', shell], {
      ...{ columns: 80, rows: 24, ...size },
      ...{ env, cwd: this.folder, user },
    });
    return this.#tmux;
  }

  async close(): Promise<void> {
    await this.#tmux?.stop();
    this.remove();
  }
}

let place: PickerPlace;
afterEach(() => place.close());

describe('without any words, on a terminal', () => {
  it('lists the conversations of the project, the newest first, and goes on with the one that is chosen', async () => {
    place = new PickerPlace();
    place.file(1, 'mend the build');
    place.file(2, 'write a test \u001b[31m\u001b[2J of it');
    place.file(3, 'of another project', place.other);
    const tmux = await place.open('claude-sessions');
    const screen = await tmux.waitFor(/^Conversations of .*\(2\)$[\s\S]*Esc leave/m, 60_000);
    expect(screen).toMatch(/^> write a test \\u001b\[31m\\u001b\[2J of it .*\d$/m);
    expect(screen).toMatch(/^ {2}mend the build .*\d$/m);
    expect(screen).not.toContain('another project');
    await tmux.keys('Down');
    await tmux.waitFor(/^> mend/m);
    await tmux.keys('Enter');
    await tmux.waitFor(/^\[exit code 7\]$/m, 60_000);
    const last = (await tmux.lines()).join('\n');
    expect(last).toContain(`[in ${place.folder}: --resume ${idOf(1)}]`);
    // Nothing of the list stays.
    expect(last).not.toContain('Esc leave');
  });

  it('filters by what is typed, over all projects, too', async () => {
    place = new PickerPlace();
    place.file(1, 'mend the build');
    place.file(2, 'write a test');
    place.file(3, 'the build of another project', place.other);
    const tmux = await place.open('claude-sessions');
    await tmux.waitFor(/Esc leave/, 60_000);
    await tmux.type('build THE');
    await tmux.waitFor(/\(1 of 2\)$[\s\S]*^> mend the build/m);
    await tmux.keys('C-a');
    await tmux.waitFor(/^Conversations of all projects \(2 of 3\)$/m);
    await tmux.type(' another');
    await tmux.waitFor(/\(1 of 3\)$[\s\S]*^> the build of another project/m);
    await tmux.keys('Enter');
    await tmux.waitFor(/^\[exit code 7\]$/m, 60_000);
    const last = (await tmux.lines()).join('\n');
    expect(last).toContain(`[in ${place.other}: --resume ${idOf(3)}]`);
  });

  it.each(['Escape', 'C-c', 'C-d'])('is left by %s, and nothing is started', async (key) => {
    place = new PickerPlace();
    place.file(1, 'mend the build');
    const tmux = await place.open('claude-sessions resume');
    await tmux.waitFor(/Esc leave/, 60_000);
    await tmux.keys(key);
    const last = await tmux.waitFor(/^\[exit code 0\]$/m, 60_000);
    expect(last).not.toContain('[in ');
    expect(last).not.toContain('mend');
  });

  it('killed, gives the terminal back', async () => {
    place = new PickerPlace();
    place.file(1, 'mend the build');
    const pid = join(place.root, 'pid');
    const tmux = await place.open(`sh -c 'echo $$ >${pid}; exec claude-sessions resume'; stty -a`);
    await tmux.waitFor(/Esc leave/, 60_000);
    process.kill(Number(readFileSync(pid, 'utf8')), 'SIGTERM');
    expect(await tmux.waitFor(/^\[exit code 0\]$/m)).toMatch(/[; ]icanon/);
    expect(await tmux.showsCursor()).toBe(true);
  });

  it('shows the help where there is nothing to choose from', async () => {
    place = new PickerPlace();
    const tmux = await place.open('claude-sessions', { rows: 100 });
    expect(await tmux.waitFor(/^\[exit code 2\]$/m, 60_000)).toContain('Usage: claude-sessions');
  });

  it('shows what is on the host before containers have answered, and keeps what is picked', async () => {
    place = new PickerPlace();
    place.write(config, '{"image": "x"}');
    for (const number of [1, 2]) place.file(number, `prompt ${number}`);
    const answer = join(place.root, 'answer');
    const wait = `while ! [ -e '${answer}' ]; do sleep 0.1; done`;
    const engine = put(join(place.root, 'engine'), `#!/bin/sh\n${wait}\n`, 0o755);
    const tmux = await place.open(`claude-sessions resume --docker-path ${engine}`);
    await tmux.waitFor(/\(2, looking for more …\)/, 60_000);
    await tmux.keys('Down');
    await tmux.waitFor(/^> prompt 1/m);
    put(answer, '');
    await tmux.waitFor(/\(2\)[\s\S]*^> prompt 1/m, 60_000);
    await tmux.keys('Enter');
    await tmux.waitFor(/^\[exit code 7\]$/m, 60_000);
  });

  it('fits a small terminal, and moves through more than it shows', async () => {
    place = new PickerPlace();
    for (let number = 0; number < 100; number++)
      place.file(number, `${'a long prompt '.repeat(10)}${number}`);
    const tmux = await place.open('claude-sessions', { columns: 30, rows: 8 });
    const screen = await tmux.waitFor(/Esc l|Enter resume/, 60_000);
    expect(screen.split('\n').filter((line) => /a long prompt/.test(line))).toHaveLength(4);
    await tmux.keys('Up');
    await tmux.keys('Enter');
    const last = (await tmux.waitFor(/exit code 7/, 60_000)).replaceAll('\n', '');
    expect(last).toContain(`--resume ${idOf(0)}]`);
  });

  it('gives the terminal to the real Claude Code, which goes on', async () => {
    place = new PickerPlace();
    const { folder, home, bin } = place;
    rmSync(join(bin, 'claude'));
    symlinkSync(join(await provideClaudeCode('2.1.329', run), 'claude'), join(bin, 'claude'));
    put(join(home, '.claude.json'), JSON.stringify(answerQuestions({}, folder)));
    const env = {
      ...claudeEnvironment(api),
      HOME: home,
      IS_SANDBOX: '1',
      PATH: `${bin}:${process.env.PATH}`,
    };
    succeeded(await tryRun(join(bin, 'claude'), ['-p', 'said before'], { env, cwd: folder }));
    const tmux = await place.open('claude-sessions', { env });
    await tmux.waitFor(/^> said before .*headless/m, 60_000);
    await tmux.keys('Enter');
    await tmux.waitFor(/users=1 assistant=0/, 60_000);
    await say(tmux, 'and go on', /users=2 assistant=1/);
  });
});
