import { advice } from '../../findings/advice.ts';

// Sentences that more than one row of what a container reports has.

export const healAsRoot = advice`Run \`claude-state heal\` in the container as root; if that does not help, rebuild the container.`;
export const bridgeAgain = advice`Run \`claude-state bridge\` in the container.`;
export const savesNothing = 'Claude Code would answer as usual and save nothing.';
export const compareKept = advice`Compare the two under \`.claude-state/kept\` of Claude’s folder in the container, then remove the one that you do not need.`;
