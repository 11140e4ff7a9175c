import type { Docker } from '../engine/docker.ts';

/** Answers beforehand what an interactive first start asks: theme, the API key, trust in the folder. */
export interface Answered {
  hasCompletedOnboarding: true;
  theme: string;
  customApiKeyResponses: { approved: string[]; rejected: string[] };
  projects: Record<string, object>;
}

/** `.claude.json`, as far as the tests know it. */
type State = { projects?: Record<string, object> } & Record<string, unknown>;

/** Keys of `.claude.json` with which the client asks nothing in `folder`, added to `state`. */
export function answerQuestions(state: State, folder: string): State & Answered {
  const projects = state.projects ?? {};
  return {
    ...state,
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: ['sk-test'], rejected: [] },
    projects: { ...projects, [folder]: { ...projects[folder], hasTrustDialogAccepted: true } },
  };
}

/** Does so in a container's config directory, as its remote user. */
export async function answerQuestionsInside(
  docker: Docker,
  container: string,
  user: string,
  folder: string,
): Promise<void> {
  const file = '"$CLAUDE_CONFIG_DIR/.claude.json"';
  const { stdout } = await docker.sh(container, `cat ${file}`, user);
  const state = JSON.parse(stdout || '{}') as State;
  const text = JSON.stringify(answerQuestions(state, folder));
  await docker.run(['exec', '-i', '-u', user, container, 'sh', '-c', `cat > ${file}`], { input: text });
}
