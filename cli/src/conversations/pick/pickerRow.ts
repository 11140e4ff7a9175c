import { titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { fitted, padded } from '@claude-sessions/core/conversations/displayWidth.ts';
import { escapeHidden, shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import type { PickRow } from '../../terminal/pick.ts';
import type { FoundConversation } from '../findConversations.ts';

/** Of a title more is never shown, and only that is looked through. */
const longestTitle = 300;

/** Below it a line is the title and the age alone. */
const narrow = 60;

/** A conversation as a line of the picker. @param now milliseconds since 1970 @param withProject where the list is of all projects */
export function pickerRow(
  conversation: FoundConversation,
  now: number,
  withProject: boolean,
): PickRow<FoundConversation> {
  const title = shownLine((titleOf(conversation) ?? '(no prompt)').replace(/\s+/g, ' ').trim(), longestTitle);
  const words = marks(conversation, withProject);
  const age = ageWord(now - conversation.changedAt).padStart(4);
  const search = [conversation.id, title, ...words, conversation.gitBranch ?? ''].join(' ').toLowerCase();
  return {
    key: keyOf(conversation),
    value: conversation,
    search,
    text: (columns) => {
      const right = columns < narrow ? age : [...words, age].join('  ');
      const rest = columns - right.length - 2;
      return rest < 8 ? fitted(title, columns) : `${padded(fitted(title, rest), rest)}  ${right}`;
    },
  };
}

/** Copies of one conversation may lie in several places. */
const keyOf = ({ id, slug, place }: FoundConversation) =>
  [place.kind, place.kind === 'container' ? place.volume : '', slug, id].join(' ');

function marks(conversation: FoundConversation, withProject: boolean): string[] {
  const { place, openIn, isWaiting, isHeadless, project, slug } = conversation;
  const name = escapeHidden((project ?? slug).split(/[\\/]/).at(-1) ?? '');
  return [
    ...(openIn === undefined ? [] : ['open']),
    ...(isWaiting ? ['to pull'] : []),
    ...(isHeadless ? ['-p'] : []),
    ...(withProject ? [fitted(name, 24)] : []),
    ...(place.kind === 'host' ? [] : [place.kind]),
  ];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function ageWord(milliseconds: number): string {
  const ago = Math.max(0, milliseconds);
  if (ago < hour) return `${Math.floor(ago / minute)}m`;
  if (ago < day) return `${Math.floor(ago / hour)}h`;
  return ago < 365 * day ? `${Math.floor(ago / day)}d` : `${Math.floor(ago / (365 * day))}y`;
}
