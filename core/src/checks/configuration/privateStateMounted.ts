import { defineCheck } from '../../findings/check.ts';
import { findMounts } from './findMounts.ts';

export const privateStateMounted = defineCheck({
  code: 'private-state-mounted',
  place: 'configuration',
  severity: 'error',
  title: 'Private state is mounted',
  why: 'Some of `~/.claude` is of one machine (registers of running processes, with keys), or of every project at once, or lets whoever writes it overwrite files on the host. None of it is of use in a container.',
  remedy: 'Take the mount out. `claude-sessions share` shares what may be shared.',
  needs: ['configuration'],
  find: (facts) =>
    findMounts(facts, ['private'], ({ entry, writable }) => ({
      severity: writable && (entry?.class === 'runtime' || entry?.class === 'session') ? 'error' : 'warning',
      message: `~/.claude/${entry?.name} is mounted, which belongs to the host alone.`,
      evidence: entry ? [`${entry.name}: ${entry.why}`] : [],
    })),
});
