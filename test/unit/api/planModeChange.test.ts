import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAtProject } from '../../../cli/src/api/lookAtProject.ts';
import { planModeAgain, planModeChange } from '../../../cli/src/api/planModeChange.ts';
import type { ModeRequest, PlannedChange } from '../../../cli/src/api/types.ts';
import { share } from '../../../cli/src/commands/share.ts';
import { writeRecord } from '../../../cli/src/workspace/records.ts';
import { openWorkspace } from '../../../cli/src/workspace/workspace.ts';
import { config } from '../../harness/place/Place.ts';
import { ApiPlace } from './place.ts';

let place: ApiPlace;
beforeEach(() => {
  place = new ApiPlace();
  place.program('docker', 'exit 0');
});
afterEach(() => {
  vi.restoreAllMocks();
  place.remove();
});

const own = '{\n  // Ours.\n  "image": "x", /* here */\n}\n';
const settings = {};
const plan = (mode: ModeRequest['mode'], request: Partial<ModeRequest> = {}, file?: string) =>
  planModeChange(place.folder, file && join(place.folder, file), { mode, settings, ...request });

/** Writes as an editor does, after it has made sure that nothing else was written there. */
const write =
  (change: PlannedChange, seen = change.before) =>
  async (before: string | null, after: string | null) => {
    expect(before).toBe(seen);
    const { configFile } = change.project;
    if (after === null) rmSync(configFile);
    else place.write(change.project.file, after);
  };
const make = (change: PlannedChange) => change.carryOut(write(change));

/** Every file below a folder with what is in it. */
function tree(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true }) as string[];
  return Object.fromEntries(
    names
      .filter((name) => !lstatSync(join(folder, name)).isDirectory())
      .map((name) => {
        const isLink = lstatSync(join(folder, name)).isSymbolicLink();
        return [name, isLink ? 'link' : readFileSync(join(folder, name), 'utf8')];
      }),
  );
}
const chosenIn = () =>
  recordsIn().map(
    (name) => JSON.parse(readFileSync(join(place.home, '.claude-sessions', name), 'utf8')).chosen,
  );
const recordsIn = () =>
  Object.keys(tree(join(place.home, '.claude-sessions'))).filter((name) => name.endsWith('original.json'));

describe('share', () => {
  it('is worked out without writing anything', async () => {
    place.write(config, own);
    const change = await plan('share');
    expect(change).toMatchObject({
      mode: 'share',
      before: own,
      unchanged: false,
      claudeCode: 'unseen',
    });
    expect(change.after).toContain('// Ours.');
    expect(change.changes.length).toBeGreaterThan(1);
    expect(change.otherFiles.map((file) => file.change)).toEqual(['created', 'created']);
    expect(change.disclosure.writes).toEqual(["this project's conversations"]);
    expect(change.asks.length).toBeGreaterThan(0);
    expect(Object.keys(tree(place.folder))).toEqual([config]);
    expect(tree(place.home)).toEqual({});
  });

  it('has the host, the record and the scripts ready when devcontainer.json is written', async () => {
    place.write(config, own);
    const change = await plan('share');
    const made = await change.carryOut(async (before, after) => {
      expect(recordsIn()).toHaveLength(1);
      for (const { path } of change.otherFiles) expect(existsSync(path)).toBe(true);
      expect(place.read(config)).toBe(own);
      await write(change)(before, after);
    });
    expect(place.read(config)).toBe(change.after);
    expect(made.made.length).toBeGreaterThan(3);
    expect(await plan('share')).toMatchObject({ unchanged: true, before: change.after, after: change.after });
  });

  it('writes what the command line writes', async () => {
    place.write(config, own);
    place.program('git', 'exit 1');
    const twin = join(place.root, 'twin');
    cpSync(place.folder, twin, { recursive: true });
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await share(twin, {})).toBe(0);
    await make(await plan('share'));
    expect(tree(place.folder)).toEqual(tree(twin));
  });

  it('is as it was when devcontainer.json could not be written, and the same error is passed on', async () => {
    place.write(config, own);
    const before = tree(place.folder);
    const error = new Error('the editor said no');
    const change = await plan('share');
    const failing = () =>
      change.carryOut(async () => {
        throw error;
      });
    await expect(failing()).rejects.toBe(error);
    expect(tree(place.folder)).toEqual(before);
    expect(recordsIn()).toEqual([]);
    await make(await plan('isolate'));
    const isolated = { folder: tree(place.folder), record: tree(place.home) };
    const again = await plan('share');
    await expect(
      again.carryOut(async () => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(tree(place.folder)).toEqual(isolated.folder);
    const record = (files: Record<string, string>) =>
      Object.entries(files).filter(([name]) => name.endsWith('original.json'));
    expect(record(tree(place.home))).toEqual(record(isolated.record));
  });

  it('says what could not be put back', async () => {
    place.write(config, own);
    const change = await plan('share');
    const [script] = change.otherFiles;
    const failing = change.carryOut(async () => {
      // A folder in its place cannot be removed as a file.
      rmSync(script?.path ?? '');
      mkdirSync(join(script?.path ?? '', 'x'), { recursive: true });
      throw new Error('the editor said no');
    });
    await expect(failing).rejects.toMatchObject({
      message: expect.stringMatching(/^the editor said no\. .*could not be put back: .*claude-sessions/),
      cause: expect.any(Error),
      hint: expect.any(String),
    });
  });

  it('is of what the editor has, saved or not', async () => {
    place.write(config, own);
    const text = own.replace('"x"', '"unsaved"');
    const change = await plan('share', { text });
    expect(change.before).toBe(text);
    expect(change.after).toContain('unsaved');
    await change.carryOut(write(change, text));
    expect(place.read(config)).toBe(change.after);
    await make(await plan('none'));
    expect(place.read(config)).toBe(text);
  });

  it('keeps a byte order mark that the editor does not show', async () => {
    place.write(config, `\uFEFF${own}`);
    const change = await plan('share', { text: own });
    expect(change.before).toBe(`\uFEFF${own}`);
    expect(change.after?.startsWith('\uFEFF{')).toBe(true);
  });

  it('is not made when somebody changed a file meanwhile; then the host is not prepared either', async () => {
    place.write(config, own);
    const change = await plan('share');
    place.write(config, '{"image": "other"}');
    await expect(make(change)).rejects.toMatchObject({ name: 'UserError', hint: expect.any(String) });
    expect(place.read(config)).toBe('{"image": "other"}');
    expect(tree(place.home)).toEqual({});
    const unsaved = await plan('share', { text: own });
    place.write('.devcontainer/claude-sessions.sh', '#!/bin/sh\n');
    const script = unsaved.otherFiles.map(({ path }) => path).find((path) => path.endsWith('.sh')) ?? '';
    writeFileSync(script, 'planted');
    await expect(unsaved.carryOut(write(unsaved, own))).rejects.toMatchObject({ name: 'UserError' });
    expect(tree(place.home)).toEqual({});
  });

  it('takes what the editor makes of it while saving for ours', async () => {
    place.write(config, own);
    const change = await plan('share');
    await change.carryOut(async (_, after) => void place.write(config, `${after}\n\n`));
    await make(await plan('none'));
    expect(place.read(config)).toBe(own);
  });

  it('makes a devcontainer.json where that is asked for, and takes it away again with its folder', async () => {
    await expect(plan('share')).rejects.toMatchObject({ name: 'UserError', hint: expect.any(String) });
    const change = await plan('share', { create: true });
    expect(change.before).toBeNull();
    await make(change);
    const back = await plan('none');
    expect(back.after).toBeNull();
    await make(back);
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('adds what installs Claude Code when that is wanted', async () => {
    place.write(config, own);
    const change = await plan('share', { installClaude: true });
    expect(change.claudeCode).toBeUndefined();
    expect(change.after).toContain('claude-code');
  });

  it('names the lines that read what is taken out', async () => {
    const mount = '"source=${localEnv:HOME}/.claude,target=/tmp/host-claude,type=bind,readonly"';
    const text = `{\n  "image": "x",\n  "mounts": [${mount}],\n  "postCreateCommand": "cp -r /tmp/host-claude/. ~/.claude/ && bash .devcontainer/setup.sh"\n}\n`;
    place.write(config, text);
    place.write('.devcontainer/setup.sh', 'set -e\ncp /tmp/host-claude/settings.json .\n');
    for (const mode of ['share', 'isolate'] as const) {
      expect((await plan(mode)).warnings).toEqual([
        expect.stringContaining(`${config}:4 reads /tmp/host-claude`),
        expect.stringContaining('.devcontainer/setup.sh:2 reads /tmp/host-claude'),
      ]);
    }
    await make(await plan('share'));
    expect((await plan('isolate')).warnings).toEqual([]);
  });

  it('names what of the profile does not work inside', async () => {
    place.write(config, own.replace('"image"', '"remoteUser": "root", "image"'));
    const claude = join(place.home, '.claude');
    mkdirSync(claude, { recursive: true });
    writeFileSync(join(claude, 'settings.json'), '{"permissions": {"defaultMode": "bypassPermissions"}}');
    const { warnings } = await plan('share');
    expect(warnings.join()).toMatch(/bypassPermissions. That is not shared: .*refuses to start/s);
    expect((await plan('isolate')).warnings).toEqual([]);
    const options = { ...defaultShareOptions, profile: false };
    expect((await plan('share', { options })).warnings).toEqual([]);
  });

  it('says what lets the container reach more', async () => {
    place.write(config, '{"image": "x", "runArgs": ["--privileged"]}');
    expect((await plan('share')).breaches).toEqual([expect.stringContaining('--privileged')]);
  });
});

describe('the options, where none are stated', () => {
  const wide = { ...defaultShareOptions, memory: 'rw' } as const;
  const memoryIn = async (request = {}) => (await plan('share', request)).disclosure.writes.length;

  it('are the usual ones at first, those chosen last on this host afterwards', async () => {
    place.write(config, own);
    expect(await memoryIn()).toBe(1);
    await make(await plan('share', { options: wide }));
    expect(await memoryIn()).toBe(2);
    await make(await plan('isolate'));
    expect(await memoryIn()).toBe(1);
  });

  it('are as configured where nothing was chosen here', async () => {
    place.write(config, own);
    await make(await plan('share', { options: wide }));
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    expect(await memoryIn()).toBe(2);
  });

  it('become no choice of the user by a file that shares more already, and that nobody was asked about', async () => {
    place.write(config, own);
    await make(await plan('share', { options: wide }));
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    const change = await plan('share');
    expect(change.unchanged).toBe(true);
    await make(change);
    expect(chosenIn()).toEqual([]);
    await make(await plan('share', { options: wide }));
    expect(chosenIn()).toMatchObject([{ options: { memory: 'rw' } }]);
  });

  it('become one where the file shares what is shared by itself', async () => {
    place.write(config, own);
    await make(await plan('share'));
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    await make(await plan('share'));
    expect(chosenIn()).toMatchObject([{ mode: 'share' }]);
  });

  it('are not what somebody wrote into the file since', async () => {
    place.write(config, own);
    await make(await plan('share', { options: wide }));
    const widened = place.read(config);
    await make(await plan('share', { options: defaultShareOptions }));
    place.write(config, widened);
    expect(await memoryIn()).toBe(1);
    const look = await lookAtProject(place.project, { scope: 'configuration', settings });
    expect(look.options).toEqual(defaultShareOptions);
  });
});

describe('the login', () => {
  const text = '{"image": "x", "features": {"ghcr.io/claude-sessions/features/claude-login:1": {}}}';
  const look = () => lookAtProject(place.project, { scope: 'configuration', settings });
  const features = (change: PlannedChange) => change.after ?? '';

  it('is asked for once: what is answered is written, remembered, and kept by the other mode', async () => {
    place.write(config, own);
    expect((await look()).loginIsChosen).toBe(false);
    const change = await plan('isolate', { login: 'shared' });
    expect(features(change)).toContain('claude-login');
    expect(change.disclosure.reads.join()).toContain('each of them can read');
    await make(change);
    expect(await look()).toMatchObject({ loginIsChosen: true, options: { login: 'shared' } });
    expect(features(await plan('share'))).toContain('claude-login');
    expect(features(await plan('isolate', { login: 'own' }))).not.toContain('claude-login');
  });

  it('that stands in the file stays, and is no choice by that', async () => {
    place.write(config, text);
    for (const mode of ['isolate', 'share'] as const) {
      const change = await plan(mode);
      expect(features(change)).toContain('claude-login');
      await make(change);
      const { preparedFolder } = await openWorkspace(place.folder, join(place.folder, config));
      const record = JSON.parse(readFileSync(join(preparedFolder, 'original.json'), 'utf8'));
      expect(record.chosen).toMatchObject({ mode, options: { login: 'own' } });
    }
  });
});

describe('isolate and remove', () => {
  it('isolate takes the scripts out again and asks everything at the first start', async () => {
    place.write(config, own);
    await make(await plan('share'));
    const change = await plan('isolate');
    expect(change.otherFiles.map((file) => file.change)).toEqual(['deleted', 'deleted']);
    expect(change.disclosure).toEqual({ writes: [], reads: [], keeps: [] });
    expect(change.asks.join()).toContain('log in');
    await make(change);
    expect(Object.keys(tree(place.folder))).toEqual([config]);
  });

  it('remove restores the file to the byte, and removes what was prepared last', async () => {
    place.write(config, own);
    await make(await plan('share'));
    const change = await plan('none');
    const made = await change.carryOut(async (before, after) => {
      expect(recordsIn()).toHaveLength(1);
      await write(change)(before, after);
    });
    expect(tree(place.folder)).toEqual({ [config]: own });
    expect(made).toMatchObject({ notes: [], left: [] });
    expect(recordsIn()).toEqual([]);
    expect(
      Object.keys(tree(join(place.home, '.claude-sessions'))).filter(
        (name) => !name.endsWith('verified.json'),
      ),
    ).toEqual([]);
  });

  it('remove keeps the record when devcontainer.json could not be written', async () => {
    place.write(config, own);
    await make(await plan('share'));
    const before = tree(place.folder);
    const change = await plan('none');
    await expect(change.carryOut(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(tree(place.folder)).toEqual(before);
    expect(recordsIn()).toHaveLength(1);
  });

  it('remove says that what was prepared is kept when no engine answers', async () => {
    place.write(config, own);
    await make(await plan('share'));
    place.program('docker', 'exit 1');
    const made = await make(await plan('none'));
    expect(made.notes).toEqual([expect.stringContaining('no container engine answered')]);
  });
});

describe('which file', () => {
  it('is not guessed where there are several', async () => {
    place.write(config, own);
    place.write('.devcontainer.json', '{}');
    await expect(plan('share')).rejects.toMatchObject({ name: 'UserError', hint: expect.any(String) });
    expect((await plan('share', {}, '.devcontainer.json')).project.file).toBe('.devcontainer.json');
  });

  it('may be the personal one, made of the team’s as the editor has it', async () => {
    place.write(config, own);
    const text = own.replace('"x"', '"unsaved"');
    const change = await plan('share', { personal: true, text }, config);
    expect(change).toMatchObject({
      before: null,
      project: { file: '.devcontainer/claude-sessions-personal/devcontainer.json' },
    });
    expect(change.after).toContain('unsaved');
    const made = await make(change);
    expect(place.read(config)).toBe(own);
    expect(made.notes).toEqual([expect.stringContaining('could not be kept out of git')]);
    // By its own name it is known for what it is.
    const again = await plan('isolate', {}, change.project.file);
    expect(again.project.file).toBe(change.project.file);
    await make(await plan('none', {}, change.project.file));
    expect(tree(place.folder)).toEqual({ [config]: own });
  });

  it('may be a personal one of the former place, which stays there with its record', async () => {
    place.write(config, own);
    const file = '.devcontainer/claude/devcontainer.json';
    const ours = own.replace(
      '"x"',
      '"x", "features": { "ghcr.io/claude-sessions/features/claude-persist:1": {} }',
    );
    const configFile = place.write(file, ours);
    const workspace = await openWorkspace(place.folder, configFile);
    const team = { path: join(place.folder, config), source: own };
    const record = { version: 1 as const, configFile, original: null, ours, chosen: undefined, team };
    await writeRecord(workspace, record);
    const change = await plan('share', { personal: true }, config);
    expect(change.project.file).toBe(file);
    expect(change.after).toMatch(/^\/\/ Claude Sessions: personal configuration\./);
    await make(change);
    // Its id follows from the path, and with it the volume.
    rmSync(configFile);
    const again = await plan('share', { personal: true }, config);
    expect(again.project.file).toBe(file);
    await make(again);
    await make(await plan('none', { personal: true }, config));
    expect(tree(place.folder)).toEqual({ [config]: own });
  });

  it('is the team’s where that has come into the place of a personal one', async () => {
    place.write(config, own);
    await make(await plan('share', { personal: true }, config));
    const file = '.devcontainer/claude-sessions-personal/devcontainer.json';
    place.write(file, own);
    const change = await plan('isolate', {}, file);
    expect(change).toMatchObject({ project: { file }, before: own });
    await make(change);
    await make(await plan('none', {}, file));
    expect(place.read(file)).toBe(own);
  });

  it.each([
    ['is broken', () => place.write(config, '{"image": ')],
    [
      'is a link',
      () => {
        place.write('other.json', own);
        mkdirSync(join(place.folder, '.devcontainer'));
        symlinkSync(join(place.folder, 'other.json'), join(place.folder, config));
      },
    ],
    [
      'lies where a link leads out',
      () => {
        mkdirSync(join(place.root, 'out'));
        writeFileSync(join(place.root, 'out/devcontainer.json'), own);
        symlinkSync(join(place.root, 'out'), join(place.folder, '.devcontainer'));
      },
    ],
  ])('that %s is refused with what to do', async (_, arrange) => {
    arrange();
    const before = tree(place.root);
    await expect(plan('share', {}, config)).rejects.toMatchObject({
      name: 'UserError',
      hint: expect.any(String),
    });
    expect(tree(place.root)).toEqual(before);
  });

  it('may be broken in the file and whole in the editor, and the other way round', async () => {
    place.write(config, '{"image": ');
    expect((await plan('share', { text: own }, config)).before).toBe(own);
    place.write(config, own);
    await expect(plan('share', { text: '{"image": ' }, config)).rejects.toMatchObject({ name: 'UserError' });
  });
});

describe('the mode again', () => {
  const look = () => lookAtProject(place.project, { scope: 'full', settings });

  it('is what was chosen last', async () => {
    place.write(config, own);
    await make(await plan('share'));
    const shared = place.read(config);
    place.write(config, shared.replace(/\s*"initializeCommand"[\s\S]*?\},?\n/, '\n'));
    const change = await planModeAgain(await look(), settings);
    await make(change);
    expect(place.read(config)).toContain('initializeCommand');
  });

  it('is not written where the file asks for more than was chosen', async () => {
    place.write(config, own);
    await make(await plan('isolate'));
    place.write(config, place.read(config).replace('claude-persist', 'claude-sessions'));
    await expect(planModeAgain(await look(), settings)).rejects.toMatchObject({
      message: expect.stringContaining('asks for more than you chose'),
      hint: expect.stringContaining('claude-sessions isolate'),
    });
  });

  it('needs the host’s record', async () => {
    place.write(config, own);
    const alone = await lookAtProject(place.project, { scope: 'configuration', settings });
    await expect(planModeAgain(alone, settings)).rejects.toMatchObject({ name: 'UserError' });
  });
});
