import { copiedFiles, inWords, profileWords } from '@claude-sessions/core/catalogue.ts';
import { containerConfigDir, containerHostDir } from '@claude-sessions/core/containerPaths.ts';
import type { FeatureId } from '@claude-sessions/core/features.ts';

const volume = `The container’s whole Claude state is kept in a volume at \`${containerConfigDir}\`, across rebuilds: login, settings, conversations.`;

/** A paragraph each. */
export const featureText: Readonly<Record<FeatureId, readonly string[]>> = {
  'claude-persist': [
    'Isolates: Claude Code in the container keeps its own state, and sees nothing of the host’s.',
    volume,
  ],
  'claude-sessions': [
    'Shares: conversations of this project, begun on the host, go on in the container, and the other way round.',
    volume,
    `Of the host the container gets this project’s conversations, to write, and the memory of its git repository, to read, at \`${containerHostDir}/project\`. They have to be prepared on the host before each start: \`claude-sessions share\` writes the \`initializeCommand\` that does.`,
  ],
  'claude-profile': [
    `Beside \`claude-sessions\`: your ${profileWords} of \`~/.claude\`, and copies of ${inWords(copiedFiles.map((name) => `\`${name}\``))}, without secrets.`,
    'All of it read-only: what a container wrote there, Claude Code on the host would run or follow.',
  ],
  'claude-login': [
    'One login for all dev containers that have this Feature, in a volume of its own, and not the host’s: log in once, in any of them. Each can read it; `/logout` in one logs out all.',
  ],
  'claude-home': [
    'The whole home of the container’s user is kept in a volume, across rebuilds: shell history, logins of tools, what you install there. A new image brings what is new, over nothing that is yours.',
  ],
};

/** For every one of our Features. */
export const noOptions = 'It has no options: `{}` stays empty.';
