import { describe, expect, it } from 'vitest';
import { isDevcontainerFile } from '../../../extension/src/devcontainerFile.ts';
import { activeIndex, configFileOf } from '../../../extension/src/projectChoice.ts';
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
    expect(configFileOf({ target: { project: { configFile: '/x' } } })).toBe('/x');
    expect(configFileOf({ configFile: 1 })).toBeUndefined();
    expect(configFileOf(null)).toBeUndefined();
  });

  it('is first of all that of the active editor', () => {
    expect(activeIndex(projects, projects[1]?.configFile)).toBe(1);
    expect(activeIndex(projects, '/home/me/app/sub/src/a.ts')).toBe(2);
    expect(activeIndex(projects, '/home/me/app/src/a.ts')).toBe(0);
    expect(activeIndex(projects, '/home/me/application/a.ts')).toBe(-1);
    expect(activeIndex(projects, undefined)).toBe(-1);
  });
});

describe('files that the language server serves', () => {
  it.each([
    '/a/.devcontainer/devcontainer.json',
    '/a/b/.devcontainer.json',
    '/a/.devcontainer/x/devcontainer.json',
    'C:\\a\\.devcontainer\\devcontainer.json',
  ])('are these: %s', (path) => expect(isDevcontainerFile(path)).toBe(true));

  it.each([
    '/a/devcontainer.json',
    '/a/.devcontainer/x/y/devcontainer.json',
    '/a/x.devcontainer.json',
    '/a/.devcontainer/devcontainer.json.bak',
  ])('and not these: %s', (path) => expect(isDevcontainerFile(path)).toBe(false));
});
