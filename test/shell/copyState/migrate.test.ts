import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leftOutOfHome } from '../../../cli/src/host/copyState.ts';
import copyScript from '../../../core/assets/copyState.sh';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import { hashTree } from '../../harness/project/transcripts.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { shells } from './shells.ts';

const session = '0ee0d460-c98b-4821-9cec-8127077b0b2b.jsonl';
const transcript = `projects/-workspaces-app/${session}`;

/** As `migrate` has volumes of other layouts looked at and copied. */
describe.each(shells)('another layout, under %s', (...shell) => {
  const [program = 'sh', ...before] = shell;
  const make = (...paths: string[]) => {
    const root = newFolder();
    const [from, to] = [join(root, 'a/from'), join(root, 'b/to')];
    for (const path of [from, to]) mkdirSync(path, { recursive: true });
    for (const path of paths)
      if (path.endsWith('/')) mkdirSync(join(from, path), { recursive: true });
      else put(join(from, path), `${path}\n`);
    return { root, from, to };
  };
  const run = (...words: string[]) => {
    const { stdout, stderr } = spawnSync(program, [...before, '-c', copyScript, 'sh', ...words], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.trim().replaceAll('\n', ', ');
  };
  const recognise = (from: string) => run('recognise', from, 'cache', '--', ...leftOutOfHome);
  const words = (inside: string, below: string, { from, to }: { from: string; to: string }) => [
    ...[from, inside, '', to, below, '100000', '', ''],
    ...(inside === '' && below === '' ? leftOutOfHome : ['cache']),
  ];

  it.each<[string, string, string[]]>([
    ['a volume at ~/.claude', 'config', ['.credentials.json', transcript]],
    ['without a login', 'config', [transcript]],
    ['never talked in', 'config', ['.claude.json', 'backups/']],
    ['settings alone', 'config', ['settings.json']],
    ['with a .claude of its own', 'config', [transcript, '.claude/settings.local.json']],
    ['a whole home', 'home', ['.bashrc', `.claude/${transcript}`, '.claude.json']],
    ['a bare home', 'home', [`.claude/${transcript}`]],
    ['a home with a folder named projects', 'home', ['.profile', 'projects/-odd/x', '.claude/settings.json']],
    ['a home that nobody has talked in', 'home', ['.bashrc', '.config/']],
    ['a flat layout', 'flat', ['auth.db', 'ssh/id', '.env', 'project-config.json']],
    ['beside Claude’s own', 'flat', ['project-config.json', '.credentials.json', transcript]],
    ['a home with such a file', 'home', ['auth.db', '.bashrc', '.claude.json', `.claude/${transcript}`]],
    ['a home without Claude’s', 'home', ['project-config.json', '.profile', 'src/x']],
    ['with shell files beside state', 'flat', ['auth.db', '.bashrc', transcript, '.claude/settings.json']],
    ['one that became a home since', 'home', ['auth.db', '.home-initialized', `.claude/${transcript}`]],
    ['data of something else', 'none', ['base/1/pg_filenode.map', 'PG_VERSION']],
    ['nothing', 'none', []],
  ])('%s: %s', (_, layout, paths) => {
    const { from } = make(...paths);
    expect(recognise(from)).toMatch(new RegExp(`^layout ${layout}, `));
  });

  it('says what is in it, wherever it lies', () => {
    const home = make('.bashrc', `.claude/${transcript}`, '.claude/.credentials.json', 'code/x', '.cache/x');
    expect(recognise(home.from)).toMatch(
      /^layout home, inner 1, rest \d+, login 1, conversations 1, kilobytes \d+$/,
    );
    const flat = make('auth.db', transcript);
    expect(recognise(flat.from)).toMatch(
      /^layout flat, inner 0, rest 0, login 0, conversations 1, kilobytes \d+$/,
    );
  });

  it('takes no link for what it looks for', () => {
    const { from, root } = make();
    put(join(root, 'elsewhere/.credentials.json'), 'x');
    put(join(root, `elsewhere/${transcript}`), 'x');
    symlinkSync(join(root, 'elsewhere'), join(from, '.claude'));
    symlinkSync(join(root, 'elsewhere/projects'), join(from, 'projects'));
    symlinkSync(join(root, 'elsewhere/.credentials.json'), join(from, '.credentials.json'));
    expect(recognise(from)).toBe('layout none, inner 0, rest 0, login 0, conversations 0, kilobytes 0');
  });

  it('a home: its .claude with the answers beside it, and what else there is, but for what editors keep', () => {
    const paths = ['.bashrc', '.bash_history', `.claude/${transcript}`, '.claude.json', '.vscode-server/x'];
    const place = make(...paths, '.devcontainer/.onCreateCommandMarker');
    const source = hashTree(place.from);
    expect(run('copy', ...words('.claude', '', place))).toBe('copied 2, kept 0');
    expect(Object.keys(hashTree(place.to))).toEqual(['.claude.json', transcript]);
    const rest = { ...place, to: join(place.root, 'rest') };
    mkdirSync(rest.to);
    expect(run('copy', ...words('', '', rest))).toBe('copied 2, kept 0');
    expect(Object.keys(hashTree(rest.to))).toEqual(['.bash_history', '.bashrc']);
    expect(hashTree(place.from)).toEqual(source);
  });

  it('into .claude of a home, with the answers beside it too', () => {
    const place = make('auth.db', 'ssh/id', transcript, '.claude.json');
    put(join(place.to, '.bashrc'), 'ours');
    for (const said of ['copied 4, kept 0', 'copied 0, kept 0']) {
      expect(run('copy', ...words('', '.claude', place))).toBe(said);
      expect(Object.keys(hashTree(place.to)).sort()).toEqual([
        '.bashrc',
        '.claude.json',
        '.claude/.claude.json',
        '.claude/auth.db',
        `.claude/${transcript}`,
        '.claude/ssh/id',
      ]);
    }
    expect(lstatSync(join(place.to, '.claude')).mode & 0o777).toBe(0o700);
  });

  it('never through a link in the place of that .claude', () => {
    const place = make(transcript);
    mkdirSync(join(place.root, 'elsewhere'));
    symlinkSync(join(place.root, 'elsewhere'), join(place.to, '.claude'));
    expect(run('copy', ...words('', '.claude', place))).toBe('failed link');
    expect(hashTree(join(place.root, 'elsewhere'))).toEqual({});
    expect(readlinkSync(join(place.to, '.claude'))).toBe(join(place.root, 'elsewhere'));
  });

  it('says beforehand what comes of it, and writes nothing', () => {
    const place = make(transcript, `${transcript}x`, 'settings.json', 'CLAUDE.md', 'agents/a.md', 'cache/x');
    put(join(place.to, transcript), `${transcript}\n`);
    put(join(place.to, 'settings.json'), 'ours');
    put(join(place.to, 'agents/a.md'), 'ours');
    put(join(place.from, 'odd\nname/keeps x'), 'theirs');
    put(join(place.to, 'odd\nname/keeps x'), 'ours');
    const target = hashTree(place.to);
    expect(run('foresee', ...words('', '', place).slice(0, 8), 'cache')).toBe(
      'keeps agents/a.md, keeps settings.json, copied 2, kept 3',
    );
    expect(hashTree(place.to)).toEqual(target);
    expect(run('copy', ...words('', '', place).slice(0, 8), 'cache')).toBe('copied 2, kept 3');
    expect(run('foresee', ...words('', '', place).slice(0, 8), 'cache')).toContain('copied 0, kept 3');
  });

  it('where the bridge has put its link, what was handed over before is no news', () => {
    const place = make(transcript);
    mkdirSync(join(place.to, 'projects'));
    symlinkSync('/mnt/claude-host/project', join(place.to, 'projects/-workspaces-app'));
    expect(run('foresee', ...words('', '', place))).toBe('copied 1, kept 0');
    expect(run('copy', ...words('', '', place))).toBe('copied 1, kept 0');
    expect(existsSync(join(place.to, `.claude-state/adopt/-workspaces-app.1/${session}`))).toBe(true);
    expect(run('foresee', ...words('', '', place))).toBe('copied 0, kept 0');
  });

  if (process.getuid?.() === 0) {
    it('what was the source’s user’s becomes the target’s, and root’s stays root’s', () => {
      const place = make(transcript, 'settings.json', '.credentials.json');
      for (const path of ['', 'settings.json', '.credentials.json'])
        chownSync(join(place.from, path), 1500, 1500);
      chownSync(place.to, 1600, 1601);
      put(join(place.to, 'mine'), 'x');
      run('copy', ...words('', '', place));
      const ownerOf = (path: string) => {
        const { uid, gid } = lstatSync(join(place.to, path));
        return `${uid}:${gid}`;
      };
      expect(['settings.json', '.credentials.json', transcript].map(ownerOf)).toEqual([
        '1600:1601',
        '1600:1601',
        '0:0',
      ]);
    });
  }

  it('killed at any instant, and run again', async () => {
    const place = make('auth.db', '.claude.json', 'ssh/id');
    for (let at = 0; at < 30; at++)
      put(join(place.from, `projects/-w-${at}/${at}.jsonl`), `${at}`.repeat(30_000));
    const source = hashTree(place.from);
    const whole = Object.fromEntries(
      [
        ...Object.entries(source).map(([path, hash]) => [`.claude/${path}`, hash] as const),
        ['.claude.json', source['.claude.json']] as const,
      ].sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const count = rounds({ short: 7, long: 67 });
    for (let round = 0; round < count; round++) {
      const to = join(place.root, `to-${round}`);
      mkdirSync(to);
      const args = [...before, '-c', copyScript, 'sh', 'copy', ...words('', '.claude', { ...place, to })];
      const child = spawn(program, args, { stdio: 'ignore', detached: true });
      const ended = new Promise((resolve) => child.on('close', resolve));
      await new Promise((resolve) => setTimeout(resolve, 3 + (round * 90) / count));
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // It was done.
      }
      await ended;
      for (const [path, hash] of Object.entries(hashTree(to)))
        if (!path.includes('.claude-sessions-copy/')) expect([path, hash]).toEqual([path, whole[path]]);
      run('copy', ...words('', '.claude', { ...place, to }));
      expect(hashTree(to)).toEqual(whole);
    }
    expect(hashTree(place.from)).toEqual(source);
  });
});
