import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codesOf, reportOf } from './doctorReport.ts';
import { CliPlace, runWarm, snapshot } from './place.ts';

runWarm();

function placeWith(content: string) {
  const place = new CliPlace();
  place.writeConfig(content);
  return place;
}
const plain = '{\n  "image": "debian"\n}\n';
const objectMount = '{ "type": "bind", "source": "/etc", "target": "/x", "readonly": true }';
const bom = '\uFEFF';

describe.concurrent('doctor --fix', () => {
  const broken = (start = '') =>
    `${start}{\r\n  // the image\r\n  "image": "debian",\r\n  "mounts": [\r\n    ${objectMount} // mine\r\n  ]\r\n}\r\n`;

  it('edits devcontainer.json and changes nothing else in it, byte order mark included', async () => {
    const place = placeWith(broken(bom));
    expect(codesOf(await reportOf(place))).toContain('object-readonly');
    const report = await reportOf(place, '--fix');
    expect(report.attempts).toMatchObject([{ action: 'edit', result: 'done' }]);
    expect(codesOf(report)).not.toContain('object-readonly');
    const mount = '"type=bind,source=/etc,target=/x,readonly"';
    expect(place.read()).toBe(broken(bom).replace(objectMount, mount));
    expect((await reportOf(place, '--fix')).attempts).toEqual([]);
  });

  it('with --dry-run says what it would do, as a diff too, and does nothing', async () => {
    const place = placeWith(broken());
    await place.run('share');
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    rmSync(join(place.folder, '.devcontainer/claude-sessions-prepare.sh'));
    const before = snapshot(place.root);
    const { stdout } = await place.run('doctor', '--fix', '--dry-run');
    expect(stdout).toMatch(/^would: .*object-readonly\]$/m);
    expect(stdout).toMatch(/^\+.*target=\/x,readonly/m);
    expect(stdout).toMatch(/^would: .*prepare-script-missing\]$/m);
    expect(stdout).toContain('+++ b/.devcontainer/claude-sessions-prepare.sh');
    expect(stdout).toMatch(/^would: prepare this host/m);
    expect(snapshot(place.root)).toEqual(before);
    const report = await reportOf(place, '--fix', '--dry-run');
    expect(report.attempts.map(({ action, result }) => `${action} ${result}`)).toEqual([
      'edit planned',
      'applyMode planned',
      'prepare planned',
    ]);
    expect(snapshot(place.root)).toEqual(before);
  });

  it('writes the mode anew, with the options that are configured, and prepares the host', async () => {
    const place = placeWith(plain);
    await place.run('share', '--no-profile', '--tasks');
    const shared = place.read();
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    for (const name of readdirSync(join(place.folder, '.devcontainer'))) {
      if (name.startsWith('claude-sessions-')) rmSync(join(place.folder, '.devcontainer', name));
    }
    const report = await reportOf(place, '--fix');
    expect(report.attempts.filter(({ result }) => result !== 'done')).toEqual([]);
    expect(place.read()).toBe(shared);
    expect(codesOf(report)).toEqual(['engine-unreachable', 'devcontainer-writable']);
  });

  it('does not say that there was nothing to do where the container could not be looked at', async () => {
    const place = placeWith(plain);
    await place.run('share');
    for (const option of ['--fix', '--recreate']) {
      const { stdout } = await place.run('doctor', option);
      expect(stdout).toContain('Nothing was done: the container could not be looked at.\n');
      expect(stdout).not.toContain('nothing to do');
      const known = await place.run('doctor', option, '--docker-path', place.engine('exit 0'));
      expect(known.stdout).toContain('There was nothing to do.\n');
    }
  });

  it('copies the settings that the script left out when they changed', async () => {
    const place = placeWith(plain);
    const settings = (deny: string[]) =>
      writeFileSync(
        join(place.home, '.claude/settings.json'),
        JSON.stringify({ model: 'opus', permissions: { deny }, apiKeyHelper: '/x' }),
      );
    mkdirSync(join(place.home, '.claude'), { recursive: true });
    settings(['Read(.env)']);
    await place.run('share');
    expect(codesOf(await reportOf(place))).not.toContain('settings-not-copied');
    settings([]);
    const [devcontainerId = ''] = readdirSync(join(place.home, '.claude-sessions'));
    const script = join(place.folder, '.devcontainer/claude-sessions-prepare.sh');
    const env = { PATH: process.env.PATH, HOME: place.home };
    const run = spawnSync('sh', [script, devcontainerId], { cwd: place.folder, env, encoding: 'utf8' });
    expect(run.stderr).toContain('what your settings deny is not denied in the container');
    const found = (await reportOf(place)).findings.find(({ code }) => code === 'settings-not-copied');
    expect(found).toMatchObject({ severity: 'warning', evidence: ['permissions'] });
    expect((await place.run('status')).stdout).toMatch(/warning: .*copy of your settings/);
    const report = await reportOf(place, '--fix');
    expect(report.attempts).toMatchObject([
      { action: 'prepare', codes: ['settings-not-copied'], result: 'done' },
    ]);
    expect(codesOf(report)).not.toContain('settings-not-copied');
  });

  it('copies what CLAUDE.md imports, once the script has copied that without', async () => {
    const place = placeWith(plain);
    mkdirSync(join(place.home, '.claude'), { recursive: true });
    const instructions = (text: string) => writeFileSync(join(place.home, '.claude/CLAUDE.md'), text);
    instructions('@~/notes.md @~/.netrc @~/gone.md');
    for (const name of ['notes.md', '.netrc']) writeFileSync(join(place.home, name), '');
    await place.run('share');
    const found = async () =>
      (await reportOf(place)).findings.filter(({ code }) => code === 'imports-not-copied');
    const secret = ['CLAUDE.md: @~/.netrc: secrets are kept under .netrc'];
    expect(await found()).toMatchObject([{ severity: 'information', evidence: secret }]);
    instructions('@~/notes.md @~/.netrc, changed');
    const [devcontainerId = ''] = readdirSync(join(place.home, '.claude-sessions'));
    const script = join(place.folder, '.devcontainer/claude-sessions-prepare.sh');
    const env = { PATH: process.env.PATH, HOME: place.home };
    const run = spawnSync('sh', [script, devcontainerId], { cwd: place.folder, env, encoding: 'utf8' });
    expect(run.stderr).toContain('goes without what it imports');
    expect(await found()).toMatchObject([{ severity: 'warning', evidence: ['@~/notes.md'] }]);
    const { attempts } = await reportOf(place, '--fix');
    expect(attempts).toMatchObject([{ action: 'prepare', codes: ['imports-not-copied'], result: 'done' }]);
    expect(await found()).toEqual([]);
  });

  it('keeps to the collection of the file', async () => {
    const place = placeWith(plain);
    await place.run('share', '--collection', 'mirror.example/team/claude-sessions');
    rmSync(join(place.folder, '.devcontainer/claude-sessions-prepare.sh'));
    const before = place.read();
    await place.run('doctor', '--fix');
    expect(place.read()).toBe(before);
    expect(readdirSync(join(place.folder, '.devcontainer'))).toContain('claude-sessions-prepare.sh');
  });

  it('tells what it cannot do, does the rest, and leaves the file as it was', async () => {
    const place = placeWith(broken());
    await place.run('share');
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    const config = join(place.folder, '.devcontainer/devcontainer.json');
    const text = place.read();
    rmSync(config);
    symlinkSync(place.write('elsewhere.json', text), config);
    const { exitCode, stdout } = await place.run('doctor', '--fix');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^failed: .*is a link, and is not written through/m);
    expect(stdout).toMatch(/^done: prepared this host/m);
    expect(place.read('elsewhere.json')).toBe(text);
  });

  it('edits no personal configuration: that is made of the team’s', async () => {
    const place = placeWith(broken());
    await place.run('share', '--personal');
    const personal = place.read('.devcontainer/claude-sessions-personal/devcontainer.json');
    const { stdout } = await place.run('doctor', '--personal', '--fix');
    expect(stdout).toMatch(/^failed: .*made of the team's/m);
    expect(place.read('.devcontainer/claude-sessions-personal/devcontainer.json')).toBe(personal);
  });

  it('mends many mounts in a few rounds', async () => {
    const mount = (index: number) =>
      `{ "type": "bind", "source": "/etc", "target": "/x/${index}", "readonly": true }`;
    const mounts = Array.from({ length: 800 }, (_, index) => mount(index));
    const place = placeWith(
      `{\n  "image": "debian",\n  "mounts": [\n    ${mounts.join(',\n    ')}\n  ]\n}\n`,
    );
    const report = await reportOf(place, '--fix');
    expect(report.attempts).toMatchObject([
      { result: 'done', what: expect.stringContaining('Write the mount as a string (800 times)') },
    ]);
    expect(place.read().match(/"type=bind,source=\/etc,target=\/x\/\d+,readonly"/g)).toHaveLength(800);
    expect(codesOf(report)).not.toContain('object-readonly');
  });
});

describe.concurrent('what the user chose', () => {
  /** What a container can write into the file to be given more, as far as our own commands write the same. */
  const widen = (text: string) =>
    text
      .replace(/claude-persist:/, 'claude-sessions:')
      .replace(
        '{',
        '{ "mounts": ["type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude-sessions/${devcontainerId}/memory,target=/mnt/claude-host/project/memory", "type=bind,source=${localEnv:HOME}${localEnv:USERPROFILE}/.claude/projects,target=/mnt/claude-host/projects,readonly"],',
      );

  it('is not what --fix finds in the file: where that asks for more, it writes nothing', async () => {
    const place = placeWith(plain);
    await place.run('isolate');
    const record = place.recordText();
    expect(JSON.parse(record).chosen.mode).toBe('isolate');
    const hostile = widen(place.read());
    place.writeConfig(hostile);
    const report = await reportOf(place, '--fix');
    const finding = report.findings.find(({ code }) => code === 'choice-changed');
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding?.evidence).toEqual([
      'it is shared, and you chose isolated',
      'the memory can be written',
      'every project can be read',
    ]);
    expect(report.attempts).toMatchObject([{ action: 'applyMode', result: 'failed' }, { action: 'prepare' }]);
    expect(report.attempts[0]?.what).toContain('`claude-sessions isolate` for what you chose');
    expect(report.attempts[0]?.what).toContain('share --no-profile --memory rw --all-projects');
    expect(place.read()).toBe(hostile);
    expect(place.recordText()).toBe(record);
    expect((await reportOf(place, '--fix', '--dry-run')).attempts[0]?.result).toBe('failed');

    // By the user's own word it is, though nothing in the file has to change.
    await place.run('share', '--no-profile', '--memory', 'rw', '--all-projects');
    const asked = place.read();
    expect(codesOf(await reportOf(place))).not.toContain('choice-changed');
    await place.run('isolate');
    place.writeConfig(asked);
    await place.run('share', '--no-profile', '--memory', 'rw', '--all-projects');
    expect(place.read()).toBe(asked);
    expect(codesOf(await reportOf(place))).not.toContain('choice-changed');
  });

  it('is what --fix writes where the file has lost it', async () => {
    const place = placeWith(plain);
    await place.run('share', '--tasks');
    const shared = place.read();
    const { mounts: _, initializeCommand: __, ...rest } = JSON.parse(shared);
    place.writeConfig(JSON.stringify(rest));
    const before = await reportOf(place);
    const finding = before.findings.find(({ code }) => code === 'choice-changed');
    expect(finding).toMatchObject({ severity: 'information', evidence: ['the task lists are not shared'] });
    const report = await reportOf(place, '--fix');
    expect(codesOf(report)).not.toContain('choice-changed');
    expect(JSON.parse(place.read()).mounts).toEqual(JSON.parse(shared).mounts);
    expect(JSON.parse(place.recordText()).chosen.options.tasks).toBe(true);
  });

  it("of a teammate's file nothing is known: --fix writes what stands there, and that is nobody's choice", async () => {
    const place = placeWith(plain);
    await place.run('share', '--memory', 'rw');
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    rmSync(join(place.folder, '.devcontainer/claude-sessions-prepare.sh'));
    const report = await reportOf(place, '--fix');
    expect(report.attempts).toMatchObject([{ action: 'applyMode', result: 'done' }]);
    expect(JSON.parse(place.recordText()).chosen).toBeUndefined();
  });
});
