import { counted } from '@claude-sessions/core/counted.ts';
import { type Age, ageOf } from '../text/whenWords.ts';
import { icons } from '../view/icons.ts';
import type { TreeNode } from '../view/TreeNode.ts';
import { conversationLine } from './conversationLine.ts';
import type { Family } from './families.ts';

interface Shown {
  readonly now: number;
  /** How many conversations, at most. */
  readonly limit: number;
  /** The window has several folders. */
  readonly withFolder: boolean;
}

/** The lines of the tree: the newest conversations under headings of how old they are, and one for more. */
export function conversationNodes(
  families: readonly Family[],
  { now, limit, withFolder }: Shown,
): TreeNode[] {
  const all = count(families);
  let left = limit;
  const linesOf = (some: readonly Family[]): TreeNode[] =>
    some.flatMap(({ conversation, forks }) => {
      if (left <= 0) return [];
      left -= 1;
      return conversationLine(conversation, now, withFolder, linesOf(forks));
    });
  const groups = new Map<Age, Family[]>();
  for (const family of families) {
    const age = ageOf(family.changedAt, now);
    const group = groups.get(age) ?? [];
    group.push(family);
    groups.set(age, group);
  }
  const nodes = [...groups].map(([age, some]) => ({ age, lines: linesOf(some) }));
  const shown = nodes.filter(({ lines }) => lines.length > 0);
  const more = all > limit ? [moreNode(all - limit, limit)] : [];
  const [only] = shown;
  if (groups.size === 1 && only) return [...only.lines, ...more];
  return [...shown.map(({ age, lines }) => groupNode(age, lines)), ...more];
}

function count(families: readonly Family[]): number {
  return families.reduce((sum, { forks }) => sum + 1 + count(forks), 0);
}

function groupNode(age: Age, children: readonly TreeNode[]): TreeNode {
  return {
    id: `age|${age}`,
    label: age,
    tooltip: age,
    icon: icons.age,
    expand: 'expanded',
    context: 'age',
    spoken: age,
    children,
  };
}

function moreNode(left: number, limit: number): TreeNode {
  const label = 'Show more';
  const description = `${counted(left, 'older conversation')}`;
  return {
    id: `more|${limit}`,
    label,
    description,
    tooltip: `${label}: ${description}`,
    icon: icons.more,
    expand: 'none',
    context: 'more',
    spoken: `${label}: ${description}`,
    command: 'moreConversations',
    children: [],
  };
}
