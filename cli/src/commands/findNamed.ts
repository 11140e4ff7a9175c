import { type FoundConversation, findConversation } from '../conversations/findConversations.ts';
import { requestFor } from '../conversations/requestFor.ts';
import { withContainers } from '../conversations/withContainers.ts';
import { engineFrom } from '../settings/setting.ts';
import { escapeControls, log } from '../terminal/output.ts';

/**
 * The conversation of an id, or of the beginning of one, wherever it is: of this host, or else in a container.
 * @throws UserError when there is none, or there are several
 */
export async function findNamed(
  id: string,
  { dockerPath }: { readonly dockerPath?: string },
): Promise<FoundConversation> {
  const troubles = new Set<string>();
  const request = {
    ...(await requestFor(undefined, { all: true })),
    onTrouble: (sentence: string) => void troubles.add(sentence),
  };
  try {
    return await findConversation(withContainers(request, engineFrom(dockerPath, process.env)), id);
  } finally {
    for (const each of troubles) log(`warning: ${escapeControls(each)}`);
  }
}
