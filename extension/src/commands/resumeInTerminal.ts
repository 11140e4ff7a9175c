import type { EditorConversation } from '../../../cli/src/api/types.ts';
import { UserError } from '../errors/UserError.ts';
import { runInTerminal } from '../rebuild/runInTerminal.ts';
import type { Services } from '../services/Services.ts';
import { plainLine } from '../text/plainText.ts';

/** Goes on with a conversation, on this host or in its dev container, in a terminal. */
export async function resumeInTerminal(
  services: Services,
  { id, folder }: EditorConversation,
  title: string,
  where: '--host' | '--container',
): Promise<void> {
  // It is the name of a file, which a container may have made, and would be a word of a command line.
  if (!/^[\da-f-]{36}$/i.test(id)) {
    throw new UserError(
      `${plainLine(id, 60)} is no session id, so Claude Code cannot go on with it.`,
      'Look at its file.',
    );
  }
  const { dockerPath, devcontainerPath } = services.settings();
  const programs = [
    ...(dockerPath ? ['--docker-path', dockerPath] : []),
    ...(devcontainerPath ? ['--devcontainer-path', devcontainerPath] : []),
  ];
  const words = ['resume', id, folder, where, ...programs];
  await runInTerminal(services, folder, title, words, `claude-sessions resume ${id} ${where}`);
}
