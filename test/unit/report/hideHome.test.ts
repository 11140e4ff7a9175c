import { hideHome } from '@claude-sessions/core/report/hideHome.ts';
import { expect, it } from 'vitest';

it.each([
  ['/home/alice/app', '/home/alice', '~/app'],
  ['in /home/alice.', '/home/alice', 'in ~.'],
  ['/home/alice', '/home/alice/', '~'],
  ['/host_mnt/home/alice/app', '/home/alice', '/host_mnt~/app'],
  ['/home/alice2 /home/alice.bak', '/home/alice', '/home/alice2 /home/alice.bak'],
  ['/x/.claude/projects/-home-alice-app', '/home/alice', '/x/.claude/projects/~-app'],
  ['C:\\Users\\Al (x)\\app', 'C:\\Users\\Al (x)', '~\\app'],
  ['C:/Users/alice/app', 'C:\\Users\\alice', '~/app'],
  ['projects/C--Users-alice-app', 'C:\\Users\\alice', 'projects/~-app'],
  ['--mount-workspace-git-root', '/root', '--mount-workspace-git-root'],
  ['/a/b', '/', '/a/b'],
  ['alice', '/home/alice', 'alice'],
])('%s of %s', (text, home, shown) => expect(hideHome(text, home)).toBe(shown));
