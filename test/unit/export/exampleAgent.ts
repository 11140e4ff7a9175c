import { createHash } from 'node:crypto';
import { type Agent, parseAgent } from '../../../core/src/export/agent.ts';
import { conversationId } from '../../../core/src/export/conversationId.ts';
import type { IdOf } from '../../../core/src/export/types.ts';

/** What every description has to have. */
export const least = {
  name: 'alice',
  image: 'ghcr.io/example/agent:1.4',
  user: '1000:1000',
  home: '/home/agent',
};

/** A description with one of everything. */
export const full = {
  ...least,
  memory: { limit: '4Gi', request: '1Gi' },
  volumes: { home: { size: '8Gi', storageClass: 'fast' }, projects: { size: '50Gi', path: '/srv/projects' } },
  ssh: { secret: 'alice-ssh', keys: ['id_ed25519', 'config', 'known_hosts'] },
  env: { secret: 'alice-env' },
  repositories: [
    { url: 'git@github.com:example/app.git', branch: 'main' },
    { url: 'https://example.org/tools', folder: 'y' },
  ],
  login: { kind: 'token', secret: 'alice-login' },
  slots: ['blue', 'green'],
  prompt: "Read README.md, it's $(HOME) and $HOME, $$5 or $$(HOME).\ny",
};

export function agentOf(description: object): Agent {
  const { agent, problems } = parseAgent(description);
  if (!agent) throw new Error(JSON.stringify(problems));
  return agent;
}

export const sha1 = (bytes: Uint8Array) => Uint8Array.from(createHash('sha1').update(bytes).digest());

export const idOf: IdOf = (slot) => conversationId('alice', slot, sha1);
