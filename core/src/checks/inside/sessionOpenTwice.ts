import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const sessionOpenTwice = defineCheck({
  code: 'session-open-twice',
  place: 'inside',
  severity: 'warning',
  title: 'A conversation is open twice',
  why: 'Two Claude Codes that go on with one conversation at the same time both write to it. It then has two branches, and who resumes it next sees one of them.',
  remedy:
    'Close it on one side. On the other, `claude --continue --fork-session` begins a branch of its own.',
  needs: ['host', 'inside'],
  find({ host, inside }) {
    const both = host.openSessions.filter((id) => inside.openSessions.includes(id));
    if (both.length === 0) return [];
    return [
      {
        severity: 'warning',
        message:
          'A conversation is open on this host and in the container at the same time: it will have two branches, and one of them will not show.',
        evidence: both,
        fix: advice`Close it on one of the two sides.`,
      },
    ];
  },
});
