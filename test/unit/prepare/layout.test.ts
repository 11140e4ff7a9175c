import { describe, expect, it } from 'vitest';
import { configDirOfLink, isMemoryIn, prepareLayout } from '../../../core/src/prepare/layout.ts';

describe('configDirOfLink', () => {
  it.each([
    ['/etc/claude/projects/-w', 'linux', '/etc/claude'],
    ['/projects/-w', 'linux', ''],
    ['/etc/claude/projects/-w-x', 'linux', undefined],
    ['/etc/claude/projects/-w\n', 'linux', undefined],
    ['../.claude/projects/-w', 'linux', undefined],
    ['', 'linux', undefined],
    ['C:\\claude\\projects\\-w', 'win32', 'C:\\claude'],
    ['\\\\?\\C:\\claude\\projects\\-w\\', 'win32', 'C:\\claude'],
    ['\\??\\C:\\claude\\projects\\-w', 'win32', 'C:\\claude'],
    ['claude\\projects\\-w', 'win32', undefined],
  ])('of %j on %s is %j', (target, platform, expected) => {
    expect(configDirOfLink(target, '/w', platform)).toBe(expected);
  });
});

describe('isMemoryIn', () => {
  it.each([
    ['/c/projects/-w/memory', 'linux', true],
    ['/c/projects/-other/memory', 'linux', true],
    ['/c/projects/memory', 'linux', false],
    ['/c/projects/../memory', 'linux', false],
    ['/c/projects/-w/memory/x', 'linux', false],
    ['/c/projects/-w/../memory', 'linux', false],
    ['/c/projects/-w/tool-results', 'linux', false],
    ['/d/projects/-w/memory', 'linux', false],
    ['', 'linux', false],
    ['\\\\?\\/c\\projects\\-w\\memory\\', 'win32', true],
  ])('of %j on %s is %s', (target, platform, expected) => {
    expect(isMemoryIn('/c', target, platform)).toBe(expected);
  });
});

describe('prepareLayout', () => {
  it.each([
    ['', undefined, '/h/.claude', '/h/.claude.json'],
    ['/c', undefined, '/c', '/c/.claude.json'],
    ['/h/.claude', undefined, '/h/.claude', '/h/.claude/.claude.json'],
    ['/c', '/h/.claude', '/h/.claude', '/h/.claude.json'],
    ['', '/d', '/d', '/d/.claude.json'],
    ['/c', '/c', '/c', '/c/.claude.json'],
  ])('with CLAUDE_CONFIG_DIR=%s, linked to %s', (configDir, linked, config, claudeJson) => {
    const input = { home: '/h', configDir, devcontainerId: '0', platform: 'linux' };
    expect(prepareLayout('/h', input, '/w', '/', linked)).toMatchObject({
      config,
      claudeJson,
      project: `${config}/projects/-w`,
      ownMemory: `${config}/projects/-w/memory`,
      memory: `${config}/projects/-/memory`,
    });
  });
});
