import { counted } from '../../counted.ts';
import { codeSpan, escapeMarkdown } from '../../markdown.ts';
import { type DiffLine, editDiff } from './editDiff.ts';
import { fencedCode } from './fencedCode.ts';
import { inertMarkdown } from './inertMarkdown.ts';
import {
  compactionWords,
  gapWords,
  headerWords,
  heading,
  imageWords,
  isMinor,
  shownTime,
} from './itemWords.ts';
import type { Renderer, RenderOptions } from './Renderer.ts';
import type {
  ShownBranch,
  ShownCall,
  ShownForks,
  ShownHeader,
  ShownItem,
  ShownMessage,
  ShownPart,
  ShownResult,
} from './ShownItem.ts';
import { mainArgument, otherArguments } from './toolWords.ts';
import { visibleText, withoutEnd } from './visibleText.ts';

/** So many lines of a result are shown, where it is folded. */
const foldedLines = 10;

/** What was said is Markdown already, and stays it; but for what loads, links or is HTML. Headings of the first two ranks are ours. */
export class MarkdownRenderer implements Renderer {
  constructor(readonly options: RenderOptions) {}

  begin(header: ShownHeader): string {
    const [id = '', ...rest] = headerWords(header).map(escapeMarkdown);
    const title = header.title === undefined ? id : escapeMarkdown(header.title);
    return paragraphs([`# ${title}`, ...(header.title === undefined ? [] : [id]), ...rest]);
  }

  item(item: ShownItem): string {
    return isMinor(item) && !this.options.full ? '' : paragraphs(this.#paragraphs(item));
  }

  end(): string {
    return '';
  }

  #paragraphs(item: ShownItem): string[] {
    if (item.kind === 'message') return this.#message(item);
    if (item.kind === 'note' && item.text.includes('\n') && !item.isError)
      return [`*${escapeMarkdown(item.what)}*`, fencedCode(visibleText(item.text), '')];
    if (item.kind === 'note') return [`*${escapeMarkdown(`${item.what}: ${item.text}`.replace(/: $/, ''))}*`];
    if (item.kind === 'forks') return forks(item);
    if (item.kind === 'gap') return [`*… ${escapeMarkdown(gapWords(item, this.options.more))}*`];
    return ['---', `*${escapeMarkdown(compactionWords(item))}*`];
  }

  #message(item: ShownMessage): string[] {
    const parts = item.parts.flatMap((part) => this.#part(part));
    return item.isContinued ? parts : [`## ${escapeMarkdown(heading(item))}`, ...parts];
  }

  #part(part: ShownPart): string[] {
    if (part.kind === 'call') return this.#call(part);
    if (part.kind === 'text') return [inertMarkdown(visibleText(part.text))];
    if (part.kind === 'thinking')
      return this.options.full ? ['*Thinking:*', inertMarkdown(visibleText(part.text))] : [];
    if (part.kind === 'image') return [`*${escapeMarkdown(imageWords(part))}*`];
    return this.#result(part);
  }

  #call(call: ShownCall): string[] {
    const diff = editDiff(call);
    const main = mainArgument(call);
    const named = `**${escapeMarkdown(call.name)}** ${main === '' ? '' : codeSpan(main)}`.trim();
    const left = this.options.full ? Object.entries(otherArguments(call, diff !== undefined)) : [];
    const inputs = left.map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return [
      `- ${named}${call.result?.isError ? ' (failed)' : ''}`,
      ...(this.options.full && main.includes('\n') ? [this.#code(main, 'text')] : []),
      ...(inputs.length > 0 ? [this.#code(inputs.join('\n'), 'text')] : []),
      ...(diff ? [this.#code(diff.map(diffText).join('\n'), 'diff')] : []),
      ...(call.result && !(diff && !call.result.isError && !this.options.full)
        ? this.#result(call.result)
        : []),
      ...(call.agent?.items ?? []).flatMap((item) => this.#agent(item)),
    ];
  }

  #agent(item: ShownItem): string[] {
    if (isMinor(item) && !this.options.full) return [];
    return this.#paragraphs(item).map((text) => text.replace(/^/gm, '> '));
  }

  #result({ parts }: ShownResult): string[] {
    return parts.flatMap((part) => {
      if (part.kind === 'image') return [`*${escapeMarkdown(imageWords(part))}*`];
      return part.text.trim() === '' ? [] : [this.#code(part.text, 'text')];
    });
  }

  #code(text: string, language: 'text' | 'diff'): string {
    const lines = withoutEnd(visibleText(text)).split('\n');
    const most = language === 'diff' ? lines.length : foldedLines;
    const shown = this.options.full || lines.length <= most + 1 ? lines : lines.slice(0, most);
    const left = lines.length - shown.length;
    return fencedCode(shown.join('\n') + (left > 0 ? `\n… ${counted(left, 'more line')}` : ''), language);
  }
}

function diffText({ sign, text }: DiffLine): string {
  return sign === '@' ? '@@ @@' : `${sign}${text.replaceAll('\n', '\\u000a')}`;
}

function forks({ branches, conversations }: ShownForks): string[] {
  const lines = [
    ...branches.flatMap((each) => branchLines(each, '')),
    ...conversations.map(
      ({ id, title }) =>
        `- ⑂ ${escapeMarkdown(`conversation ${id} was forked here${title ? `: ${title}` : ''}`)}`,
    ),
  ];
  return [lines.join('\n')];
}

function branchLines({ messages, time, words, branches }: ShownBranch, indent: string): string[] {
  const line = ['another branch', counted(messages, 'message'), shownTime(time), words].filter(Boolean);
  return [
    `${indent}- ⑂ ${escapeMarkdown(line.join(' · '))}`,
    ...branches.flatMap((each) => branchLines(each, `${indent}  `)),
  ];
}

function paragraphs(texts: readonly string[]): string {
  return texts
    .filter((text) => text !== '')
    .map((text) => `${text}\n\n`)
    .join('');
}
