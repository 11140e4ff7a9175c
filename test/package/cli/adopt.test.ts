import { spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { expectChangeReport, expectErrorReport } from '../../harness/project/reportSchema.ts';
import { hashTree } from '../../harness/project/transcripts.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { CliPlace, program, runWarm, snapshot } from './place.ts';

runWarm();

const plain = '{\n  "image": "debian"\n}\n';
const slug = (path: string) => path.replace(/[^A-Za-z0-9]/g, '-');
const line = (cwd: string, more = '') => `${JSON.stringify({ type: 'user', cwd, more })}\n`;
/** An engine that has nothing. */
const emptyEngine = 'exit 0';

/** A shared project with conversations, which was renamed. */
class Moved extends CliPlace {
  readonly now = join(this.root, 'mv2');
  readonly docker = this.engine(emptyEngine);

  static async make(mode: 'share' | 'isolate' | 'none' = 'share', setUp?: (place: Moved) => void) {
    const place = new Moved();
    place.writeConfig(plain);
    if (mode !== 'none') expect((await place.run(mode)).exitCode).toBe(0);
    place.conversation('one', place.folder);
    put(join(place.slugFolder(place.folder), 'one/subagents/a.jsonl'), line(place.folder, 'agent'));
    put(join(place.slugFolder(place.folder), 'memory/MEMORY.md'), 'remember\n');
    setUp?.(place);
    renameSync(place.folder, place.now);
    return place;
  }

  slugFolder(path: string): string {
    return join(this.home, '.claude/projects', slug(path));
  }

  conversation(id: string, cwd: string, in_ = cwd): string {
    return put(join(this.slugFolder(in_), `${id}.jsonl`), line(cwd, id));
  }

  adopt(...args: string[]) {
    return this.runWith({ cwd: this.now, env: { DOCKER_PATH: this.docker } }, 'adopt', this.folder, ...args);
  }

  get prepared(): string[] {
    return readdirSync(join(this.home, '.claude-sessions')).sort();
  }
}

describe.concurrent('adopt', () => {
  it('shows what it would do, and without a word does nothing', async () => {
    const place = await Moved.make();
    const before = [place.home, place.now].map(snapshot);
    const dry = await place.adopt('--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toContain(
      `1 conversation: ~/.claude/projects/${slug(place.folder)} is moved to ~/.claude/projects/${slug(place.now)}`,
    );
    expect(dry.stdout).not.toContain('Nothing proves');
    const asked = await place.adopt();
    expect(asked).toMatchObject({ exitCode: 1, stdout: '' });
    expect(asked.stderr).toContain('run the same command with --yes');
    expect([place.home, place.now].map(snapshot)).toEqual(before);
  });

  it('moves all of it, and the former place is offered no more', async () => {
    const place = await Moved.make();
    const was = hashTree(place.slugFolder(place.folder));
    const done = await place.adopt('--yes');
    expect(done.stderr).not.toContain('error');
    expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Took over 1 conversation') });
    expect(hashTree(place.slugFolder(place.now))).toEqual(was);
    expect(existsSync(place.slugFolder(place.folder))).toBe(false);
    const status = await place.runWith({ cwd: place.now }, 'status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({ mode: 'share', host: { conversations: 1 } });
    expect(status.stdout).not.toContain('before; its');
    const again = await place.adopt('--yes');
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing changed') });
    // What was before the first command is known at the new place.
    expect((await place.runWith({ cwd: place.now }, 'remove')).exitCode).toBe(0);
    expect(readFileSync(join(place.now, '.devcontainer/devcontainer.json'), 'utf8')).toBe(plain);
  });

  it('prints one shape with --json, whatever it did', async () => {
    const place = await Moved.make();
    const json = async (...args: string[]) => {
      const report = JSON.parse((await place.adopt('--json', ...args)).stdout);
      expectChangeReport(report);
      return report;
    };
    const conversations = [{ conversations: 1, stay: 0, why: null, aside: [], left: [] }];
    const former = { folder: place.folder, proven: true };
    const of = { command: 'adopt', mode: 'share', folder: place.now, warnings: [] };
    expect(await json('--dry-run')).toMatchObject({
      ...of,
      ...{ dryRun: true, changed: true, adopted: { former, conversations, record: true, done: false } },
    });
    expect(await json('--yes')).toMatchObject({
      ...of,
      ...{ dryRun: false, changed: true, adopted: { former, conversations, record: true, done: true } },
    });
    expect(await json('--yes')).toMatchObject({
      ...of,
      ...{ changed: false, adopted: { conversations: [], record: false, done: true } },
    });
  });

  it('fails in one shape, with the reason as a code', async () => {
    const place = await Moved.make();
    const { exitCode, stdout } = await place.adopt('--json');
    const report = JSON.parse(stdout);
    expectErrorReport(report);
    expect(exitCode).toBe(1);
    expect(report.error).toMatchObject({
      code: 'not-approved',
      next: expect.stringContaining('--yes'),
    });
  });

  it('says as much as is asked for', async () => {
    const quiet = await (await Moved.make()).adopt('--yes', '--quiet');
    expect(quiet).toMatchObject({ exitCode: 0, stderr: '' });
    expect(quiet.stdout).toBe('Took over 1 conversation and the record.\n');
    const place = await Moved.make();
    const verbose = await place.adopt('--yes', '--verbose');
    const [from, to] = [place.folder, place.now].map((each) => `~/.claude/projects/${slug(each)}`);
    expect(verbose.stdout).toMatch(new RegExp(`^  ${from} to ${to}: \\d+ entries moved$`, 'm'));
    // What is asked about is shown all the same, and what cannot be proved.
    const asked = await (await Moved.make()).adopt('--quiet');
    expect(asked.stderr).toContain('1 conversation: ');
    const unproven = await (await Moved.make('none')).adopt('--yes', '--quiet');
    expect(unproven.stderr).toMatch(/^warning: Nothing proves .*\n$/);
  });

  it('of a project that was never set up, the conversations come along by the path', async () => {
    const place = await Moved.make('none');
    const done = await place.adopt('--yes');
    expect(done.exitCode).toBe(0);
    expect(done.stderr).toContain('Nothing proves that this was the same project');
    expect(hashTree(place.slugFolder(place.now))).toHaveProperty('one.jsonl');
  });

  it('nothing is overwritten: the longer of two stays, what differs goes out of reach', async () => {
    const place = await Moved.make('share', (it) => {
      it.conversation('longer', it.folder);
      it.conversation('shorter', it.folder);
      it.conversation('other', it.folder);
      const now = it.slugFolder(it.now);
      const read = (id: string) => readFileSync(join(it.slugFolder(it.folder), `${id}.jsonl`), 'utf8');
      put(join(now, 'longer.jsonl'), `${read('longer')}${line(it.now)}`);
      put(join(now, 'shorter.jsonl'), read('shorter').slice(0, 20));
      put(join(now, 'other.jsonl'), line(it.now, 'another one'));
      put(join(now, 'memory/MEMORY.md'), 'other\n');
    });
    const old = hashTree(place.slugFolder(place.folder));
    const now = hashTree(place.slugFolder(place.now));
    const { exitCode, stdout } = await place.adopt('--yes', '--json');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout);
    expectChangeReport(report);
    const { conversations: moved } = report.adopted;
    const after = hashTree(place.slugFolder(place.now));
    expect(after).toEqual({ ...old, ...now, 'shorter.jsonl': old['shorter.jsonl'] });
    const [folder] = moved as { aside: string[] }[];
    const kept = (folder?.aside ?? []).map((path) => readFileSync(path, 'utf8')).sort();
    expect(kept).toEqual(['remember\n', line(place.folder, 'other')].sort());
    expect(folder?.aside.every((path) => path.includes('/.claude-sessions/'))).toBe(true);
    expect(existsSync(place.slugFolder(place.folder))).toBe(false);
  });

  it('conversations of folders below come along, those of a namesake beside do not', async () => {
    const place = await Moved.make('share', (it) => {
      it.conversation('below', join(it.folder, 'src/api'));
      it.conversation('beside', `${it.folder}-src`);
      // Of two working directories with one name, one is below.
      it.conversation('b-below', join(it.folder, 'x/y'));
      it.conversation('b-beside', `${it.folder}-x-y`);
    });
    expect((await place.adopt('--yes')).exitCode).toBe(0);
    const names = (path: string) => (existsSync(path) ? Object.keys(hashTree(path)) : []);
    expect(names(place.slugFolder(join(place.now, 'src/api')))).toEqual(['below.jsonl']);
    expect(names(place.slugFolder(join(place.now, 'x/y')))).toEqual(['b-below.jsonl']);
    expect(names(place.slugFolder(`${place.folder}-src`))).toEqual(['beside.jsonl']);
    expect(names(place.slugFolder(`${place.folder}-x-y`))).toEqual(['b-beside.jsonl']);
  });

  it('what a living project files under the same name stays', async () => {
    const place = await Moved.make('share', (it) => {
      const living = it.folder.replace(/\/app$/, '-app');
      mkdirSync(living);
      it.conversation('theirs', living);
      put(join(it.slugFolder(living), 'inside.jsonl'), line('/workspaces/app'));
    });
    const living = place.folder.replace(/\/app$/, '-app');
    expect(slug(living)).toBe(slug(place.folder));
    const done = await place.adopt('--yes');
    rmSync(living, { recursive: true });
    expect(done.exitCode).toBe(0);
    expect(done.stderr).toContain(`2 conversations there stay: they may be those of ${living}`);
    expect(Object.keys(hashTree(place.slugFolder(place.now))).sort()).toEqual(
      ['.keep', 'memory/.keep', 'one.jsonl', 'one/subagents/a.jsonl'].filter(
        (name) => !name.endsWith('.keep'),
      ),
    );
    expect(existsSync(join(place.slugFolder(place.folder), 'theirs.jsonl'))).toBe(true);
  });

  it('links that a container left are followed nowhere', async () => {
    const secret = (it: Moved) => join(it.home, 'secret');
    const place = await Moved.make('share', (it) => {
      put(join(secret(it), 'key'), 'secret');
      symlinkSync(secret(it), join(it.slugFolder(it.folder), 'folder'));
      symlinkSync(join(secret(it), 'key'), join(it.slugFolder(it.folder), 'two.jsonl'));
      // Where a folder would be merged, a link is.
      mkdirSync(it.slugFolder(it.now), { recursive: true });
      symlinkSync(secret(it), join(it.slugFolder(it.now), 'one'), 'dir');
    });
    const before = snapshot(secret(place));
    expect((await place.adopt('--yes')).exitCode).toBe(0);
    expect(snapshot(secret(place))).toEqual(before);
    for (const name of ['folder', 'two.jsonl', 'one'])
      expect(lstatSync(join(place.slugFolder(place.now), name)).isSymbolicLink()).toBe(true);
  });

  it('refuses a place that is still there, and this place itself', async () => {
    const place = await Moved.make();
    mkdirSync(place.folder);
    const before = snapshot(place.home);
    const { exitCode, stderr } = await place.adopt('--yes');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`${place.folder} is there again, as another folder`),
    });
    const self = await place.runWith({ cwd: place.now }, 'adopt', place.now, '--yes');
    expect(self).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is where this project is now'),
    });
    expect(snapshot(place.home)).toEqual(before);
  });

  it('refuses a path that nothing is known of', async () => {
    const place = await Moved.make();
    const before = snapshot(place.home);
    for (const args of [['--dry-run'], ['--yes'], ['--yes', '--no-volume']]) {
      const typo = await place.runWith({ cwd: place.now }, 'adopt', join(place.root, 'typo'), ...args);
      expect(typo).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringContaining(`Nothing is filed under ${join(place.root, 'typo')}.`),
      });
    }
    expect(snapshot(place.home)).toEqual(before);
  });

  it('refuses where the user has helped themselves with a link', async () => {
    const place = await Moved.make();
    symlinkSync(place.slugFolder(place.folder), place.slugFolder(place.now));
    const before = snapshot(place.home);
    const { exitCode, stderr } = await place.adopt('--yes');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`${place.slugFolder(place.now)} is a link`),
    });
    expect(snapshot(place.home)).toEqual(before);
  });

  it('refuses while Claude Code runs at either place', async () => {
    const place = await Moved.make();
    const claude = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'claude']);
    try {
      for (const cwd of [place.folder, place.now]) {
        put(
          join(place.home, '.claude/sessions', `${claude.pid}.json`),
          JSON.stringify({ pid: claude.pid, sessionId: 'one', cwd }),
        );
        const before = snapshot(place.home);
        const { exitCode, stderr } = await place.adopt('--yes');
        expect({ exitCode, stderr }).toMatchObject({
          exitCode: 1,
          stderr: expect.stringContaining(`Claude Code is running in ${cwd}`),
        });
        expect(snapshot(place.home)).toEqual(before);
      }
    } finally {
      claude.kill();
    }
  });

  it('refuses while a container of the former place runs', async () => {
    const place = await Moved.make();
    const [id = ''] = place.prepared;
    const inspected = JSON.stringify([
      {
        Id: 'abc',
        Name: '/old',
        Image: 'img',
        State: { Running: true },
        Config: { Labels: { 'devcontainer.local_folder': place.folder }, User: '' },
        Mounts: [
          { Type: 'volume', Name: `claude-code-config-${id}`, Destination: '/var/lib/claude', RW: true },
        ],
      },
    ]);
    put(join(place.root, 'inspected.json'), inspected);
    place.engine(
      `case "$*" in *"local_folder=${place.folder}"*) echo abc ;; inspect*) cat '${place.root}/inspected.json' ;; esac`,
    );
    const { exitCode, stderr } = await place.adopt('--yes');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('engine stop old'),
    });
  });

  it('without an engine the volume waits, and the place is offered until it is taken', async () => {
    const place = await Moved.make();
    const run = (...args: string[]) =>
      place.runWith({ cwd: place.now }, 'adopt', place.folder, '--yes', ...args);
    const first = await run();
    expect(first.stdout).toContain('the container engine does not answer');
    expect((await place.runWith({ cwd: place.now }, 'doctor')).stdout).toContain('project-moved');
    expect((await run('--no-volume')).exitCode).toBe(0);
    expect((await place.runWith({ cwd: place.now }, 'doctor')).stdout).not.toContain('project-moved');
  });

  describe('the volume', () => {
    const calls = (place: Moved) => place.read('../calls');
    /** An engine with the image and the former volume. What it is asked is written to a file. */
    const makeWith = async (more = '') => {
      const place = await Moved.make();
      const [id = ''] = place.prepared;
      const was = `claude-code-config-${id}`;
      place.engine(`
printf '%s\\n' "$*" >>'${join(place.root, 'calls')}'
${more}
case "$1 $2 $*" in
  'volume ls '*${was}) echo ${was} ;;
  'image inspect '*debian) echo '[]' ;;
  run*) printf 'copied 2\\nkept 1\\n' ;;
esac`);
      return { place, was };
    };

    it('is copied by the one script, into one that is made, and never by an image that is fetched', async () => {
      const { place, was } = await makeWith();
      const done = await place.adopt('--yes', '--json');
      expect(done.exitCode, done.stderr).toBe(0);
      const [copied] = JSON.parse(done.stdout).adopted.volume.copies;
      expect(copied).toMatchObject({ from: was, copied: 2, kept: 1 });
      const [run = ''] = calls(place)
        .split('\n')
        .filter((line) => line.startsWith('run '));
      expect(run).toContain('--pull never --network none --read-only --user 0:0 --cap-drop ALL');
      expect(run).toContain(`--mount type=volume,source=${was},target=/claude-copy-from,readonly `);
      expect(run).toContain(`--mount type=volume,source=${copied.to},target=/claude-copy-to `);
      const name = / --name (\S+) /.exec(run)?.[1];
      expect(name).toMatch(/^claude-sessions-copy-[0-9a-v]{20}$/);
      // What a killed run left goes first.
      expect(calls(place)).toMatch(new RegExp(`^rm --force --volumes ${name}\n(.*\n)*?run `, 'm'));
      expect(calls(place)).toContain(`\nvolume create ${copied.to}\n`);
      // The folder has another path inside.
      expect(calls(place)).toContain(' 4194304 -workspaces-app -workspaces-mv2 ');
    });

    it('the whole home comes along, by a script of its own; what is there is set aside', async () => {
      const { place, was } = await makeWith();
      const home = was.replace('claude-code-config', 'claude-user-home');
      place.engine(`
printf '%s\\n' "$*" >>'${join(place.root, 'calls')}'
case "$1 $2 $*" in
  'volume ls '*claude-code-config*) ;;
  'volume ls '*) echo ${home}; echo claude-user-home-other ;;
  'image inspect '*debian) echo '[]' ;;
  run*) printf 'copied 9\\nkept 2\\n' ;;
esac`);
      const env = { DOCKER_PATH: join(place.root, 'engine') };
      const dry = await place.runWith({ cwd: place.now, env }, 'adopt', place.folder, '--dry-run');
      expect(dry.stdout).toContain(
        `the whole home of its user: volume ${home} is copied into claude-user-home-`,
      );
      const done = await place.adopt('--yes');
      expect(done.exitCode, done.stderr).toBe(0);
      expect(done.stdout).toContain('and the volume and the record.');
      expect(done.stdout).toContain('set aside there, in ~/.claude-sessions-before.');
      const [run = ''] = calls(place)
        .split('\n')
        .filter((line) => line.startsWith('run '));
      expect(run).toContain(`--mount type=volume,source=${home},target=/claude-copy-from,readonly `);
      expect(run).toMatch(/--mount type=volume,source=claude-user-home-\w{52},target=\/claude-copy-to /);
      expect(calls(place)).toContain(` /claude-copy-from /claude-copy-to ${home} 67108864\n`);
    });

    it.each([
      ['too much', 'case "$1" in run) echo "failed size"; exit 1 ;; esac', 'it holds more than 4 GB.'],
      [
        'in use',
        'case "$*" in "ps --filter volume="*) echo mine ;; esac',
        'the container mine runs with the volume',
      ],
      // Whatever a container writes.
      ['no known reason', 'case "$1" in run) echo "failed constructor"; exit 1 ;; esac', 'gave no reason.'],
    ])('where it cannot be copied, it is said why, and the place is offered on: %s', async (_, code, why) => {
      const { place, was } = await makeWith(code);
      const { exitCode, stderr } = await place.adopt('--yes');
      expect(exitCode).toBe(1);
      expect(stderr).toContain(`The volume ${was} could not be copied into claude-code-config-`);
      expect(stderr).toContain(why);
      expect((await place.runWith({ cwd: place.now }, 'doctor')).stdout).toContain('project-moved');
    });
  });

  it('what a container could write there is not trusted here', async () => {
    const place = await Moved.make();
    const verified = (id: string) =>
      JSON.parse(readFileSync(join(place.home, '.claude-sessions', id, 'verified.json'), 'utf8'));
    const [old = ''] = place.prepared;
    const was = verified(old);
    expect((await place.adopt('--yes')).exitCode).toBe(0);
    const id = place.prepared.find((each) => each !== old) ?? '';
    expect(verified(id)).toMatchObject({ memory: was.memory ?? {}, prompts: was.prompts });
    await place.runWith({ cwd: place.now }, 'prepare');
    expect(verified(id)).toMatchObject({ memory: was.memory ?? {}, prompts: was.prompts });
  });
});

it('killed at any instant and run again, nothing is lost and nothing is there twice', async () => {
  const count = rounds({ short: 4, long: 40 });
  for (let round = 0; round < count; round++) {
    const place = await Moved.make('share', (it) => {
      for (let at = 0; at < 300; at++) {
        it.conversation(`c${at}`, it.folder);
        if (at % 3 === 0) put(join(it.slugFolder(it.folder), `c${at}/subagents/x.jsonl`), `${at}\n`);
        if (at % 5 === 0) put(join(it.slugFolder(it.now), `c${at}.jsonl`), line(it.folder, `c${at}`));
      }
    });
    const was = { ...hashTree(place.slugFolder(place.now)), ...hashTree(place.slugFolder(place.folder)) };
    const env = { HOME: place.home, PATH: process.env.PATH ?? '', DOCKER_PATH: place.docker };
    const child = spawn(process.execPath, [program, 'adopt', place.folder, '--yes'], { cwd: place.now, env });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // The program has started when something has moved; then the instants are spread.
    const source = place.slugFolder(place.folder);
    const first = readdirSync(source).length;
    const wanted = Math.max(1, Math.round((first * (round + 1)) / (count + 2)));
    while (child.exitCode === null && existsSync(source) && first - readdirSync(source).length < wanted)
      await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await ended;
    const old = existsSync(source) ? hashTree(source) : {};
    expect({ ...hashTree(place.slugFolder(place.now)), ...old }).toEqual(was);
    expect((await place.adopt('--yes')).exitCode).toBe(0);
    expect(hashTree(place.slugFolder(place.now))).toEqual(was);
    expect(existsSync(source)).toBe(false);
    place.remove();
  }
}, 600_000);
