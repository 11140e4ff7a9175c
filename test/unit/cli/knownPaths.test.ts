import { expect, it } from 'vitest';
import { knownPaths } from '../../../cli/src/verify/knownPaths.ts';

it('knows the name under which a shared container files conversations, there and not on this host', () => {
  const folder = '/home/me/app';
  const known = knownPaths({ folder, realFolder: folder }, '/home/me/.claude', folder, undefined);
  expect(known).toContain('/var/lib/claude/projects/shared/memory');
  expect(known).toContain('/var/lib/claude/projects/-workspaces-app/memory');
  expect(known).toContain('/home/me/.claude/projects/-home-me-app/memory');
  // Where Claude Code is told to write memory there.
  expect(known).toContain('/var/lib/claude/.claude-state/memory');
  expect(known).toContain('/mnt/claude-host/project/memory');
  expect([...known].filter((path) => path.startsWith('/home/me/.claude/projects/shared'))).toEqual([]);
});
