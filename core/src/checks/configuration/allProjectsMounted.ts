import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { targetPart } from './claudeMounts.ts';
import { findMounts } from './findMounts.ts';

export const allProjectsMounted = defineCheck({
  code: 'all-projects-mounted',
  place: 'configuration',
  severity: 'error',
  title: 'All projects are mounted',
  why: 'What a transcript says, Claude Code on the host believes when it resumes it: a container that can write every project’s conversations can reach every project. Claude Code inside also sweeps old conversations, of all projects that it sees. Mounted read-only in Claude’s own place, it answers as usual and silently saves nothing.',
  remedy:
    'Run `claude-sessions share`, which shares this project’s conversations only. `share --all-projects` lets the container read the others, beside its own.',
  needs: ['configuration'],
  find: (facts) =>
    findMounts(facts, ['projects'], ({ site, writable }) => {
      const inPlace = targetPart(site.mount.target) === 'projects';
      const what = writable
        ? 'can be written from the container.'
        : inPlace
          ? 'are mounted read-only where Claude Code saves its own: it would answer as usual and save nothing.'
          : 'can be read from the container.';
      return {
        severity: writable || inPlace ? 'error' : 'information',
        message: `The conversations of every project on this host ${what}`,
        instead: advice`With ${ourCommand('share', '--all-projects')} the others can be read.`,
      };
    }),
});
