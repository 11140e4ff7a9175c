import { defineCheck } from '../../findings/check.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { plainPath } from '../../mounts/claudeSource.ts';
import { isHeededReadonly } from './claudeMounts.ts';
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
    findMounts(facts, ['whole'], ({ writable, site: { mount } }) => ({
      severity: 'error',
      message: `The whole of Claude’s folder on the host is mounted: the container can read the login${consequence(writable, keepsProjects(facts.configuration, mount.target))}.`,
    })),
});

/** Measured: where Claude Code cannot write it answers as usual, and saves nothing. */
function consequence(writable: boolean, keeps: boolean): string {
  if (writable) return ' and write what Claude Code on the host runs';
  return keeps
    ? ''
    : ', and Claude Code in it saves no conversation, without a word, as it cannot write projects/';
}

function keepsProjects(configuration: ConfigurationFacts, target: string): boolean {
  const { sites, value } = readDocument(configuration);
  const projects = plainPath(`${target}/projects`);
  return sites.some((site) => {
    const isOver = plainPath(site.mount.target) === projects;
    return isOver && !isHeededReadonly(site, 'dockerComposeFile' in value);
  });
}
