import childProcess, { ChildProcess } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAtProject } from '../../../cli/src/api/lookAtProject.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { config } from '../../harness/place/Place.ts';
import { ApiPlace } from './place.ts';

let place: ApiPlace;
beforeEach(() => {
  place = new ApiPlace();
});
afterEach(() => place.remove());

const shared = '{"image": "x", "features": {"ghcr.io/claude-sessions/features/claude-sessions:1": {}}}';
const codes = ({ results }: EditorLook) =>
  results.flatMap((result) => (result.state === 'looked' ? result.findings.map(({ code }) => code) : []));
const unknownOf = (look: EditorLook, place: string) =>
  look.results.filter(({ check, state }) => state === 'unknown' && check.place === place);

describe('devcontainer.json alone', () => {
  const scope = 'configuration';

  it('is looked at without a process of any kind', async () => {
    place.write(config, shared);
    for (const name of ['docker', 'git', 'sh']) place.program(name, 'exit 1');
    // What all that is not synchronous comes to.
    const prototype = ChildProcess.prototype as unknown as { spawn: () => void };
    const starts = [
      vi.spyOn(prototype, 'spawn'),
      ...(['spawnSync', 'execSync', 'execFileSync'] as const).map((name) => vi.spyOn(childProcess, name)),
    ];
    const look = await lookAtProject(place.project, { scope, settings: {} });
    expect(look.mode).toBe('share');
    expect(codes(look)).toContain('no-prepare-command');
    expect(place.started()).toEqual([]);
    for (const start of starts) expect(start).not.toHaveBeenCalled();
  });

  it('says of everything else that it was not looked at', async () => {
    place.write(config, shared);
    const look = await lookAtProject(place.project, { scope, settings: {} });
    const [first] = unknownOf(look, 'host');
    expect(first && look.whyUnknown(first)).toBe('only devcontainer.json was looked at');
    expect(look.look).toBeUndefined();
  });

  it('is the text of the editor where that is given, with the byte order mark of the file', async () => {
    place.write(config, '\uFEFF{"image": "x"}');
    const look = await lookAtProject(place.project, { scope, settings: {}, text: shared });
    expect(look.source).toBe(`\uFEFF${shared}`);
    expect(look.mode).toBe('share');
  });

  it('knows Features of the collection that the settings name', async () => {
    place.write(config, '{"image": "x", "features": {"localhost:5000/mirror/claude-persist:1": {}}}');
    const settings = { collection: 'localhost:5000/mirror' };
    expect((await lookAtProject(place.project, { scope, settings: {} })).mode).toBe('none');
    expect((await lookAtProject(place.project, { scope, settings })).mode).toBe('isolate');
  });

  it.each([
    ['none', undefined],
    ['unreadable', '{"image": '],
    ['notSetUp', '{"image": "x"}'],
  ])('may be %s', async (state, text) => {
    if (text !== undefined) place.write(config, text);
    const look = await lookAtProject(place.project, { scope, settings: {} });
    expect(look.status.state).toBe(state);
  });

  it('that is no text is said to be none', async () => {
    place.write(config, '');
    writeFileSync(place.project.configFile, Buffer.from([0xff, 0xfe, 0x41]));
    await expect(lookAtProject(place.project, { scope, settings: {} })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('not UTF-8'),
      hint: expect.any(String),
    });
  });
});

describe('from within the container', () => {
  const scope = 'inside';
  const said = {
    version: '1.0.0',
    mode: 'isolate',
    configDir: '/var/lib/claude',
    folder: null,
    slug: null,
    findings: [],
  };

  it('knows what is inside, and that the rest is the host’s to know', async () => {
    place.write(config, shared);
    place.program('claude-state', `echo '${JSON.stringify(said)}'`);
    place.program('claude', '');
    place.program('docker', 'exit 1');
    const look = await lookAtProject(place.project, { scope, settings: {} });
    expect(unknownOf(look, 'host').length).toBe(
      look.results.filter(({ check }) => check.place === 'host').length,
    );
    for (const each of [...unknownOf(look, 'host'), ...unknownOf(look, 'container')])
      expect(look.whyUnknown(each)).toBe('only the host can know this');
    expect(codes(look)).toEqual(['no-prepare-command', 'devcontainer-writable']);
    expect(look.mode).toBe('share');
    expect(place.started()).toEqual(['claude-state doctor --json']);
  });

  it('has a planted fault’s finding', async () => {
    place.write(config, shared);
    const findings = [{ code: 'bridge-missing', severity: 'error', message: 'm', evidence: 'e', fix: 'f' }];
    place.program('claude-state', `echo '${JSON.stringify({ ...said, findings })}'`);
    place.program('claude', '');
    expect((await lookAtProject(place.project, { scope, settings: {} })).results).toContainEqual(
      expect.objectContaining({ state: 'looked', findings: [expect.objectContaining({ place: 'inside' })] }),
    );
  });

  it('finds no fault in a folder without devcontainer.json, and goes by what claude-state says', async () => {
    place.program('claude-state', `echo '${JSON.stringify(said)}'`);
    place.program('claude', '');
    const look = await lookAtProject(place.project, { scope, settings: {} });
    expect(codes(look)).toEqual([]);
    expect(look.status.state).toBe('isolated');
  });

  it('ends with its signal, and so does what was started', async () => {
    place.write(config, shared);
    place.program('claude', '');
    place.program('claude-state', 'sleep 1000');
    const controller = new AbortController();
    const looking = lookAtProject(place.project, { scope, settings: {}, signal: controller.signal });
    await vi.waitFor(() => expect(place.started()).toContain('claude-state doctor --json'), 20_000);
    controller.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
    await vi.waitFor(() => expect(place.running()).toEqual([]), 20_000);
  });
});

describe('from the host', () => {
  const scope = 'full';

  it('asks the engine that the settings name', async () => {
    place.write(config, shared);
    const dockerPath = place.program('podman', 'exit 0');
    const look = await lookAtProject(place.project, { scope, settings: { dockerPath } });
    expect(place.started()[0]).toMatch(/^podman ps --all/);
    expect(codes(look)).toEqual(expect.arrayContaining(['no-container', 'host-not-prepared']));
    expect(look.look?.workspace.folder).toBe(place.folder);
  });

  it('says that an engine does not answer, and looks at the rest', async () => {
    place.write(config, shared);
    const dockerPath = place.program('docker', 'echo "no daemon" >&2; exit 1');
    const look = await lookAtProject(place.project, { scope, settings: { dockerPath } });
    expect(codes(look)).toContain('engine-unreachable');
    expect(unknownOf(look, 'host')).toEqual([]);
  });

  it('ends with its signal, and so does the engine’s program', async () => {
    place.write(config, shared);
    const dockerPath = place.program('docker', 'exec sleep 1000');
    const controller = new AbortController();
    const looking = lookAtProject(place.project, {
      scope,
      settings: { dockerPath },
      signal: controller.signal,
    });
    // It is asked for the container and for the image.
    await vi.waitFor(() => expect(place.started()).toHaveLength(2), 20_000);
    controller.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
    await vi.waitFor(() => expect(place.running()).toEqual([]), 20_000);
  });

  it('takes no program of the project for the engine', async () => {
    place.write(config, shared);
    place.write('node_modules/.bin/docker', '#!/bin/sh\n');
    place.program('docker', 'exit 0');
    const planted = place.program('planted', '');
    const bin = `${place.folder}/node_modules/.bin`;
    rmSync(`${bin}/docker`);
    symlinkSync(planted, `${bin}/docker`);
    const before = process.cwd();
    process.chdir(place.folder);
    try {
      await lookAtProject(place.project, { scope, settings: {} });
    } finally {
      process.chdir(before);
    }
    expect(place.started().every((line) => line.startsWith('docker '))).toBe(true);
  });
});
