import { defineCheck } from '../../findings/check.ts';
import { findMounts } from './findMounts.ts';

export const claudeFolderMounted = defineCheck({
  code: 'claude-folder-mounted',
  place: 'configuration',
  severity: 'error',
  title: 'All of ~/.claude is mounted',
  why: 'The container gets the login, the keys and every project’s conversations, and can write the agents, hooks and settings that Claude Code on the host runs. And `claude --continue` still starts a new conversation, because inside the project has another path.',
  remedy:
    'Run `claude-sessions share`: it takes the mount out and shares this project’s conversations, and of the rest only what is safe, to read.',
  needs: ['configuration'],
  find: (facts) =>
    findMounts(facts, ['whole'], ({ writable }) => ({
      severity: 'error',
      message: `The whole of Claude’s folder on the host is mounted: the container can read the login${writable ? ' and write what Claude Code on the host runs' : ''}.`,
    })),
});
