import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchedFiles } from '../../../extension/src/watch/watchedFiles.ts';

describe('the files that are watched', () => {
  it.each([
    '.devcontainer.json',
    '.devcontainer/devcontainer.json',
    '.devcontainer/claude/devcontainer.json',
    '.devcontainer/claude-sessions-prepare.sh',
    '.devcontainer/go/claude-sessions-prepare.ps1',
    '.devcontainer/.claude-sessions/compose.yaml',
    '.devcontainer/go/.claude-sessions/compose.yaml',
    '.claude-sessions/compose.yaml',
    'docker-compose.yml',
    '.env',
    '.devcontainer/compose.dev.yaml',
    '.devcontainer/go/.env',
  ])('have %s among them', (path) => {
    expect(matchesGlob(path, watchedFiles)).toBe(true);
  });

  it.each([
    'src/.devcontainer/devcontainer.json',
    '.devcontainer/a/b/devcontainer.json',
    'devcontainer.json',
    'package.json',
    'src/docker-compose.yml',
  ])('do not have %s', (path) => {
    expect(matchesGlob(path, watchedFiles)).toBe(false);
  });
});
