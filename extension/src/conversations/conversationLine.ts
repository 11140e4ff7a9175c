import { counted } from '@claude-sessions/core/counted.ts';
import type { EditorConversation } from '../../../cli/src/api/types.ts';
import { plainLine } from '../text/plainText.ts';
import { sizeWords } from '../text/sizeWords.ts';
import { daysUntil, fullWhen, whenWords } from '../text/whenWords.ts';
import { icons } from '../view/icons.ts';
import type { TreeNode } from '../view/TreeNode.ts';

/** A narrow side bar shows less. */
const labelLength = 120;
/** What Claude Code deletes within so many days is worth a word. */
const soon = 7;

/** How a conversation is shown, wherever it is: as plain text. */
export interface ConversationWords {
  readonly label: string;
  /** When it was written last, its marks, where it lives. */
  readonly description: string;
  /** All that is known of it, in lines. */
  readonly details: readonly string[];
  readonly icon: TreeNode['icon'];
}

/** @param withFolder of several folders it says which */
export function conversationWords(
  conversation: EditorConversation,
  now: number,
  withFolder: boolean,
): ConversationWords {
  const { id, customTitle, changedAt, place, isRemnant } = conversation;
  const label = conversationTitle(conversation);
  const marks = marksOf(conversation, now);
  const folder = plainLine(conversation.folder.split(/[\\/]/).findLast((part) => part !== '') ?? '', 60);
  const description = [
    whenWords(changedAt, now),
    ...marks.map(({ word }) => word),
    placeWords(place),
    ...(withFolder ? [folder] : []),
  ].join(' · ');
  const { cwd, gitBranch, turns, size, forkedFrom, begunAt } = conversation;
  const details = [
    customTitle === undefined ? label : plainLine(customTitle),
    `Last written: ${fullWhen(changedAt)}`,
    ...(begunAt === undefined ? [] : [`Begun: ${fullWhen(begunAt)}`]),
    `Where: ${placeWords(place)}`,
    ...marks.map(({ meaning }) => meaning),
    ...(isRemnant
      ? []
      : [[...(turns === undefined ? [] : [counted(turns, 'turn')]), sizeWords(size)].join(', ')]),
    ...(gitBranch === undefined ? [] : [`Git branch: ${plainLine(gitBranch, 200)}`]),
    ...(cwd === undefined ? [] : [`Folder: ${plainLine(cwd)}`]),
    ...(forkedFrom === undefined ? [] : [`Branch of ${plainLine(forkedFrom.id, 60)}`]),
    `Session id: ${plainLine(id, 60)}`,
  ];
  return { label, description, details, icon: marks[0]?.icon ?? placeIcons[place.kind] };
}

/** What a conversation is called, as plain text. */
export function conversationTitle({
  customTitle,
  id,
  isRemnant,
}: Pick<EditorConversation, 'customTitle' | 'id' | 'isRemnant'>): string {
  const shown = plainLine(customTitle?.trim() ?? '', labelLength);
  return shown || `${isRemnant ? 'Remnant' : 'Untitled'} ${plainLine(id.slice(0, 8))}`;
}

/** A line of the tree, with its branches below it. */
export function conversationLine(
  conversation: EditorConversation,
  now: number,
  withFolder: boolean,
  children: readonly TreeNode[],
): TreeNode {
  const { label, description, details, icon } = conversationWords(conversation, now, withFolder);
  const { isRemnant, place, forkedFrom, folder, key } = conversation;
  return {
    // VS Code keeps a line folded as it was: what gets branches makes another line of it, and that is unfolded.
    id: `${folder}|${key}${children.length > 0 ? '|branches' : ''}`,
    label,
    description,
    tooltip: details.join('\n'),
    icon,
    expand: children.length > 0 ? 'expanded' : 'none',
    context: `conversation.${isRemnant ? 'remnant' : place.kind}`,
    spoken: [
      label,
      description.replaceAll(' · ', ', '),
      ...(forkedFrom ? ['branch'] : []),
      ...(children.length > 0 ? [counted(children.length, 'branch', 'branches')] : []),
    ].join(', '),
    ...(isRemnant ? {} : { command: 'showConversation' as const }),
    conversation,
    children,
  };
}

const placeIcons = { host: icons.conversation, mirror: icons.mirror, container: icons.container };

function placeWords(place: EditorConversation['place']): string {
  if (place.kind !== 'container') return place.kind;
  const { container, volume, running } = place;
  if (container === undefined) return `volume ${plainLine(volume, 60)}`;
  return `container ${plainLine(container, 60)}${running ? '' : ', stopped'}`;
}

interface Mark {
  readonly word: string;
  readonly meaning: string;
  readonly icon: TreeNode['icon'];
}

/** What is special about it, the most important first. */
function marksOf(
  { isRemnant, openIn, isWaiting, sweptAt, isHeadless, isSidechain }: EditorConversation,
  now: number,
): Mark[] {
  const days = sweptAt === undefined ? undefined : daysUntil(sweptAt, now);
  const deleted =
    days === undefined || days >= soon ? undefined : days === 0 ? 'today' : `in ${counted(days, 'day')}`;
  const inside = openIn === 'container' ? ' in the container' : '';
  return [
    ...(isRemnant
      ? [
          {
            word: 'remnant',
            meaning: 'Remnant: a folder without its transcript, which nothing can resume',
            icon: icons.remnant,
          },
        ]
      : []),
    ...(openIn
      ? [
          {
            word: `open now${inside}`,
            meaning: `A running Claude Code has it open${inside}`,
            icon: icons.open,
          },
        ]
      : []),
    ...(isWaiting
      ? [
          {
            word: 'waiting for review',
            meaning: 'Waiting for review: the container wrote what is not on this host yet',
            icon: icons.waiting,
          },
        ]
      : []),
    ...(deleted
      ? [
          {
            word: `deleted ${deleted}`,
            meaning: `Claude Code deletes it ${deleted}, unless it is used`,
            icon: icons.deleted,
          },
        ]
      : []),
    ...(isHeadless
      ? [
          {
            word: 'headless',
            meaning: 'Headless: made by `claude -p` or the SDK; Claude Code does not list it',
            icon: icons.headless,
          },
        ]
      : []),
    ...(isSidechain ? [{ word: 'subagent', meaning: 'Of a subagent alone', icon: icons.headless }] : []),
  ];
}
