import { UsageError, UserError } from '../../host/errors.ts';
import { escapeControls } from '../../terminal/output.ts';
import type { FoundConversation } from '../findConversations.ts';

/** Where a conversation goes on. */
export type ResumeSide = 'host' | 'container';

/** What was asked for. */
interface Wanted {
  readonly host?: boolean | undefined;
  readonly container?: boolean | undefined;
}

type Resumed = Pick<FoundConversation, 'id' | 'slug' | 'isRemnant' | 'place'>;

/**
 * Where a conversation goes on: on this host, unless it lies in a container's volume alone or the container is asked for.
 * @throws UserError when it cannot go on there, or at all
 */
export function chooseSide(conversation: Resumed, { host, container }: Wanted): ResumeSide {
  if (host && container) throw new UsageError('--host and --container do not go together.', 'Leave one out.');
  if (conversation.isRemnant) throw remnant(conversation);
  if (conversation.place.kind !== 'container') return container ? 'container' : 'host';
  if (host) {
    throw new UserError(
      `${conversation.id} lies in a dev container alone (${volumeWords(conversation.place)}), and is not copied to this host unseen.`,
      'Resume it there: leave out --host. `claude-sessions share` shares the conversations of the container with this host.',
    );
  }
  return 'container';
}

function remnant({ id, slug, place }: Resumed): UserError {
  const where =
    place.kind === 'container'
      ? `in ${volumeWords(place)}`
      : place.kind === 'mirror'
        ? 'in the mirror of the project'
        : `in projects/${slug}/${id} of Claude's config directory`;
  return new UserError(
    escapeControls(`Of ${id} only a folder is left, ${where}; its transcript is gone.`),
    'Nothing can resume it. What subagents said and what tools printed may still lie in that folder.',
  );
}

/** Names of a container and its volume, as text. */
export function volumeWords({
  volume,
  container,
}: {
  readonly volume: string;
  readonly container?: string;
}): string {
  return escapeControls(
    container === undefined ? `the volume ${volume}` : `${container}, in its volume ${volume}`,
  );
}
