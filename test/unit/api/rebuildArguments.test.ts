import { defaultShareOptions } from '@claude-sessions/core/share/options.ts';
import { expect, it } from 'vitest';
import { projectOf } from '../../../cli/src/api/findProjects.ts';
import { rebuildArguments } from '../../../cli/src/api/rebuildArguments.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';

const look = (parts: object) =>
  ({ project: projectOf('/w'), mode: 'share', options: defaultShareOptions, ...parts }) as EditorLook;
const recorded = (record: object) => ({ look: { gathered: { record } } });

it('names the folder, the file, the mode and its options', () => {
  const options = { ...defaultShareOptions, profile: false, memory: 'rw' } as const;
  expect(rebuildArguments(look({ options }), {})).toEqual([
    ...['share', '/w', '--config', '/w/.devcontainer/devcontainer.json'],
    ...['--no-profile', '--memory', 'rw', '--no-install-claude', '--up', '--recreate'],
  ]);
  expect(rebuildArguments(look({ mode: 'isolate', options }), {})).toEqual([
    ...['isolate', '/w', '--config', '/w/.devcontainer/devcontainer.json'],
    ...['--no-install-claude', '--up', '--recreate'],
  ]);
});

it('passes on what the settings name, and only that', () => {
  const settings = { dockerPath: 'podman', collection: 'a.b/c', devcontainerPath: '/x y/devcontainer' };
  expect(rebuildArguments(look({}), settings).slice(-6)).toEqual([
    ...['--collection', 'a.b/c', '--docker-path', 'podman', '--devcontainer-path', '/x y/devcontainer'],
  ]);
  expect(rebuildArguments(look({}), { dockerPath: '' }).at(-1)).toBe('--recreate');
});

it('neither rewrites what the file says otherwise than was chosen on this host, nor takes it for chosen', () => {
  const chosen = { mode: 'share', options: defaultShareOptions };
  const wide = { ...defaultShareOptions, memory: 'rw', allProjects: true } as const;
  const asked = ['doctor', '/w', '--config', '/w/.devcontainer/devcontainer.json', '--recreate'];
  expect(rebuildArguments(look({ options: wide, ...recorded({ chosen }) }), {})).toEqual(asked);
  expect(rebuildArguments(look({ mode: 'isolate', ...recorded({ chosen }) }), {})).toEqual(asked);
  expect(rebuildArguments(look({ ...recorded({ chosen }) }), {})[0]).toBe('share');
  const apart = { mode: 'isolate', options: wide };
  expect(rebuildArguments(look({ mode: 'isolate', ...recorded({ chosen: apart }) }), {})[0]).toBe('isolate');
});

it('of a personal configuration leaves it to the record which of the team’s it is made of', () => {
  const project = projectOf('/w', '/w/.devcontainer/x/devcontainer.json');
  const more = recorded({ team: { path: '/w/.devcontainer/rust/devcontainer.json', source: '' } });
  expect(rebuildArguments(look({ project, ...more }), {}).slice(0, 4)).toEqual([
    'share',
    '/w',
    '--personal',
    '--no-install-claude',
  ]);
});

it('has no words where nothing of ours is configured', () => {
  expect(rebuildArguments(look({ mode: 'none' }), {})).toEqual([]);
});
