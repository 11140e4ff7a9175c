import { containerSources } from '../../conversations/containers/containerSources.ts';
import { openInside } from '../../conversations/containers/openInside.ts';
import type { FoundConversation } from '../../conversations/findConversations.ts';
import { engineFrom } from '../../settings/setting.ts';
import type { ResumeContext } from './ResumeContext.ts';

/**
 * On which side a running Claude Code has a conversation open. That it was found on this host says nothing of containers yet, which
 * were not asked then.
 */
export async function openSide(
  { id, openIn, project, place }: FoundConversation,
  { request, options }: ResumeContext,
): Promise<FoundConversation['openIn']> {
  if (openIn !== undefined || place.kind === 'container' || project === undefined) return openIn;
  const { home } = request;
  const engine = engineFrom(options.dockerPath, process.env);
  const sources = await containerSources({ home, folder: project, realFolder: project }, engine);
  return (await openInside(sources)).has(id) ? 'container' : undefined;
}
