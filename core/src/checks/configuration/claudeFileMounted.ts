import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { findMounts } from './findMounts.ts';

export const claudeFileMounted = defineCheck({
  code: 'claude-file-mounted',
  place: 'configuration',
  severity: 'error',
  title: 'A single file is mounted',
  why: 'Programs replace files by renaming a new one over them. After that, the container still has the old file: what it writes there is lost, and what the host writes it does not see. Nothing reports it.',
  remedy:
    'Take the mount out. `claude-sessions share` copies `settings.json`, `CLAUDE.md` and `keybindings.json` for the container at every start.',
  needs: ['configuration'],
  find: (facts) =>
    findMounts(facts, ['file'], ({ writable }) => ({
      severity: writable ? 'error' : 'warning',
      message: writable
        ? 'A single file of Claude’s state is mounted: once the host replaces it, what the container writes is lost.'
        : 'A single file of Claude’s state is mounted: once the host replaces it, the container goes on with the old one.',
      instead: advice`With ${ourCommand('share')} the container gets copies of the files that may be shared.`,
    })),
});
