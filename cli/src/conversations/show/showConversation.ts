import { type Conversation, titleOf } from '@claude-sessions/core/conversations/Conversation.ts';
import { given } from '@claude-sessions/core/conversations/show/given.ts';
import { HtmlRenderer } from '@claude-sessions/core/conversations/show/htmlRenderer.ts';
import { JsonRenderer } from '@claude-sessions/core/conversations/show/jsonRenderer.ts';
import { MarkdownRenderer } from '@claude-sessions/core/conversations/show/markdownRenderer.ts';
import type { Renderer } from '@claude-sessions/core/conversations/show/Renderer.ts';
import { redactHeader, redactItem } from '@claude-sessions/core/conversations/show/redactItem.ts';
import { redactText } from '@claude-sessions/core/conversations/show/redactText.ts';
import type { ShownHeader } from '@claude-sessions/core/conversations/show/ShownItem.ts';
import { type Paints, TextRenderer } from '@claude-sessions/core/conversations/show/textRenderer.ts';
import { version } from '../../../package.json';
import { UserError } from '../../host/errors.ts';
import { hideSecrets } from '../../host/hideSecrets.ts';
import type { FoundConversation } from '../findConversations.ts';
import { findForks } from './findForks.ts';
import { readShown } from './readShown.ts';

export const showFormats = ['text', 'markdown', 'html', 'json'] as const;

export type ShowFormat = (typeof showFormats)[number];

export interface ShowOptions {
  readonly format: ShowFormat;
  /** Masks what is or may be a secret. */
  readonly redact?: boolean;
  /** Everything unfolded, and what subagents said. */
  readonly full?: boolean;
  /** Of a large file only the end. */
  readonly endOnly?: boolean;
  /** Other conversations, among which those are that were begun from this one. */
  readonly others?: readonly FoundConversation[];
  /** Colours, for text. */
  readonly paint?: Paints;
  /** How to see what is left out of a large file, as a sentence. */
  readonly more?: string;
}

/** A piece of a conversation as it is shown; together they are the whole, in the format. */
export interface ShownPiece {
  readonly text: string;
  readonly part: 'begin' | 'item' | 'end';
  /** The uuid of the message that it is. */
  readonly id?: string;
}

/**
 * A conversation, piece by piece: however large it is, little of it is held at once.
 * @throws UserError when it is not there any more, or has no transcript
 */
export async function* streamConversation(
  found: FoundConversation,
  options: ShowOptions,
): AsyncGenerator<ShownPiece> {
  if (found.isRemnant) {
    throw new UserError(
      `Of conversation ${found.id} no transcript is left.`,
      'See `claude-sessions list --all`.',
    );
  }
  const { endOnly = false, full = false, redact: isRedacted = false, others = [] } = options;
  const redact = (text: string) => (isRedacted ? redactText(hideSecrets(text)) : text);
  const renderer = rendererOf(options);
  const opened = await found.open();
  try {
    const forks = await findForks(found, others);
    yield { part: 'begin', text: renderer.begin(redactHeader(headerOf(found, others), redact)) };
    const { path, folder } = opened;
    for await (const item of readShown(path, {
      endOnly,
      forks,
      withAgents: full,
      ...given('folder', folder),
    })) {
      const text = renderer.item(isRedacted ? redactItem(item, redact) : item);
      if (text !== '') yield { part: 'item', text, ...(item.kind === 'message' && { id: item.id }) };
    }
    yield { part: 'end', text: renderer.end() };
  } finally {
    await opened.dispose();
  }
}

/** Nobody reads more of it in an editor. */
const maxCharacters = 8 * 1024 * 1024;

/** The end of a conversation, as one text of bounded length: all of it, unless it is very long. @throws as `streamConversation` */
export async function showConversation(
  found: FoundConversation,
  options: Omit<ShowOptions, 'endOnly'>,
  most: number = maxCharacters,
): Promise<string> {
  const pieces: string[] = [];
  let [begin, end, length, isCut] = ['', '', 0, false];
  for await (const { text, part } of streamConversation(found, { ...options, endOnly: true })) {
    if (part === 'begin') begin = text;
    else if (part === 'end') end = text;
    else {
      pieces.push(text);
      length += text.length;
    }
    while (length > most && pieces.length > 0) {
      length -= pieces.shift()?.length ?? 0;
      isCut = true;
    }
  }
  const gap = isCut ? rendererOf(options).item({ kind: 'gap', why: 'not-read' }) : '';
  const items = [gap, ...pieces].filter((text) => text !== '');
  return begin + (options.format === 'json' ? jsonItems(items) : items.join('')) + end;
}

/** What separates items comes before each but the first. */
function jsonItems(items: readonly string[]): string {
  return items.map((text, index) => `${index === 0 ? '' : ','}${text.replace(/^,/, '')}`).join('');
}

function rendererOf({ format, full = false, more = '', paint = plain }: ShowOptions): Renderer {
  const options = { full, more };
  if (format === 'markdown') return new MarkdownRenderer(options);
  if (format === 'html') return new HtmlRenderer(options);
  return format === 'json' ? new JsonRenderer(version) : new TextRenderer(options, paint);
}

const same = (text: string) => text;

const plain: Paints = { bold: same, red: same, green: same, yellow: same };

function headerOf(found: Conversation, others: readonly Conversation[]): ShownHeader {
  const { id, cwd, project, gitBranch, version: client, forkedFrom } = found;
  const from = forkedFrom && others.find((each) => each.id === forkedFrom.id);
  return {
    id,
    ...given('title', titleOf(found)),
    ...given('folder', project ?? cwd),
    ...given('gitBranch', gitBranch),
    ...given('version', client),
    ...(forkedFrom && { forkedFrom: { id: forkedFrom.id, title: (from && titleOf(from)) ?? '' } }),
  };
}
