import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { keyRangeAt } from '../../findings/readDocument.ts';

export const profileAlone = defineCheck({
  code: 'profile-alone',
  place: 'configuration',
  severity: 'warning',
  title: 'Profile without its base',
  why: '`claude-profile` only mounts folders of `~/.claude`. It is `claude-sessions` that links them to where Claude Code looks, and *prepare* that makes the folders on the host; without them the mounts are of no use, and on a host that lacks one of the folders the container does not start.',
  remedy: 'Run `claude-sessions share`, or take `claude-profile` out.',
  fromAbsence: true,
  needs: ['configuration'],
  find({ configuration: { configured, document } }) {
    const profile = configured?.features.find(({ id }) => id === 'claude-profile');
    if (!profile || configured?.mode === 'share') return [];
    return [
      found({
        severity: 'warning',
        message:
          'The Feature claude-profile is there without claude-sessions: what it mounts is not linked to where Claude Code looks.',
        evidence: [profile.reference],
        fix: advice`Run ${ourCommand('share')}, or take the Feature out of devcontainer.json.`,
        range: keyRangeAt(document, ['features', profile.reference]),
      }),
    ];
  },
});
