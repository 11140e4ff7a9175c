import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { doctor } from '../../../cli/src/commands/doctor.ts';
import { isolate } from '../../../cli/src/commands/isolate.ts';
import { remove } from '../../../cli/src/commands/remove.ts';
import { share } from '../../../cli/src/commands/share.ts';
import { status } from '../../../cli/src/commands/status.ts';
import { verify } from '../../../cli/src/commands/verify.ts';
import { projectSlug } from '../../../core/src/slug.ts';
import { config, put } from '../../harness/place/Place.ts';
import { ApiPlace } from '../api/place.ts';

let place: ApiPlace;
beforeEach(() => {
  place = new ApiPlace();
  place.program('docker', 'exit 0');
});
afterEach(() => {
  vi.restoreAllMocks();
  place.remove();
});

const noEngine = () => place.program('docker', 'exit 1');

/** Runs a command in this process: what it prints on both streams, and its exit code or what it throws. */
async function run(command: () => Promise<number>) {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += String(text);
      return true;
    });
  }
  const exitCode = await command().catch((error: Error) => error);
  vi.restoreAllMocks();
  return { ...texts, exitCode };
}

/** The commands of ours that a text says to run, without the program's name and the folder. */
const commandsIn = (text: string) =>
  [...text.matchAll(/`claude-sessions ([^`]+)`/g)].map(([, words = '']) =>
    words.replace(` ${place.folder}`, ''),
  );

describe('share', () => {
  const goesOn = '`claude --continue` works inside.';

  it('takes CLAUDE_CONFIG_DIR out of runArgs, and says so', async () => {
    place.write(config, '{ "image": "x", "runArgs": ["-e", "CLAUDE_CONFIG_DIR=/claude-state"] }');
    const { stdout, exitCode } = await run(() => share(place.folder, {}));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('- CLAUDE_CONFIG_DIR=/claude-state in runArgs (the Feature sets it)');
    expect(stdout).toContain(goesOn);
    expect(place.read(config)).not.toContain('runArgs');
  });

  it('warns of CLAUDE_CONFIG_DIR where our commands do not change it, and promises nothing', async () => {
    const text = '{ "image": "x", "runArgs": ["--env-file", ".env"] }';
    place.write(config, text);
    place.write('.env', 'CLAUDE_CONFIG_DIR=/claude-state\n');
    for (const command of [share, isolate]) {
      const { stdout } = await run(() => command(place.folder, {}));
      expect(stdout).toContain('CLAUDE_CONFIG_DIR in .env leads Claude Code away from the volume');
      expect(stdout).not.toContain(goesOn);
    }
    place.write('.env', 'CLAUDE_CONFIG_DIR=/var/lib/claude\n');
    const { stdout } = await run(() => share(place.folder, {}));
    expect(stdout).not.toContain('leads Claude Code away');
    expect(stdout).toContain(goesOn);
  });

  describe('where our volume was mounted by hand already', () => {
    const official = 'source=claude-code-config-${devcontainerId},target=/home/node/.claude,type=volume';
    beforeEach(() => place.write(config, JSON.stringify({ image: 'x', mounts: [official] })));

    it('does not say that a login is needed that nobody could look for', async () => {
      noEngine();
      const { stdout } = await run(() => share(place.folder, {}));
      expect(stdout).toContain('log in (unless you have done so in this dev container before');
      expect(stdout).not.toContain('log in (once');
    });

    it('says so where the engine has no such volume', async () => {
      const { stdout } = await run(() => share(place.folder, {}));
      expect(stdout).toContain('log in (once');
    });
  });

  it.each(['shared', 'token'] as const)('says that a login may be needed after a %s one', async (login) => {
    place.write(config, '{ "image": "x" }');
    // The container's own volume is there.
    place.program('docker', 'case "$*" in *"volume ls"*) echo "claude-code-config-$ID" ;; esac');
    vi.stubEnv(
      'ID',
      JSON.parse((await run(() => status(place.folder, { json: true }))).stdout).devcontainerId,
    );
    expect((await run(() => share(place.folder, {}))).stdout).not.toContain('log in');
    expect((await run(() => share(place.folder, { login }))).stdout).not.toContain('log in (');
    const possible = 'log in (unless you have done so in this dev container before';
    expect((await run(() => share(place.folder, { login: 'own' }))).stdout).toContain(possible);
    vi.unstubAllEnvs();
  });

  it('of another volume nobody knows that it has a login', async () => {
    noEngine();
    place.write(config, '{ "image": "x", "mounts": ["source=x,target=/home/node/.claude,type=volume"] }');
    expect((await run(() => share(place.folder, {}))).stdout).toContain('log in (once');
  });
});

describe('a login in a folder of the project', () => {
  const bind = 'source=${localWorkspaceFolder}/volume/.claude,target=/home/node/.claude,type=bind';
  beforeEach(() => {
    place.write(config, JSON.stringify({ image: 'x', mounts: [bind] }));
    place.write('volume/.claude/.credentials.json', '{}');
  });

  it('is not among what goes on', async () => {
    const { stdout } = await run(() => share(place.folder, {}));
    expect(stdout).toContain('those that stay elsewhere are not among them');
  });

  it.each([
    ['share', share],
    ['isolate', isolate],
  ] as const)('is still named after %s, until it is gone', async (_, command) => {
    await run(() => command(place.folder, {}));
    const named = async () => {
      const { stdout } = await run(() => doctor(place.folder, { json: true }));
      const { findings } = JSON.parse(stdout) as {
        findings: { code: string; message: string; evidence: string[] }[];
      };
      return findings.filter(({ code }) => code === 'state-in-working-tree');
    };
    expect(await named()).toMatchObject([{ evidence: ['volume/.claude/.credentials.json'] }]);
    rmSync(join(place.folder, 'volume'), { recursive: true });
    expect(await named()).toEqual([]);
  });
});

describe('remove, where the container may still mount what was prepared', () => {
  const sessions = () =>
    readdirSync(join(place.home, '.claude-sessions'), { recursive: true }).filter((name) =>
      String(name).endsWith('/project'),
    );

  it.each([
    ['personal', { personal: true }],
    ['created', {}],
  ] as const)('names a command that clears it later: a %s configuration', async (kind, options) => {
    noEngine();
    if (kind === 'personal') place.write(config, '{ "image": "x" }');
    await run(() => share(place.folder, { ...options, create: true }));
    const first = await run(() => remove(place.folder, options));
    expect(first.exitCode).toBe(0);
    const again = commandsIn(first.stdout).filter((words) => words.startsWith('remove'));
    expect(again).toEqual([kind === 'personal' ? 'remove --personal' : 'remove']);
    expect(sessions()).toHaveLength(1);
    // Still there, still said.
    expect(await run(() => remove(place.folder, options))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('is kept, since'),
    });
    place.program('docker', 'exit 0');
    expect((await run(() => remove(place.folder, options))).exitCode).toBe(0);
    expect(sessions()).toEqual([]);
    // Then there is nothing more to be about.
    expect((await run(() => remove(place.folder, options))).exitCode).toBeInstanceOf(Error);
  });
});

describe('verify', () => {
  it('advises commands that are about this configuration', async () => {
    for (const name of ['a', 'b']) place.write(`.devcontainer/${name}/devcontainer.json`, '{ "image": "x" }');
    await run(() => share(place.folder, { config: 'a' }));
    const slug = join(place.home, '.claude/projects', projectSlug(place.folder));
    mkdirSync(slug, { recursive: true });
    put(join(slug, 'x.jsonl'), 'nonsense\n');
    mkdirSync(join(slug, 'odd\u0007'));
    for (const json of [false, true]) {
      const { stdout } = await run(() => verify(place.folder, { config: 'a', json }));
      expect(stdout).not.toMatch(/`verify/);
      expect(commandsIn(stdout)).toEqual(
        expect.arrayContaining(['verify --config a --accept', 'verify --config a --quarantine']),
      );
    }
  });

  it('a memory of the repository that was there before the first share is known', async () => {
    const projects = join(place.home, '.claude/projects');
    for (const name of ['objects', 'refs']) mkdirSync(join(place.folder, '.git', name), { recursive: true });
    place.write('.git/HEAD', 'ref: refs/heads/main\n');
    const web = join(place.folder, 'web');
    put(join(web, config), '{ "image": "x" }');
    put(join(projects, projectSlug(place.folder), 'memory/MEMORY.md'), 'remember\n');
    await run(() => share(web, {}));
    const { stdout, exitCode } = await run(() => verify(web, {}));
    expect(stdout).not.toContain('memory-changed');
    expect(exitCode).toBe(0);
    // What comes later is still said.
    put(join(projects, projectSlug(place.folder), 'memory/MEMORY.md'), 'remember\nthis\n');
    expect((await run(() => verify(web, {}))).stdout).toContain('memory-changed');
  });
});
