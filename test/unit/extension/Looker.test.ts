import { describe, expect, it } from 'vitest';
import type { EditorLook, LookRequest, Project } from '../../../cli/src/api/types.ts';
import { Looker } from '../../../extension/src/looks/Looker.ts';
import type { WindowKind } from '../../../extension/src/window/windowKind.ts';
import { app, finding, lookOf, projectAt, results } from './support/look.ts';

interface Asked {
  readonly project: Project;
  readonly request: LookRequest;
  finish(look: EditorLook): void;
  fail(error: unknown): void;
}

/** A window with an API whose looks end when a test says so. */
function windowWith(projects: Project[]) {
  const asked: Asked[] = [];
  const logged: string[] = [];
  const state = {
    projects,
    place: 'host' as WindowKind,
    unsaved: new Map<string, string>(),
    findFails: '',
    below: new Map<string, string[]>(),
  };
  const looker = new Looker({
    api: async () => ({
      findProjects: async (folder) => {
        if (state.findFails) throw new Error(state.findFails);
        return state.projects.filter((project) => project.folder === folder);
      },
      foldersBelow: async (folder) => state.below.get(folder) ?? [],
      lookAtProject: (project, request) =>
        new Promise((resolve, reject) => asked.push({ project, request, finish: resolve, fail: reject })),
    }),
    folders: () => ['/home/me/app', '/home/me/other'],
    windowKind: () => state.place,
    settings: () => ({ dockerPath: 'podman' }),
    unsavedText: (path) => state.unsaved.get(path),
    log: () => undefined,
    logError: (what) => logged.push(what),
  });
  return { looker, asked, logged, state };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const clean = lookOf(results([], ['host']));

describe('the Looker', () => {
  it('looks at every dev container of every folder', async () => {
    const other = projectAt('/home/me/other', '.devcontainer.json');
    const { looker, asked } = windowWith([app, other]);
    const done = looker.refresh('test');
    await settle();
    expect(asked.map(({ project }) => project)).toEqual([app, other]);
    expect(looker.looking).toBe(true);
    for (const { finish } of asked) finish(clean);
    await done;
    expect(looker.looking).toBe(false);
    expect(looker.states.map(({ look }) => look)).toEqual([clean, clean]);
  });

  it.each([
    ['host', 'full'],
    ['container', 'inside'],
    ['restricted', 'configuration'],
  ] as const)('looks from %s with scope %s', async (place, scope) => {
    const { looker, asked, state } = windowWith([app]);
    state.place = place;
    void looker.refresh('test');
    await settle();
    expect(asked[0]?.request.scope).toBe(scope);
    expect(asked[0]?.request.settings).toEqual({ dockerPath: 'podman' });
  });

  it('looks from within a container also where the folder has no devcontainer.json', async () => {
    const { looker, asked, state } = windowWith([]);
    await looker.refresh('on the host');
    expect(looker.states).toEqual([]);
    state.place = 'container';
    void looker.refresh('inside');
    await settle();
    expect(asked.map(({ project }) => project.folder)).toEqual(['/home/me/app', '/home/me/other']);
  });

  it('names the folders below one that has no dev container, and looks at none of them', async () => {
    const { looker, asked, state } = windowWith([app]);
    state.below = new Map([app.folder, '/home/me/other'].map((folder) => [folder, ['packages/web', 'api']]));
    void looker.refresh('test');
    await settle();
    const workspaceFolder = '/home/me/other';
    expect(looker.below).toEqual([
      { workspaceFolder, path: 'packages/web' },
      { workspaceFolder, path: 'api' },
    ]);
    expect(asked.map(({ project }) => project)).toEqual([app]);
  });

  it('hands over what is not saved, and nothing where all is', async () => {
    const { looker, asked, state } = windowWith([app]);
    void looker.refresh('test');
    await settle();
    expect(asked[0]?.request).not.toHaveProperty('text');
    state.unsaved.set(app.configFile, '');
    void looker.refreshOne(app.configFile, 'typed');
    asked[0]?.finish(clean);
    await settle();
    expect(asked[1]?.request.text).toBe('');
  });

  it('has one look at a time at a project, and one more for all requests meanwhile', async () => {
    const { looker, asked } = windowWith([app]);
    void looker.refresh('one');
    await settle();
    const more = [looker.refresh('two'), looker.refresh('three'), looker.refreshOne(app.configFile, 'four')];
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]?.finish(clean);
    await settle();
    expect(asked).toHaveLength(2);
    asked[1]?.finish(clean);
    await Promise.all(more);
    expect(asked).toHaveLength(2);
  });

  it('looks at a few of many at a time, and at none that was cancelled meanwhile', async () => {
    const many = Array.from({ length: 10 }, (_, index) =>
      projectAt('/home/me/app', `.devcontainer/${index}.json`),
    );
    const { looker, asked } = windowWith(many);
    const done = looker.refresh('one');
    await settle();
    expect(asked).toHaveLength(4);
    asked[0]?.finish(clean);
    asked[1]?.fail(new Error('gone wrong'));
    await settle();
    expect(asked).toHaveLength(6);
    looker.cancel();
    await done;
    for (const { finish } of asked) finish(clean);
    await settle();
    expect(asked).toHaveLength(6);
    void looker.refresh('two');
    await settle();
    expect(asked).toHaveLength(10);
  });

  it('makes a failure the state of its project, logs it, and keeps the look before', async () => {
    const { looker, asked, logged } = windowWith([app]);
    void looker.refresh('one');
    await settle();
    asked[0]?.finish(clean);
    await settle();
    const again = looker.refresh('two');
    await settle();
    asked[1]?.fail(Object.assign(new Error('no text'), { hint: 'Save it as UTF-8.' }));
    await again;
    expect(looker.states[0]).toMatchObject({
      failure: { kind: 'error', message: 'no text', hint: 'Save it as UTF-8.' },
      look: clean,
      looking: false,
    });
    expect(logged).toEqual([`Looking at ${app.configFile}`]);
  });

  it('forgets a failure when it looks well again', async () => {
    const { looker, asked } = windowWith([app]);
    void looker.refresh('one');
    await settle();
    asked[0]?.fail(new Error('gone wrong'));
    await settle();
    void looker.refresh('two');
    await settle();
    asked[1]?.finish(clean);
    await settle();
    expect(looker.states[0]?.failure).toBeUndefined();
  });

  it('drops the look at a project that has vanished', async () => {
    const { looker, asked, state } = windowWith([app]);
    const first = looker.refresh('one');
    await settle();
    state.projects = [];
    await looker.refresh('two');
    expect(looker.states).toEqual([]);
    expect(asked[0]?.request.signal?.aborted).toBe(true);
    asked[0]?.finish(lookOf(results([finding()])));
    await first;
    expect(looker.states).toEqual([]);
  });

  it('lets go at once when it is cancelled, though nobody listens to the signal', async () => {
    const { looker, asked } = windowWith([app]);
    const first = looker.refresh('one');
    await settle();
    const second = looker.refresh('two');
    await settle();
    looker.cancel();
    await Promise.all([first, second]);
    expect(asked).toHaveLength(1);
    expect(looker.looking).toBe(false);
    expect(looker.states[0]?.failure?.kind).toBe('cancelled');
    void looker.refresh('three');
    await settle();
    expect(asked).toHaveLength(2);
  });

  it('looks at nothing when it is cancelled while it searches', async () => {
    const { looker, asked } = windowWith([app]);
    const done = looker.refresh('one');
    looker.cancel();
    await done;
    expect(asked).toEqual([]);
    expect(looker.states).toMatchObject([{ project: app, looking: false }]);
  });

  it('says why a folder cannot be searched, and keeps what is known of it', async () => {
    const { looker, asked, state } = windowWith([app]);
    void looker.refresh('one');
    await settle();
    asked[0]?.finish(clean);
    await settle();
    state.findFails = 'EACCES';
    await looker.refresh('two');
    expect(asked).toHaveLength(1);
    expect(looker.states[0]).toMatchObject({ look: clean, failure: { message: 'EACCES' } });
    expect(looker.states[1]).toMatchObject({ project: { folder: '/home/me/other' } });
  });

  it('tells of a change whenever something begins or ends', async () => {
    const { looker, asked } = windowWith([app]);
    const seen: boolean[] = [];
    looker.onDidChange(() => seen.push(looker.looking));
    const done = looker.refresh('one');
    await settle();
    asked[0]?.finish(clean);
    await done;
    expect(seen[0]).toBe(true);
    expect(seen.at(-1)).toBe(false);
  });

  it('does nothing any more when it is disposed of', async () => {
    const { looker, asked } = windowWith([app]);
    const done = looker.refresh('one');
    looker.dispose();
    await done;
    await looker.refresh('two');
    expect(asked).toHaveLength(0);
  });
});
