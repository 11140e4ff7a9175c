import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { hashTree } from '../../harness/project/transcripts.ts';
import { runWarm } from './place.ts';
import { VerifyPlace } from './verifyPlace.ts';

runWarm();

/** A shared project whose container left notes in its volume; the engine gives them as the real one does, as a tar stream. */
class NotesPlace {
  readonly notes: string;
  readonly memory: string;
  readonly place: VerifyPlace;

  private constructor(place: VerifyPlace) {
    this.place = place;
    this.notes = join(place.root, 'notes');
    this.memory = join(place.transcripts, 'memory');
    mkdirSync(this.notes);
  }

  static async make(notes: Record<string, string | Buffer> = {}): Promise<NotesPlace> {
    const made = new NotesPlace(await VerifyPlace.shared());
    for (const [path, text] of Object.entries(notes)) made.note(path, text);
    return made;
  }

  note(path: string, text: string | Buffer): string {
    return put(join(this.notes, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.memory, path), 'utf8');
  }

  calls(): string {
    return readFileSync(join(this.place.root, 'calls'), 'utf8');
  }

  pull(...args: string[]) {
    const { place, notes } = this;
    const id = basename(place.prepared);
    const code = `
printf '%s\\n' "$*" >>'${join(place.root, 'calls')}'
case "$1" in
  volume) echo claude-code-config-${id} ;;
  cp) [ "$2" = "claude-sessions-read-${id.slice(0, 20)}:/claude-read/.claude-state/memory/." ] || exit 1
    tar -C '${notes}' -cf - . ;;
esac`;
    return place.runWith({ env: { DOCKER_PATH: place.engine(code) } }, 'memory', 'pull', ...args);
  }
}

/** Of a container that is there, what the engine says, and how it hands out the notes. */
function withContainer({ place, notes }: NotesPlace): string {
  return place.engine(`case "$1 $2" in
"ps --all") echo abc ;;
"inspect --type") echo '[{"Id": "abc", "Name": "/happy", "Image": "img", "Mounts": [{"Type": "bind", "Source": "${place.folder}", "Destination": "/workspaces/app", "RW": true}]}]' ;;
"image inspect") echo '[{"Config": {"Labels": {}}}]' ;;
"cp abc:/var/lib/claude/.claude-state/memory/.") tar -C '${notes}' -cf - . ;;
*) exit 1 ;;
esac`);
}

const index = '- [Build](build.md): how it is built\n';

describe('status', () => {
  it('says how many notes wait, and how they come over', async () => {
    const made = await NotesPlace.make({ 'build.md': 'make\n', 'test.md': 'vitest\n', 'MEMORY.md': index });
    const env = { DOCKER_PATH: withContainer(made) };
    const line = /^Memory +(.*)$/m;
    const { stdout } = await made.place.runWith({ env }, 'status');
    expect(line.exec(stdout)?.[1]).toBe(
      "2 notes of the container's Claude wait: `claude-sessions memory pull`",
    );
    const json = await made.place.runWith({ env }, 'status', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ notesWaiting: 2 });
    await made.place.runWith({ env }, 'memory', 'pull', '--yes');
    expect((await made.place.runWith({ env }, 'status')).stdout).not.toMatch(line);
    expect(JSON.parse((await made.place.run('status', '--json')).stdout)).toMatchObject({
      notesWaiting: null,
    });
  });

  it('says nothing where Claude inside writes the memory of the host itself, or nothing can be read', async () => {
    const made = await NotesPlace.make({ 'build.md': 'make\n' });
    rmSync(made.notes, { recursive: true });
    const env = { DOCKER_PATH: withContainer(made) };
    expect((await made.place.runWith({ env }, 'status')).stdout).not.toContain('Memory ');
    mkdirSync(made.notes);
    made.note('build.md', 'make\n');
    await made.place.run('share', '--memory', 'rw');
    expect((await made.place.runWith({ env }, 'status')).stdout).not.toContain('Memory ');
  });
});

describe('memory pull', () => {
  it('shows what the host’s files would become, and writes nothing unasked', async () => {
    const made = await NotesPlace.make({ 'build.md': 'make\n', 'MEMORY.md': index });
    const before = hashTree(made.place.home);
    const looked = await made.pull('--dry-run');
    expect(looked).toMatchObject({ exitCode: 0, stderr: '' });
    const patch = ['--- /dev/null', '+++ b/build.md', '@@ -0,0 +1,1 @@', '+make'];
    const merged = ['--- a/MEMORY.md', '+++ b/MEMORY.md', '@@ -1,1 +1,2 @@', ' - one', `+${index}`];
    expect(looked.stdout).toBe([...patch, ...merged].join('\n'));
    const asked = await made.pull();
    expect(asked).toMatchObject({ exitCode: 1, stdout: '' });
    expect(asked.stderr).toContain('+make\n');
    expect(asked.stderr).toContain(
      'error: Nothing was changed.\n  Look through it, then run the same command with --yes.',
    );
    expect(hashTree(made.place.home)).toEqual(before);
  });

  it('reads the volume by a container that is never started, and takes it away', async () => {
    const made = await NotesPlace.make({ 'build.md': 'make\n' });
    await made.pull('--dry-run');
    const calls = made.calls();
    const id = basename(made.place.prepared);
    expect(calls).toContain(
      `create --name claude-sessions-read-${id.slice(0, 20)} --pull never --network none --entrypoint /bin/true --mount type=volume,source=claude-code-config-${id},target=/claude-read,readonly x\n`,
    );
    expect(calls).not.toMatch(/^(run|start|exec)/m);
    expect(calls.trim().split('\n').at(-1)).toBe(
      `rm --force --volumes claude-sessions-read-${id.slice(0, 20)}`,
    );
  });

  it('writes with --yes, once; verify counts it as the user’s own, and a change is offered as one', async () => {
    const made = await NotesPlace.make({ 'build.md': 'make\n', 'sub/more.md': 'more\n', 'MEMORY.md': index });
    const { place } = made;
    expect((await place.verify()).json.findings).toEqual([]);
    const { exitCode, stdout } = await made.pull('--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Wrote build\.md, sub\/more\.md, MEMORY\.md into \S+\/memory\.\n$/);
    expect(made.read('build.md')).toBe('make\n');
    expect(made.read('sub/more.md')).toBe('more\n');
    expect(made.read('MEMORY.md')).toBe(`- one\n${index}`);
    expect((await place.verify()).json.findings).toEqual([]);
    expect((await made.pull('--yes')).stdout).toContain('has nothing new for');
    made.note('build.md', 'ninja\n');
    const changed = await made.pull('--dry-run');
    expect(changed.stdout).toContain('-make\n+ninja\n');
    expect(changed.stderr).toBe('');
    await made.pull('--yes');
    expect(made.read('build.md')).toBe('ninja\n');
    // What the user takes out on this host is not brought back.
    put(join(made.memory, 'MEMORY.md'), '- one\n');
    rmSync(join(made.memory, 'build.md'));
    expect((await made.pull('--yes')).stdout).toContain('has nothing new for');
  });

  it('does not take for the user’s own what the memory had become unseen before', async () => {
    const made = await NotesPlace.make({ 'MEMORY.md': index });
    await made.place.verify();
    made.place.put('memory/MEMORY.md', '- one\n- planted\n');
    await made.pull('--yes');
    const { json } = await made.place.verify();
    expect(json.findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'memory-changed memory/MEMORY.md',
    ]);
  });

  it('leaves to the user what hides something, and what would replace words of the host’s own', async () => {
    const made = await NotesPlace.make({
      'clear.md': '\u001b[2Jclear\n',
      'own.md': 'of the container\n',
      'turned.md': 'see \u202ethis\n',
      'good.md': 'good\n',
    });
    put(join(made.memory, 'own.md'), 'of the host\n');
    const { exitCode, stdout, stderr } = await made.pull('--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Wrote good.md into ');
    expect(stderr).toContain('warning: clear.md has hidden characters in it, shown as their codes: \\u001b.');
    expect(stderr).toContain('warning: own.md on this host has words of its own, which would go.');
    expect(stderr).toContain('+see \\u202ethis\n');
    expect(stderr).toContain('3 files left to decide');
    expect(stdout + stderr).not.toMatch(/[\u001b\u202e]/);
    expect(made.read('own.md')).toBe('of the host\n');
    expect(existsSync(join(made.memory, 'clear.md'))).toBe(false);
    const { notes } = JSON.parse((await made.pull('--json', '--dry-run')).stdout);
    expect(notes).toEqual([
      { path: 'clear.md', change: 'new', hidden: ['\\u001b'], replaces: false, state: 'offered' },
      { path: 'own.md', change: 'changed', hidden: [], replaces: true, state: 'offered' },
      { path: 'turned.md', change: 'new', hidden: ['\\u202e'], replaces: false, state: 'offered' },
    ]);
  });

  it('takes nothing but plain notes, and names the rest', async () => {
    const made = await NotesPlace.make({
      'good.md': 'good\n',
      'a.sh': 'rm -rf /\n',
      'bin.md': Buffer.from([0x66, 0xff, 0xfe]),
      '.hidden.md': 'x',
      'x\u001b[2J.md': 'x',
      'memory.md': 'x',
      'big.md': '',
    });
    truncateSync(join(made.notes, 'big.md'), 3_000_000);
    symlinkSync('/etc/passwd', join(made.notes, 'link.md'));
    symlinkSync('/etc', join(made.notes, 'etc'));
    execFileSync('mkfifo', [join(made.notes, 'fifo.md')]);
    const { exitCode, stdout, stderr } = await made.pull('--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Wrote good.md into ');
    expect(
      stderr
        .split('\n')
        .filter((line) => line.startsWith('warning: '))
        .sort(),
    ).toEqual([
      'warning: .hidden.md was left out: its name is no plain one.',
      'warning: a.sh was left out: it is no .md file.',
      'warning: big.md was left out: it has 3000000 bytes.',
      'warning: bin.md was left out: it is no UTF-8 text.',
      'warning: etc was left out: it is a link.',
      'warning: fifo.md was left out: it is a special file.',
      'warning: link.md was left out: it is a link.',
      'warning: memory.md was left out: only the case of its letters tells it from MEMORY.md.',
      'warning: x\\u001b[2J.md was left out: its name has hidden characters in it.',
    ]);
    expect(Object.keys(hashTree(made.memory)).sort()).toEqual(['.keep', 'MEMORY.md', 'good.md']);
  });

  it('writes through no link in the host’s memory', async () => {
    const made = await NotesPlace.make({ 'out/a.md': 'a\n', 'file.md': 'b\n' });
    const outside = join(made.place.root, 'outside');
    mkdirSync(outside);
    put(join(outside, 'file.md'), 'of somebody\n');
    symlinkSync(outside, join(made.memory, 'out'));
    symlinkSync(join(outside, 'file.md'), join(made.memory, 'file.md'));
    const { stdout, stderr } = await made.pull('--yes');
    expect(stdout).toContain('has nothing new for');
    for (const path of ['out/a.md', 'file.md'])
      expect(stderr).toContain(
        `warning: ${path} was left out: something else has its name in this host’s memory.`,
      );
    rmSync(made.memory, { recursive: true });
    symlinkSync(outside, made.memory);
    const refused = await made.pull('--yes');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('It is a link, or no directory.');
    expect(hashTree(outside)).toEqual({ 'file.md': expect.anything() });
    expect(readFileSync(join(outside, 'file.md'), 'utf8')).toBe('of somebody\n');
  });

  it('ends where there is more than any memory holds', async () => {
    const made = await NotesPlace.make();
    for (let count = 0; count < 600; count++) made.note(`n${count}.md`, 'x');
    const many = await made.pull('--yes');
    expect(many).toMatchObject({ exitCode: 1, stdout: '' });
    expect(many.stderr).toContain('holds more than 500 files');
    const huge = await NotesPlace.make({ 'huge.md': '' });
    truncateSync(join(huge.notes, 'huge.md'), 100 * 1024 * 1024);
    expect((await huge.pull('--yes')).stderr).toContain('holds more than 64 MB');
  });

  it('says so where nothing is there, no engine answers, or the action is none', async () => {
    const made = await NotesPlace.make();
    expect(await made.pull()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('has nothing new for'),
    });
    const { exitCode, stderr } = await made.place.run('memory', 'pull');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('does not answer');
    expect((await made.place.run('memory', 'push')).exitCode).toBe(2);
    expect((await made.place.run('memory')).exitCode).toBe(2);
  });
});
