import {
  agoText,
  placeText,
  statesOf,
  titleText,
} from '@claude-sessions/core/conversations/conversationTable.ts';
import { displayWidth, fitted, padded } from '@claude-sessions/core/conversations/displayWidth.ts';
import { escapeHidden, shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import type { PickRow } from '../../terminal/pick.ts';
import type { FoundConversation } from '../findConversations.ts';

/** Of a title more is never shown, and only that is looked through. */
const longestTitle = 300;

const longestMark = 24;
const mostStates = 2;
/** As a date is. */
const longestAge = 10;

/** A conversation as a line of the picker. @param now milliseconds since 1970 @param withProject where the list is of all projects */
export function pickerRow(
  conversation: FoundConversation,
  now: number,
  withProject: boolean,
): PickRow<FoundConversation> {
  const title = shownLine(titleText(conversation).replace(/\s+/g, ' ').trim(), longestTitle);
  const words = marks(conversation, now, withProject);
  const age = padded(agoText(conversation.changedAt, now), longestAge, true);
  const search = [title, ...words, conversation.gitBranch ?? ''].join(' ').toLowerCase();
  return {
    key: keyOf(conversation),
    value: conversation,
    search,
    id: conversation.id.toLowerCase(),
    text: (columns) => {
      const right = besideTitle(words, age, columns / 2);
      const rest = columns - displayWidth(right) - 2;
      return rest < 8 ? fitted(title, columns) : `${padded(fitted(title, rest), rest)}  ${right}`;
    },
  };
}

/** As many of the words as there is room for, and the age. */
function besideTitle(words: readonly string[], age: string, columns: number): string {
  const [first, ...rest] = words;
  const left = columns - displayWidth(first ?? '') - 2;
  return first === undefined || left < age.length ? age : `${first}  ${besideTitle(rest, age, left)}`;
}

/** Copies of one conversation may lie in several places. */
const keyOf = ({ id, slug, place }: FoundConversation) =>
  [place.kind, place.kind === 'container' ? place.volume : '', slug, id].join(' ');

/** What is special about it, and where it is, each in a few words. */
function marks(conversation: FoundConversation, now: number, withProject: boolean): string[] {
  const { place, project, slug } = conversation;
  const name = (project ?? slug).split(/[\\/]/).at(-1) ?? '';
  return [
    ...statesOf(conversation, now).slice(0, mostStates),
    ...(withProject ? [name] : []),
    ...(place.kind === 'host' ? [] : [placeText(conversation)]),
  ].map((each) => fitted(escapeHidden(each.slice(0, longestTitle)), longestMark));
}
