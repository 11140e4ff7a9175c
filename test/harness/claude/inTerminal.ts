import { join } from 'node:path';
import { expect } from 'vitest';
import { type Project, writeHostFile } from '../project/project.ts';
import { hostProjectFolder, sessionsIn } from '../project/transcripts.ts';
import type { ClaudeVersion } from '../start/claudeCode.ts';
import { until } from '../system/processes.ts';
import { claudeEnvironment } from './claudeEnvironment.ts';
import type { MockApi } from './mockApi.ts';
import { answerQuestions } from './onboarding.ts';
import { terminalOnHost } from './terminal.ts';
import type { Tmux } from './tmux.ts';

/** Begins a session in a terminal on the host (the picker does not list those of `-p`); returns its id. */
export async function beginInTerminal(
  project: Project,
  version: ClaudeVersion,
  prompt: string,
  api: MockApi,
): Promise<string> {
  const state = answerQuestions({}, project.folder);
  writeHostFile(join(project.home, '.claude.json'), JSON.stringify(state), 0o600);
  const tmux = await terminalOnHost(project, version, claudeEnvironment(api));
  try {
    await say(tmux, prompt, /users=1 assistant=0/);
    // It answers first, and writes then.
    await until(() => sessionsIn(hostProjectFolder(project, project.folder)).length > 0, 30_000, 100);
  } finally {
    await tmux.stop();
  }
  const [id, ...more] = sessionsIn(hostProjectFolder(project, project.folder));
  expect(more).toEqual([]);
  return id ?? '';
}

/** Types a prompt when the client is ready for one, and waits for the answer. */
export async function say(tmux: Tmux, prompt: string, answer: RegExp): Promise<void> {
  await tmux.waitFor(/❯/);
  await tmux.type(prompt);
  await tmux.waitFor(new RegExp(prompt));
  await tmux.keys('Enter');
  await tmux.waitFor(answer);
}
