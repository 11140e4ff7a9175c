import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Agent } from '@claude-sessions/core/export/agent.ts';
import { composeFiles } from '@claude-sessions/core/export/compose.ts';
import { dockerFiles } from '@claude-sessions/core/export/docker.ts';
import { type KubernetesOptions, kubernetesFiles } from '@claude-sessions/core/export/kubernetes.ts';
import type { ExportedFile } from '@claude-sessions/core/export/types.ts';
import { conversationOf } from '../host/conversationOf.ts';

export const exportEngines = ['kubernetes', 'compose', 'docker'] as const;
export type ExportEngine = (typeof exportEngines)[number];

/** Every file for an engine, the program that prepares the volumes among them. */
export async function renderExport(
  engine: ExportEngine,
  agent: Agent,
  options: KubernetesOptions,
): Promise<ExportedFile[]> {
  const idOf = (slot: string | undefined) => conversationOf(agent.name, slot);
  const program = { text: await claudeState(), executable: true };
  if (engine === 'kubernetes') {
    return [...kubernetesFiles(agent, options, idOf), { ...program, path: 'base/claude-state' }];
  }
  const files = engine === 'compose' ? composeFiles(agent, idOf) : dockerFiles(agent, idOf);
  // What is copied in here must not be committed by chance.
  const ignored = { path: '.gitignore', text: '/secrets/\n' };
  return [...files, { ...program, path: 'program/claude-state' }, ignored];
}

/** The program as it is for containers; the build puts it beside this. */
function claudeState(): Promise<string> {
  return readFile(fileURLToPath(new URL('./claude-state', import.meta.url)), 'utf8');
}
