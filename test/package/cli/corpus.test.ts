import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { composeFilesOf } from '../../../core/src/share/compose.ts';
import { readConfigured } from '../../../core/src/share/readConfigured.ts';
import { rounds } from '../../harness/system/rounds.ts';
import { corpus } from '../../unit/support/corpus.ts';
import { configOf, configuredOf } from '../../unit/support/document.ts';
import { CliPlace, contents, runWarm, snapshot, workspaces } from './place.ts';

// What `share`, `isolate` and `remove` make of files, in every workspace.
runWarm();

const mirror = 'localhost:5000/mirror/x';
const names = corpus.map(([name]) => name);

/** A workspace of the corpus, the configuration that is meant, and what names it where there are several. */
function placeOf(name: string): { place: CliPlace; config: string; named: string[] } {
  const place = new CliPlace();
  const [workspace = '', ...rest] = name.split(sep);
  cpSync(join(workspaces, workspace), place.folder, { recursive: true });
  const config = join(...rest);
  const several = names.filter((each) => each.startsWith(`${workspace}${sep}`)).length > 1;
  return { place, config, named: several ? ['--config', config] : [] };
}

/** A row of commands that is another for each name, and the same at each run. */
function commandsFor(name: string): string[][] {
  const choices = [
    ['share'],
    ['isolate'],
    ['share', '--no-profile'],
    ['share', '--memory', 'rw', '--tasks', '--all-projects', '--credentials', 'token'],
    ['isolate', '--install-claude'],
    ['share', '--collection', mirror],
    ['remove'],
  ];
  let seed = [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: rounds({ short: 2, long: 6 }) }, () => {
    seed = (seed * 1103515245 + 12345) >>> 0;
    return choices[(seed >>> 16) % choices.length] ?? [];
  });
}

/** The volumes that hold Claude's state in a workspace, and that `share` takes out. */
const formerVolumes: Record<string, string[]> = {
  'blank-lines': ['x'],
  'closing-behind': ['x'],
  'comments-everywhere': ['a'],
};

describe.concurrent.each(names)('%s', (name) => {
  it('a dry run prints a diff that git applies to what the command does, and writes nothing', async () => {
    const { place, config, named } = placeOf(name);
    const mode = 'share';
    const before = snapshot(place.root);
    const dry = await place.run(mode, ...named, '--dry-run', '--quiet', '--no-install-claude');
    expect(dry.exitCode).toBe(0);
    // There is no engine here that could read Compose files, or say which volumes there are.
    const said = dry.stderr.replace(/^warning: what the Compose files mount is not known: .*\n/m, '');
    const stays = /^warning: If this dev container was used before, .* stay in the volume (\w+) .*\n/gm;
    const volumes = [...said.matchAll(stays)].map(([, volume]) => volume);
    expect(said.replace(stays, '')).toBe('');
    expect(volumes).toEqual(formerVolumes[name.split(sep)[0] ?? ''] ?? []);
    expect(snapshot(place.root)).toEqual(before);
    const other = placeOf(name).place;
    const apply = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
      cwd: other.folder,
      input: dry.stdout,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, GIT_CEILING_DIRECTORIES: other.root },
    });
    expect(apply.stderr).toBe('');
    expect((await place.run(mode, ...named, '--no-install-claude')).exitCode).toBe(0);
    expect(other.read(config)).toBe(place.read(config));
    expect(contents(other).map(([path, text]) => [path?.slice(other.folder.length), text])).toEqual(
      contents(place)
        // Made by *prepare*, for this host.
        .filter(([path]) => !path?.includes('/.claude-sessions'))
        .map(([path, text]) => [path?.slice(place.folder.length), text]),
    );
  });

  it('any row of commands and then remove gives back the bytes', async () => {
    const { place, config, named } = placeOf(name);
    const before = contents(place);
    for (const args of commandsFor(name)) {
      const { exitCode, stderr } = await place.run(...args, ...named);
      expect({ args, exitCode, stderr }).toMatchObject({ args, exitCode: 0 });
      const mode = { share: 'share', isolate: 'isolate', remove: 'none' }[args[0] ?? ''];
      expect(readConfigured(parseDocument(place.read(config)), [mirror]).mode).toBe(mode);
      const again = snapshot(place.root);
      expect((await place.run(...args, ...named)).stdout).toMatch(/is already up to date|nothing to remove/);
      if (args[0] !== 'remove') expect(snapshot(place.root)).toEqual(again);
    }
    await place.run('remove', ...named);
    expect(contents(place)).toEqual(before);
  });

  it('what the user edits meanwhile survives remove', async () => {
    const { place, config, named } = placeOf(name);
    const original = place.read(config);
    await place.run('share', ...named);
    const ours = place.read(config);
    const { root, bom } = parseDocument(ours);
    const at = (root?.offset ?? 0) + (bom ? 2 : 1);
    place.write(config, `${ours.slice(0, at)} "added": [1], ${ours.slice(at)}`);
    const { exitCode } = await place.run('remove', ...named);
    expect(exitCode).toBe(0);
    const { added, ...rest } = configOf(place.read(config));
    expect(added).toEqual([1]);
    expect(configuredOf(place.read(config)).anyOfOurs).toBe(false);
    // In a file of one line the edit is where ours was: what ours replaced is put back value by value.
    const sorted = (config: { mounts?: unknown[] }) => ({
      ...config,
      mounts: config.mounts?.map(String).sort(),
    });
    expect(sorted(rest)).toEqual(sorted(configOf(original)));
  });

  it('a teammate without the record takes out what is ours', async () => {
    const { place, config, named } = placeOf(name);
    const before = configOf(place.read(config));
    await place.run('share', ...named);
    const teammate = new CliPlace();
    cpSync(place.folder, teammate.folder, { recursive: true });
    expect((await teammate.run('remove', ...named)).exitCode).toBe(0);
    expect(configuredOf(teammate.read(config)).anyOfOurs).toBe(false);
    expect(contents(teammate)).toHaveLength(contents(placeOf(name).place).length);
    const { features, mounts, remoteEnv, containerEnv, initializeCommand, dockerComposeFile, ...rest } =
      configOf(teammate.read(config));
    // What had been taken without being named now is; a string stays in the list that it was put into.
    if (composeFilesOf(before.dockerComposeFile).length > 0)
      expect(composeFilesOf(dockerComposeFile)).toEqual(composeFilesOf(before.dockerComposeFile));
    expect(before).toMatchObject(rest);
    // Ours is put beside a plain command under that name: without the record the two cannot be told apart.
    const { workspace, ...others } = before.initializeCommand ?? {};
    const alone = workspace && Object.keys(others).length === 0;
    expect(initializeCommand || {}).toEqual(alone ? workspace : before.initializeCommand || {});
    expect(features ?? {}).toEqual(before.features ?? {});
  });
});
