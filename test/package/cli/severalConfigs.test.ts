import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put } from '../../harness/place/Place.ts';
import { configuredOf } from '../../unit/support/document.ts';
import { CliPlace, runWarm, snapshot } from './place.ts';
import { printedSteps, typeStep } from './printedSteps.ts';

runWarm();

const claude = '.devcontainer/claude/devcontainer.json';
const codex = '.devcontainer/codex/devcontainer.json';
const personal = '.devcontainer/claude-sessions-personal/devcontainer.json';
const image = (name: string) => `{\n  "image": "${name}"\n}\n`;
/** What `continue` says where there is no engine to ask. */
const noEngine = expect.stringContaining('does not answer');
const commands = ['share', 'isolate', 'remove', 'status', 'prepare', 'doctor', 'verify'];

function placeWith(...files: string[]): CliPlace {
  const place = new CliPlace();
  for (const file of files) place.write(file, image(file.split('/').at(-2) ?? ''));
  return place;
}

/** The configuration that a command is about, by its own word. */
const configOf = async (place: CliPlace, ...args: string[]): Promise<string> =>
  (await place.json(...args)).config as unknown as string;

describe.concurrent('a team’s own configuration in .devcontainer/claude', () => {
  it('is one of several: which is meant is not guessed', async () => {
    const place = placeWith(claude, codex);
    for (const command of commands) {
      const { exitCode, stdout, stderr } = await place.run(command);
      expect({ command, exitCode, stdout }).toEqual({ command, exitCode: 2, stdout: '' });
      expect(stderr).toContain(`${claude}, ${codex}`);
    }
    expect(place.read(claude)).toBe(image('claude'));
    expect(place.read(codex)).toBe(image('codex'));
  });

  it('is taken when it is the only one, and restored to the byte', async () => {
    const place = placeWith(claude);
    expect((await place.run('share')).exitCode).toBe(0);
    expect(configuredOf(place.read(claude)).mode).toBe('share');
    expect((await place.json('status')).mode).toBe('share');
    expect((await place.run('doctor')).stdout).not.toContain('--personal');
    expect((await place.run('remove')).exitCode).toBe(0);
    expect(place.read(claude)).toBe(image('claude'));
  });

  it('stands beside a personal one that is made of it', async () => {
    const place = placeWith(claude);
    expect((await place.run('share', '--personal')).exitCode).toBe(0);
    expect(place.read(claude)).toBe(image('claude'));
    expect(place.read(personal)).toMatch(
      /^\/\/ Claude Sessions: personal configuration\..*\n\{\n {2}"image": "claude"/,
    );
    expect(await configOf(place, 'status', '--personal')).toBe(join(place.folder, personal));
    expect((await place.run('remove', '--personal')).exitCode).toBe(0);
    expect(place.read(claude)).toBe(image('claude'));
  });
});

describe.concurrent('which of several is meant', () => {
  it('the one that is set up, for every command, and that is said', async () => {
    const place = placeWith(claude, codex);
    await place.run('share', '--config', 'codex');
    for (const command of commands.filter((name) => name !== 'verify')) {
      const { stderr } = await place.run(command);
      expect(stderr).toContain(`Using ${codex}, the one that is set up. Name another one with --config.`);
      if (command === 'remove') await place.run('share', '--config', 'codex');
    }
    expect(place.read(claude)).toBe(image('claude'));
    expect(await configOf(place, 'status', '--config', 'claude')).toBe(join(place.folder, claude));
  });

  it('none by itself when two are set up, or none is any more', async () => {
    const place = placeWith(claude, codex);
    await place.run('isolate', '--config', 'codex');
    await place.run('isolate', '--config', 'claude');
    expect((await place.run('status')).exitCode).toBe(2);
    await place.run('remove', '--config', 'codex');
    expect(await configOf(place, 'status')).toBe(join(place.folder, claude));
    await place.run('remove');
    expect((await place.run('status')).exitCode).toBe(2);
  });

  it('by --config, as a path or the name of its folder, from wherever it is run', async () => {
    const place = placeWith(claude, codex);
    execFileSync('git', ['init', '--quiet'], { cwd: place.folder });
    const sub = join(place.folder, 'src');
    mkdirSync(sub);
    for (const [cwd, ...args] of [
      [place.folder, '--config', 'claude'],
      [place.folder, '--config', '.devcontainer/claude'],
      [place.folder, '--config', claude],
      [place.folder, '--config', join(place.folder, claude)],
      [sub, '--config', 'claude'],
      [sub, '--config', `../${claude}`],
      [sub, '--config', claude],
      [place.root, 'app', '--config', 'claude'],
      [place.root, 'app', '--config', `app/${claude}`],
    ] as [string, ...string[]][]) {
      const { stdout } = await place.runWith({ cwd }, 'status', ...args, '--json');
      expect({ args, config: JSON.parse(stdout || '{}').config }).toEqual({
        args,
        config: join(place.folder, claude),
      });
    }
    const wrong = await place.run('status', '--config', 'no');
    expect(wrong).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('--config claude or --config codex'),
    });
  });

  it('not by --personal and --config at once, nor by --personal where there is none', async () => {
    const place = placeWith(claude, codex);
    const before = snapshot(place.folder);
    for (const command of commands) {
      const two = await place.run(command, '--personal', '--config', 'codex');
      expect(two).toMatchObject({ exitCode: 2, stdout: '' });
      expect(two.stderr).toContain('--personal and --config name two configurations.');
    }
    for (const command of ['status', 'prepare', 'doctor', 'verify']) {
      const { exitCode, stderr } = await place.run(command, '--personal');
      expect({ command, exitCode }).toEqual({ command, exitCode: 1 });
      expect(stderr).toContain('There is no personal configuration');
      expect(stderr).toContain('`claude-sessions share --personal`');
    }
    expect(snapshot(place.folder)).toEqual(before);
  });
});

describe.concurrent('every printed next step of a project with several configurations', () => {
  const py = '.devcontainer/p y/devcontainer.json';
  const js = '.devcontainer/js/devcontainer.json';

  /** Both are shared, and of the first one everything is wrong that a check finds without a container. */
  async function broken(): Promise<CliPlace> {
    const place = placeWith(py, js);
    await place.run('share', '--config', 'js');
    await place.run('share', '--config', 'p y');
    place.write(
      py,
      place
        .read(py)
        .replace(
          '"features": {',
          '"features": {\n    "ghcr.io/claude-sessions/features/claude-persist:1": {},',
        ),
    );
    place.write('.devcontainer/p y/claude-sessions-prepare.sh', '# Claude Sessions: prepares, changed\n');
    const { devcontainerId } = await place.json('status', '--config', 'p y');
    rmSync(join(place.home, '.claude-sessions', devcontainerId as unknown as string, 'project'));
    return place;
  }

  it.each([
    ['in the folder', (place: CliPlace) => [place.folder]],
    ['elsewhere, where the folder is named', (place: CliPlace) => [place.root, place.folder]],
  ])('%s is about that one', async (_, where) => {
    const place = await broken();
    const [cwd = '', ...folder] = where(place);
    const named = [...folder, '--config', 'p y'];
    const texts: string[] = [];
    for (const args of [['status'], ['doctor'], ['doctor', '--fix', '--dry-run']]) {
      const { stdout, stderr } = await place.runWith({ cwd }, ...args, ...named);
      texts.push(stdout + stderr);
    }
    texts.push((await place.runWith({ cwd }, 'share', ...named)).stdout);
    const lines = [...new Set(texts.flatMap(printedSteps))];
    const ours = lines.filter((line) => line.startsWith('claude-sessions '));
    for (const name of ['prepare', 'share', 'isolate'])
      expect(ours.map((line) => line.split(' ')[1])).toContain(name);
    const other = place.read(js);
    const [enter, ...others] = ours.filter((line) => line.startsWith('claude-sessions continue'));
    expect(others).toEqual([]);
    // Without an engine it comes no further; a name that nothing has would be found first.
    expect(enter).toContain(`--config 'p y'`);
    expect(await typeStep(place, cwd, enter ?? '')).toMatchObject({ status: 1, output: noEngine });
    for (const line of ours.filter((each) => each !== enter)) {
      const { output } = await typeStep(place, cwd, `${line} --json`);
      expect({ line, output }).toEqual({
        line,
        output: expect.stringContaining(`"config": "${join(place.folder, py)}"`),
      });
    }
    expect(place.read(js)).toBe(other);
  });

  it('of what is not set up yet as well', async () => {
    const place = placeWith(py, js);
    const { stderr } = await place.runWith({ cwd: place.root }, 'continue', 'app', '--config', 'p y');
    const lines = printedSteps(stderr);
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['share', 'isolate']);
    for (const line of lines) expect(await typeStep(place, place.root, line)).toMatchObject({ status: 0 });
    expect(configuredOf(place.read(py)).mode).toBe('isolate');
    expect(place.read(js)).toBe(image('js'));
  });

  it('of a personal one as well', async () => {
    const place = placeWith('.devcontainer/devcontainer.json');
    const { stdout } = await place.run('share', '--personal');
    place.write('.devcontainer/devcontainer.json', image('newer'));
    const doctor = await place.run('doctor', '--personal');
    const lines = [...new Set([stdout, doctor.stdout].flatMap(printedSteps))];
    expect(lines).toContain('claude-sessions share --personal');
    const enter = 'claude-sessions continue --personal';
    expect(lines).toContain(enter);
    expect(await typeStep(place, place.folder, enter)).toMatchObject({ status: 1, output: noEngine });
    for (const line of lines.filter((each) => each !== enter)) {
      const { status, output } = await typeStep(place, place.folder, line);
      expect({ line, status, output }).toMatchObject({ line, status: 0 });
      expect(output).toContain('claude-sessions-personal');
    }
    expect(readFileSync(join(place.folder, personal), 'utf8')).toContain('newer');
  });

  it('names no configuration where there is one', async () => {
    const one = placeWith('.devcontainer/devcontainer.json');
    const enter = 'claude-sessions continue';
    expect(printedSteps((await one.run('share')).stdout)).toContain(enter);
    const hidden = placeWith(js);
    expect(printedSteps((await hidden.run('share')).stdout)).toContain(enter);
    put(join(hidden.folder, '.devcontainer.json'), image('first'));
    const named = ['--config', '.devcontainer.json'];
    expect(printedSteps((await hidden.run('share', ...named)).stdout)).toContain([enter, ...named].join(' '));
  });
});
