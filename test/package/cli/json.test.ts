import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectChangeReport, expectErrorReport } from '../../harness/project/reportSchema.ts';
import { CliPlace, program } from './place.ts';

const image = '{"image": "debian"}\n';

function placeWith(config: string): CliPlace {
  const place = new CliPlace();
  place.writeConfig(config);
  return place;
}

describe('share, isolate, remove and prepare print one shape', () => {
  const compose = JSON.stringify({ dockerComposeFile: 'c.yml', service: 'app', workspaceFolder: '/w' });

  it.each([
    ['an image', image],
    ['mounts by hand', '{"image": "x", "mounts": ["source=a,target=/root/.claude,type=volume"]}'],
    ['a breach', '{"image": "x", "runArgs": ["--privileged"]}'],
    ['Docker Compose', compose],
  ])('with %s', async (_, text) => {
    const place = placeWith(text);
    place.write('.devcontainer/c.yml', 'services:\n  app:\n    image: debian\n');
    const shapes = [];
    for (const words of [
      ['share', '--dry-run'],
      ['prepare'],
      ['share'],
      ['share'],
      ['prepare'],
      ['isolate'],
      ['remove', '--dry-run'],
      ['remove'],
      ['remove'],
    ]) {
      const report = await place.json(...words);
      expectChangeReport(report);
      expect(report.command).toBe(words[0]);
      shapes.push(Object.keys(report).sort().join());
    }
    expect(new Set(shapes).size).toBe(1);
  });
});

describe('a failure is one object on stdout, of a published schema', () => {
  async function failing(place: CliPlace, ...args: string[]) {
    const { exitCode, stdout, stderr } = await place.run(...args, '--json');
    const report = JSON.parse(stdout);
    expectErrorReport(report);
    expect(report.error.exitCode).toBe(exitCode);
    expect(stderr).toMatch(/^error: /m);
    return report.error;
  }

  it.each([
    [['share', '--dryrun'], "unknown option '--dryrun'", 'Did you mean --dry-run?'],
    [['shar'], "unknown command 'shar'", 'Did you mean share?'],
    [['share', '--memory', 'all'], 'Allowed choices are ro, rw.', 'Run it with --help.'],
    [['share', 'a', 'b'], 'too many arguments', 'Run it with --help.'],
    [['share', '--recreate'], '--recreate goes with --up.', 'Add --up, or leave out --recreate.'],
    [['config', 'set', 'engine', 'x'], '"engine" is not a setting.', 'collection'],
  ])('wrong usage: %j', async (args, message, next) => {
    const error = await failing(placeWith(image), ...args);
    expect(error).toMatchObject({ code: 'wrong-usage', exitCode: 2 });
    expect(error.message).toContain(message);
    expect(error.next).toContain(next);
    expect(error.message).not.toMatch(/^error:/);
  });

  it('says which kind it is', async () => {
    expect(await failing(new CliPlace(), 'status')).toMatchObject({ code: 'no-configuration', exitCode: 1 });
    const several = new CliPlace();
    several.write('.devcontainer/a/devcontainer.json', image);
    several.write('.devcontainer/b/devcontainer.json', image);
    expect(await failing(several, 'doctor')).toMatchObject({ code: 'several-configurations', exitCode: 2 });
    expect(await failing(placeWith(image), 'doctor', '--all')).toMatchObject({ code: 'engine-unreachable' });
    expect(await failing(placeWith('{'), 'prepare')).toMatchObject({ code: 'failed' });
  });

  it('what needs approval, and what the engine does not answer', async () => {
    const place = placeWith(image);
    expect(await failing(place, 'share', '--up')).toMatchObject({ code: 'engine-unreachable', exitCode: 1 });
    const engine = place.engine('case "$1" in ps) exit 0 ;; *) exit 1 ;; esac');
    const error = await failing(place, 'share', '--up', '--docker-path', engine);
    expect(error).toMatchObject({ code: 'not-approved', next: expect.stringContaining('--yes') });
  });

  it('an error of the system', async () => {
    const place = placeWith(image);
    const folder = join(place.root, 'closed');
    writeFileSync(folder, '');
    const { stdout } = await place.runWith({ env: { HOME: join(folder, 'x') } }, 'share', '--json');
    expectErrorReport(JSON.parse(stdout));
    chmodSync(folder, 0o600);
  });

  it('shows no control character that a name has', async () => {
    const place = placeWith(image);
    const { stdout } = await place.run('status', 'x\u001b[31m', '--json');
    expect(stdout).not.toContain('\u001b');
    expectErrorReport(JSON.parse(stdout));
  });

  it('is not printed where the words after -- ask for it', async () => {
    const { stdout } = await placeWith(image).run('continue', 'no-such-folder', '--', '--json');
    expect(stdout).toBe('');
  });

  it('help and version are as they are', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env: { HOME: '/nonexistent' } });
    expect(run('share', '--json', '--help')).toMatchObject({ status: 0 });
    expect(run('share', '--json', '--help').stdout).toMatch(/^Usage:/);
  });
});
