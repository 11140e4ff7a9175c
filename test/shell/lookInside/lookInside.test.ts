import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderIdentity } from '../../../cli/src/facts/folderIdentity.ts';
import type { InsideFacts } from '../../../core/src/container/insideReport.ts';
import { parseInsideReport } from '../../../core/src/container/insideReport.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';

const script = readFileSync(join(import.meta.dirname, '../../../core/assets/lookInside.sh'), 'utf8');
const shells: (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']].filter(
  ([name = '']) => findOnPath(name),
);

describe.each(shells.length > 0 ? shells : [['sh']])('the look inside, under %s', (...shell) => {
  let root: string;
  const sleepers: number[] = [];

  beforeEach(() => {
    root = newFolder();
    put('bin/claude', '#!/bin/sh\n', 0o755);
  });
  afterEach(() => {
    for (const pid of sleepers.splice(0)) process.kill(pid, 'SIGKILL');
  });

  const put = (path: string, text: string, mode = 0o644) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  };
  const look = (commands: string[] = [], around = ['', '']): InsideFacts | undefined => {
    const [program = 'sh', ...args] = shell;
    const { stdout, stderr, status } = spawnSync(
      program,
      [...args, '-c', script, 'sh', 'b', join(root, 'work'), ...around, ...commands],
      {
        encoding: 'utf8',
        env: {
          PATH: `${root}/bin:/usr/bin:/bin`,
          HOME: join(root, 'home'),
          CLAUDE_CONFIG_DIR: join(root, 'config'),
        },
        timeout: 60_000,
      },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return parseInsideReport(stdout, 'b', commands);
  };

  it('finds nothing in nothing', () => {
    expect(look()).toEqual({ openSessions: [], missingCommands: [], claudeFound: true });
  });

  it('counts conversations begun in other folders, and is led nowhere', () => {
    const slug = join(root, 'work').replace(/[^A-Za-z0-9]/g, '-');
    put(`config/projects/${slug}/own.jsonl`, '');
    expect(look()).not.toHaveProperty('conversationsElsewhere');
    put(`config/projects/${slug}-src/a.jsonl`, '');
    put(`config/projects/${slug}-src/sub/b.jsonl`, '');
    put(`config/projects/${slug}-x y/*.jsonl`, '');
    mkdirSync(join(root, `config/projects/${slug}-dir/c.jsonl`), { recursive: true });
    put('config/projects/other/d.jsonl', '');
    symlinkSync(join(root, `config/projects/${slug}`), join(root, `config/projects/${slug}-linked`));
    expect(look()).toMatchObject({ conversationsElsewhere: 2 });
  });

  it('tells which folder the project’s is, as this host does', async () => {
    mkdirSync(join(root, 'work'));
    const place = look()?.place;
    expect(place?.identity).toEqual(await folderIdentity(join(root, 'work')));
    expect(place?.identity).toBeDefined();
  });

  it('tells what is not found, by PATH, path and home, whatever the name', () => {
    put('home/bin/there', '', 0o755);
    const there = ['sh', 'cd', `${root}/bin/claude`, '~/bin/there', '$HOME/bin/there'];
    const missing = ['no-such-tool', '/no/such', '~/bin/no', 'a b;c$(touch x)\n', '-v', ''];
    expect(look([...there, ...missing])?.missingCommands).toEqual(missing);
  });

  it('finds what remoteEnv or the home puts on the PATH', () => {
    put('extra/one', '', 0o755);
    put('home/.local/bin/two', '', 0o755);
    expect(look(['one', 'two'])?.missingCommands).toEqual(['one']);
    expect(look(['one'], [`${root}/extra:`, ''])?.missingCommands).toEqual([]);
    expect(look(['one'], ['', `:${root}/extra`])?.missingCommands).toEqual([]);
  });

  it('has each folder on the PATH once, whatever the login shell adds', () => {
    put('bin/claude-state', `#!/bin/sh\nprintf %s "$PATH" >"${root}/seen"\n`, 0o755);
    look(['no-such-tool'], ['', `:${root}/home/.local/bin`]);
    const folders = readFileSync(join(root, 'seen'), 'utf8').split(':');
    expect(folders).toEqual(expect.arrayContaining([`${root}/bin`, '/usr/bin', `${root}/home/.local/bin`]));
    expect(folders).toEqual([...new Set(folders)]);
  });

  it('reads the settings, the project’s before the user’s', () => {
    put('config/settings.json', '{"cleanupPeriodDays": 9}');
    expect(look()?.cleanupPeriodDays).toBe(9);
    put('work/.claude/settings.json', '{"cleanupPeriodDays": 5}');
    expect(look()?.cleanupPeriodDays).toBe(5);
  });

  it('waits for nothing that is no file', () => {
    mkdirSync(join(root, 'config/sessions'), { recursive: true });
    for (const path of ['config/settings.json', 'config/sessions/1.json']) {
      expect(spawnSync('mkfifo', [join(root, path)]).status).toBe(0);
    }
    symlinkSync('/dev/zero', join(root, 'config/sessions/2.json'));
    expect(look()).toMatchObject({ openSessions: [] });
  });

  it('names the sessions of living processes of Claude Code', () => {
    const start = (name: string) => {
      const child = spawn('bash', ['-c', 'exec -a "$0" sleep 60', name], { stdio: 'ignore' });
      sleepers.push(child.pid ?? 0);
      return child.pid ?? 0;
    };
    const session = (pid: number, id: string) =>
      put(`config/sessions/${pid}.json`, JSON.stringify({ pid, sessionId: id, cwd: '/workspaces/app' }));
    session(start('claude'), 'open');
    session(start('another'), 'stale');
    session(4_194_305, 'gone');
    expect(look()?.openSessions).toEqual(['open']);
  });

  it('hands on what claude-state prints, and no more than its part', () => {
    put(
      'bin/claude-state',
      '#!/bin/sh\n[ "$*" = "doctor --json" ] || exit 9\nprintf "{\\"version\\":\\"1\\",\\"findings\\":[]}"\nexit 1\n',
      0o755,
    );
    expect(look()?.doctor).toMatchObject({ version: '1', findings: [] });
    put('bin/claude-state', '#!/bin/sh\nexec head -c 10000000 /dev/zero\n', 0o755);
    expect(look()?.doctor).toBeUndefined();
  });
});
