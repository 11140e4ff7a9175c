import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { findMounts } from './findMounts.ts';

export const hostProgramsWritable = defineCheck({
  code: 'host-programs-writable',
  place: 'configuration',
  severity: 'error',
  title: 'Host programs are writable',
  why: 'Agents, commands, skills, hooks, plugins and rules of `~/.claude`, and files like `settings.json` and `CLAUDE.md`, are programs and instructions that Claude Code on the host follows. A container that can write them can run what it likes on the host.',
  remedy:
    'Run `claude-sessions share`: it mounts the folders read-only and copies the files. By hand: write the mount of a folder as a string that ends in `,readonly`.',
  needs: ['configuration'],
  find: (facts) =>
    findMounts(facts, ['program'], ({ entry }) => ({
      severity: 'error',
      message: `~/.claude/${entry?.name} can be written from the container, and Claude Code on the host runs or follows what is in it.`,
      instead:
        entry?.kind === 'file'
          ? advice`With ${ourCommand('share')} the container gets copies of the files that may be shared.`
          : advice`What ${ourCommand('share')} shares of it, it mounts read-only.`,
    })),
});
