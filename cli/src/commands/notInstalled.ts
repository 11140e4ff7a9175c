import { advice, ourCommand } from '@claude-sessions/core/findings/advice.ts';

/** Said when the container has no Claude Code. */
export const notInstalled = {
  message: 'Claude Code is not installed in the dev container, or not on the PATH of its user.',
  advice: advice`${ourCommand('share', '--install-claude', '--up', '--recreate')} adds the Feature that installs it.`,
};
