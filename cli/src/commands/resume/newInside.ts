import { enterWorkspace } from '../enterChosen.ts';
import { notInstalled } from '../notInstalled.ts';
import type { ResumeContext } from './ResumeContext.ts';

const script = 'command -v claude >/dev/null 2>&1 || exit 127; exec claude "$@"';

/** Begins a conversation in the dev container of the project. @returns the exit code of Claude Code */
export async function newInside({ workspace, args, options }: ResumeContext): Promise<number> {
  if (!workspace) return 1;
  return enterWorkspace(workspace, ['sh', '-c', script, 'sh', ...args], options, { notFound: notInstalled });
}
