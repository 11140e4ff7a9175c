import { describe, expect, it } from 'vitest';
import { CliPlace, contents } from './place.ts';
import { WarmProgram } from './WarmProgram.ts';

const plain = '{\n  // the image\n  "image": "debian"\n}\n';
const warm = new WarmProgram(60_000);

/** Every command that tests run in one process, each after all that stand above it. */
const commands = [
  ['status'],
  ['share', '--quiet', '--dry-run'],
  ['share', '--no-install-claude'],
  ['share', '--no-such-option'],
  ['status', '--json'],
  ['doctor'],
  ['doctor', '--fix', '--dry-run'],
  ['prepare'],
  ['verify', '--json'],
  ['verify', '--accept'],
  ['isolate'],
  ['adopt', '--dry-run', '/nonexistent/before'],
  ['prune', '--dry-run'],
  ['remove'],
  ['remove'],
  ['continue'],
  ['--version'],
];

describe('the program in a process that has run it before', () => {
  it('prints, exits and writes as in one of its own', async () => {
    const alone = new CliPlace();
    const again = new CliPlace();
    // What has a name of its own in each place, and what is different with every run.
    const known = (text: string, { root }: CliPlace) =>
      text
        .replaceAll(root, 'ROOT')
        .replaceAll(root.replace(/[^A-Za-z0-9]/g, '-'), 'SLUG')
        .replace(/\b[0-9a-v]{52}\b/g, 'ID')
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
    for (const place of [alone, again]) place.writeConfig(plain);
    for (const args of commands) {
      const own = await alone.run(...args);
      const env = { HOME: again.home, PATH: process.env.PATH ?? '', DOCKER_PATH: '/nonexistent/docker' };
      const ran = await warm.run({ args, cwd: again.folder, env });
      const result = (place: CliPlace, { exitCode, stdout, stderr }: typeof ran) => ({
        args,
        exitCode,
        stdout: known(stdout, place),
        stderr: known(stderr, place),
        files: known(JSON.stringify(contents(place)), place),
      });
      expect(result(again, ran)).toEqual(result(alone, own));
    }
  });

  it('has nothing of the run before: folder, environment, exit code, what is kept quiet', async () => {
    const place = new CliPlace();
    const env = { HOME: place.home, PATH: process.env.PATH ?? '', DOCKER_PATH: '/nonexistent/docker' };
    const first = { ...env, CLAUDE_SESSIONS_COLLECTION: 'not a collection' };
    expect((await warm.run({ args: ['status', '--quiet'], cwd: '/', env: first })).exitCode).not.toBe(0);
    place.writeConfig(plain);
    const second = await warm.run({ args: ['status'], cwd: place.folder, env });
    expect(second).toMatchObject({ exitCode: 0, stderr: '' });
    expect(second.stdout).toContain(place.folder.replace(/[^A-Za-z0-9]/g, '-'));
  });
});
