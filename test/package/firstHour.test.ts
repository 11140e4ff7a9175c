import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Tmux } from '../harness/claude/tmux.ts';
import { config, Place, put } from '../harness/place/Place.ts';
import { findOnPath } from '../harness/system/findOnPath.ts';
import type { HostUser } from '../harness/system/hostUser.ts';
import { repository } from '../harness/system/repository.ts';
import { program } from './cli/place.ts';

const columns = 80;
const golden = join(repository, 'test/fixtures/firstHour');

/** What a new user types, in this order, and the keys that answer what is asked. */
const script: readonly {
  name: string;
  command: string;
  answers?: readonly { asked: RegExp; keys: string[] }[];
}[] = [
  { name: 'help', command: 'claude-sessions --help' },
  { name: 'status', command: 'claude-sessions status' },
  { name: 'share-dry-run', command: 'claude-sessions share --dry-run --no-install-claude' },
  {
    name: 'share',
    command: 'claude-sessions share',
    answers: [
      { asked: /Install|install/, keys: ['n'] },
      { asked: /Have Claude Code on this/, keys: ['y'] },
    ],
  },
  { name: 'status-shared', command: 'claude-sessions status' },
  { name: 'doctor', command: 'claude-sessions doctor' },
  { name: 'verify', command: 'claude-sessions verify' },
  { name: 'remove', command: 'claude-sessions remove' },
];

/** A fresh home, a project in git, and the program on the PATH. */
function newUser(): { place: Place; user: HostUser } {
  const place = new Place();
  const bin = join(place.root, 'bin');
  put(join(bin, 'claude-sessions'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, 0o755);
  const temporary = join(place.root, 'tmp');
  mkdirSync(temporary);
  execFileSync('git', ['init', '--quiet'], { cwd: place.folder });
  place.write(config, '{\n  "name": "Shop",\n  // The language.\n  "image": "node:22"\n}\n');
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()];
  return { place, user: { name: 'user', uid, gid, path: [bin], temporary } };
}

/** What is different at each run by what it is. */
function withPlaceholders(text: string, place: Place): string {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const slug = (path: string) => path.replace(/[^A-Za-z0-9]/g, '-');
  return text
    .replaceAll(place.home, '<HOME>')
    .replaceAll(place.folder, '<PROJECT>')
    .replaceAll(slug(place.folder), '<SLUG>')
    .replace(/\b[0-9a-v]{52}\b/g, '<ID>')
    .replaceAll(version, '<VERSION>');
}

it.skipIf(!findOnPath('tmux'))('a dry run that does not fit the terminal is shown by a pager', async () => {
  const { place, user } = newUser();
  const pager = join(place.root, 'bin/pager');
  put(pager, '#!/bin/sh\necho "words: $*"\nhead -n 3\n', 0o755);
  const screen = async (rows: number) => {
    const shell = 'claude-sessions share --dry-run --no-install-claude; echo "[end]"; exec sleep 600';
    const env = { HOME: place.home, DOCKER_PATH: '/nonexistent/docker', PAGER: `${pager} one two` };
    const terminal = await Tmux.start(['sh', '-c', shell], { env, cwd: place.folder, user, columns, rows });
    try {
      await terminal.waitFor(/^\[end\]$/m, 60_000);
      return (await terminal.lines()).join('\n');
    } finally {
      await terminal.stop();
    }
  };
  const small = await screen(20);
  expect(small).toContain('words: one two\n--- ');
  expect(small).not.toContain('No other file of ~/.claude is mounted');
  const large = await screen(150);
  expect(large).not.toContain('words:');
  expect(large).toContain('No other file of ~/.claude is mounted');
});

it.skipIf(!findOnPath('tmux'))('the first hour, in a terminal of 80 columns', async () => {
  const { place, user } = newUser();
  const bytes = place.read();
  const env = { HOME: place.home, DOCKER_PATH: '/nonexistent/docker' };
  for (const { name, command, answers = [] } of script) {
    const shell = `${command}; printf '\\n[exit code %s]\\n' "$?"; exec sleep 600`;
    const terminal = await Tmux.start(['sh', '-c', shell], {
      env,
      cwd: place.folder,
      user,
      columns,
      rows: 150,
    });
    try {
      for (const { asked, keys } of answers) {
        await terminal.waitFor(asked, 60_000);
        await terminal.keys(...keys);
      }
      await terminal.waitFor(/^\[exit code \d+\]$/m, 60_000);
      const screen = withPlaceholders((await terminal.lines()).join('\n'), place);
      // Nothing that a terminal acts on is left as text, and no progress stays.
      expect({ name, screen }).not.toMatchObject({
        screen: expect.stringMatching(/\^\[|\[\??\d+(;\d+)*[a-zA-Z]/),
      });
      if (name !== 'share')
        expect({ name, screen }).not.toMatchObject({ screen: expect.stringMatching(/^[│◇]/m) });
      expectGolden(name, `$ ${command}\n${screen}\n`);
    } finally {
      await terminal.stop();
    }
  }
  expect(place.read()).toBe(bytes);
});

/** `UPDATE_GOLDEN=1` writes it instead. */
function expectGolden(name: string, text: string): void {
  const file = join(golden, `${name}.txt`);
  if (process.env.UPDATE_GOLDEN === '1') put(file, text);
  expect(text, `${name}: UPDATE_GOLDEN=1 rewrites it`).toBe(
    existsSync(file) ? readFileSync(file, 'utf8') : '',
  );
}
