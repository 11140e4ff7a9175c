import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { ofNewerFormat } from '../../harness/restic/ofNewerFormat.ts';
import { RestServer } from '../../harness/restic/RestServer.ts';
import { installedRestic, newerRestic } from '../../harness/restic/resticPrograms.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { runWarm } from '../cli/place.ts';
import { line, ResticPlace, sessionNumber } from './ResticPlace.ts';

runWarm();

let place: ResticPlace;
beforeEach(() => {
  place = new ResticPlace();
  place.say(`${sessionNumber(1)}.jsonl`, line('one'));
});
afterEach(() => place.remove());

const keep = (...options: string[]) => ['snapshot', '--to', place.repository, ...options];
const made = () => place.fine(...keep('--init'));

/** Replaces bytes of files that restic makes read-only. */
function overwrite(path: string, bytes: Uint8Array): void {
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
}

const filesBelow = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

describe('without restic', () => {
  const none = ['--restic-path', '/nonexistent/restic'];

  it('what needs it says how to get it; what does not, works', async () => {
    expect(await place.fails(...keep(...none))).toMatch(
      /There is no program "\/nonexistent\/restic"\.\n.*apt install restic.*brew.*winget/,
    );
    await place.fine('snapshot');
    await place.fine('restore', '--list');
  });

  it('by RESTIC_PATH, which an option goes before, and never by the project', async () => {
    place.env.RESTIC_PATH = '/nonexistent/other';
    expect(await place.fails(...keep())).toContain('"/nonexistent/other"');
    put(join(place.folder, 'restic'), '#!/bin/sh\ntouch ran\n', 0o755);
    await place.fails(...keep('--restic-path', 'no-such-restic'));
    await place.fine(...keep('--init', '--restic-path', installedRestic()));
    expect(readdirSync(place.folder)).not.toContain('ran');
  });

  it('one that is too old, or no restic at all', async () => {
    const program = (said: string) => put(join(place.root, 'restic'), `#!/bin/sh\necho '${said}'\n`, 0o755);
    const old = program('restic 0.11.0 compiled with go1.15 on linux/amd64');
    expect(await place.fails(...keep('--restic-path', old))).toMatch(
      /restic 0\.11\.0; 0\.12 or newer is needed/,
    );
    const other = program('something else');
    expect(await place.fails(...keep('--restic-path', other))).toMatch(/does not answer as restic does/);
  });
});

const isLong = rounds({ short: false, long: true });
const versions = { '0.14': async () => installedRestic(), '0.18': newerRestic };
for (const [version, program] of Object.entries(versions)) {
  /** Where the newer one says the same as the older. */
  const isAll = isLong || version === '0.14';
  describe(`restic ${version}`, () => {
    beforeEach(async () => {
      place.env.RESTIC_PATH = await program();
    });

    it('a repository that is not there is made when that is said, and not otherwise', async () => {
      expect(await place.fails(...keep())).toMatch(/^error: There is no repository at .*\n.*--init/);
      expect(readdirSync(place.root)).not.toContain('repository');
      await made();
      await made();
    });

    it('a wrong password, or none', async () => {
      await made();
      place.env.RESTIC_PASSWORD = 'wrong';
      expect(await place.fails(...keep())).toMatch(
        /^error: The password is not that of .*\n.*RESTIC_PASSWORD_FILE/,
      );
      place.env.RESTIC_PASSWORD = '';
      expect(await place.fails(...keep())).toMatch(
        /^error: There is no password for .*\n.*RESTIC_PASSWORD_FILE/,
      );
      place.env.RESTIC_PASSWORD_FILE = put(join(place.root, 'password'), 'the right one, with spaces\n');
      await place.fine(...keep());
    });

    if (isAll)
      it('a server that nobody answers at, or that turns us away', async () => {
        const server = new RestServer(place.repository);
        server.login = { user: 'me', password: 'hidden-word' };
        await server.start();
        place.repository = server.repository;
        await made();
        place.repository = server.repository.replace('hidden-word', 'other-word');
        const refused = await place.fails(...keep());
        expect(refused).toMatch(/^error: rest:http:\/\/\*\*\*@127\S+ lets nobody in so/);
        expect(refused).not.toContain('other-word');
        if (version === '0.14') {
          await server.stop();
          expect(await place.fails(...keep())).toMatch(
            /^error: rest:\S+ cannot be reached: .*connection refused/,
          );
        } else await server.stop();
      });

    if (isAll)
      it('one that may only be read is listed and given back from, and not written', async () => {
        const server = await new RestServer(place.repository).start();
        place.repository = server.repository;
        try {
          await made();
          server.fault = (method) => (method === 'POST' || method === 'DELETE' ? 403 : undefined);
          expect(await place.fails(...keep())).toMatch(/^error: .* may only be read: /m);
          rmSync(join(place.home, '.claude'), { recursive: true });
          rmSync(join(place.home, '.claude-sessions'), { recursive: true });
          await place.fine('restore', sessionNumber(1), '--from-repository', place.repository);
          expect(Object.keys(place.conversations())).toEqual([`${sessionNumber(1)}.jsonl`]);
        } finally {
          await server.stop();
        }
      });

    it('bytes that are damaged are not given back', async () => {
      await made();
      for (const path of filesBelow(join(place.repository, 'data')))
        overwrite(path, Buffer.alloc(statSync(path).size, 1));
      rmSync(join(place.home, '.claude'), { recursive: true });
      rmSync(join(place.home, '.claude-sessions'), { recursive: true });
      rmSync(join(place.root, 'cache'), { recursive: true });
      const words = await place.fails('restore', sessionNumber(1), '--from-repository', place.repository);
      expect(words).toMatch(/^error: .* is damaged.*\n.*restic check/);
      expect(place.conversations()).toEqual({});
    });

    it('a repository of a newer format', async () => {
      await made();
      const [key, config] = [await place.restic('cat', 'masterkey'), await place.restic('cat', 'config')];
      ofNewerFormat(place.repository, key, config);
      expect(await place.fails(...keep())).toMatch(
        /^error: .* was made by a newer restic than 0\.1[48]\..*\n.*Bring restic up to date/,
      );
    });

    if (isAll)
      it('another restic that has the repository for itself is left alone; a lock whose process is gone is taken away', async () => {
        const server = await new RestServer(place.repository).start();
        place.repository = server.repository;
        try {
          await made();
          const other = await checking(server);
          expect(await place.fails(...keep())).toMatch(
            /is locked by another restic \(process \d+ on \S+, since .*\n.*restic unlock/,
          );
          await other.kill();
          await place.fine(...keep());
          expect(readdirSync(join(place.root, 'repository/locks'))).toEqual([]);
        } finally {
          await server.stop();
        }
      });

    if (isAll)
      it('what is gone in the middle', async () => {
        const server = await new RestServer(place.repository).start();
        place.repository = server.repository;
        try {
          await made();
          place.say(`${sessionNumber(2)}.jsonl`, line('two'));
          let isGone = false;
          server.fault = (method, path) => {
            isGone ||= method === 'POST' && path.startsWith('/data/');
            return isGone ? 404 : undefined;
          };
          expect(await place.fails(...keep())).toMatch(
            /^error: rest:\S+ is damaged, or was removed meanwhile: /m,
          );
          server.fault = undefined;
          await place.fine(...keep());
          expect(await place.restic('check')).toContain('no errors were found');
        } finally {
          await server.stop();
        }
      });

    if (isAll && process.getuid?.() === 0) {
      it('a full disk, and one that may only be read', async () => {
        const disk = join(place.root, 'disk');
        const mount = (...args: string[]) => execFileSync('mount', [...args, disk]);
        mkdirSync(disk);
        mount('-t', 'tmpfs', '-o', 'size=6m', 'tmpfs');
        try {
          place.repository = join(disk, 'repository');
          await made();
          place.say(`${sessionNumber(2)}.jsonl`, line(randomBytes(8_000_000).toString('base64')));
          expect(await place.fails(...keep())).toMatch(
            /^error: No space is left for .*; what it had is there as before/m,
          );
          rmSync(join(place.transcripts, `${sessionNumber(2)}.jsonl`));
          await place.fine(...keep());
          expect(await place.restic('check')).toContain('no errors were found');
          mount('-o', 'remount,ro');
          expect(await place.fails(...keep())).toMatch(
            /^error: .* may only be read: .*read-only file system/m,
          );
          await place.fine('snapshot', '--list', '--from', place.repository);
        } finally {
          execFileSync('umount', [disk]);
        }
      });
    }
  });
}

/** A restic that has the repository for itself, and gets no further. */
async function checking(server: RestServer) {
  let isHeld = false;
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    server.hold = async (method, path) => {
      if (isHeld || method !== 'GET' || !path.startsWith('/index/')) return;
      isHeld = true;
      resolve();
      await held;
    };
  });
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: place.home,
    ...place.env,
    RESTIC_REPOSITORY: server.repository,
  };
  const child = spawn(installedRestic(), ['check'], { env, stdio: 'ignore' });
  await reached;
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    letGo();
  };
  return { kill };
}
