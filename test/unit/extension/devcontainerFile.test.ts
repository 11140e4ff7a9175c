import { describe, expect, it } from 'vitest';
import { isDevcontainerFile } from '../../../extension/src/language/devcontainerFile.ts';

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
