import { describe, expect, it } from 'vitest';
import { configFileOf } from '../../../extension/src/projects/configFileOf.ts';
import { projectsOf } from '../../../extension/src/projects/projectsOf.ts';
import { app, projectAt } from './support/look.ts';

const projects = [
  app,
  projectAt('/home/me/app', '.devcontainer/x/devcontainer.json'),
  projectAt('/home/me/app/sub'),
];

describe('which dev container a command is about', () => {
  it('is what it was called with: a path, a URI, a line of the view', () => {
    expect(configFileOf('/x')).toBe('/x');
    expect(configFileOf({ fsPath: '/x' })).toBe('/x');
    expect(configFileOf({ about: { project: { configFile: '/x' } } })).toBe('/x');
    expect(configFileOf({ configFile: 1 })).toBeUndefined();
    expect(configFileOf(null)).toBeUndefined();
  });

  it('is first of all that of the active editor', () => {
    const [first, second, third] = projects;
    expect(projectsOf(second?.configFile, projects)).toEqual([second]);
    expect(projectsOf('/home/me/app/sub/src/a.ts', projects)).toEqual([third]);
    expect(projectsOf('/home/me/app/src/a.ts', projects)).toEqual([first, second]);
    expect(projectsOf('/home/me/application/a.ts', projects)).toEqual([]);
    expect(projectsOf(undefined, projects)).toEqual([]);
  });

  it('is that of a whole disk, too', () => {
    const disk = projectAt('/');
    expect(projectsOf('/src/a.ts', [disk])).toEqual([disk]);
  });
});
