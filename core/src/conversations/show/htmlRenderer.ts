import { counted } from '../../counted.ts';
import { shownLine } from '../../hiddenCharacters.ts';
import { type DiffLine, editDiff } from './editDiff.ts';
import { htmlStyle, htmlStyleHash } from './htmlStyle.ts';
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
  ShownImage,
  ShownItem,
  ShownMessage,
  ShownPart,
  ShownResult,
} from './ShownItem.ts';
import { mainArgument, otherArguments } from './toolWords.ts';
import { visibleText } from './visibleText.ts';

/** Images that are shown; of others, which may hold scripts, only that they are there. */
const imageTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Of one image, and of all in one file: characters of base64. */
const maxImage = 12 * 1024 * 1024;
const maxImages = 64 * 1024 * 1024;

/** Nothing is loaded, nothing runs, nothing is sent; styles are ours alone. */
const policy = `default-src 'none'; img-src data:; style-src '${htmlStyleHash}'; base-uri 'none'; form-action 'none'`;

/** One file that needs nothing beside it. Text is text in it, links too. */
export class HtmlRenderer implements Renderer {
  #imagesLeft = maxImages;

  constructor(readonly options: RenderOptions) {}

  begin(header: ShownHeader): string {
    const title = shownLine(header.title ?? header.id);
    return [
      '<!doctype html>',
      '<html lang="en">',
      '<head>',
      '<meta charset="utf-8">',
      `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
      '<meta name="referrer" content="no-referrer">',
      '<meta name="viewport" content="width=device-width">',
      `<title>${text(title)}</title>`,
      `<style>${htmlStyle}</style>`,
      '</head>',
      '<body>',
      `<h1>${text(title)}</h1>`,
      ...headerWords(header).map((line) => `<p class="about">${text(shownLine(line))}</p>`),
      '',
    ].join('\n');
  }

  item(item: ShownItem): string {
    return isMinor(item) && !this.options.full ? '' : `${this.#html(item)}\n`;
  }

  end(): string {
    return '</body>\n</html>\n';
  }

  #html(item: ShownItem): string {
    if (item.kind === 'message') return this.#message(item);
    if (item.kind === 'forks') return forks(item);
    if (item.kind === 'gap') return `<p class="note">… ${text(gapWords(item, this.options.more))}</p>`;
    if (item.kind === 'compaction')
      return `<p class="compaction">${text(shownLine(compactionWords(item)))}</p>`;
    if (item.text.includes('\n') && !item.isError)
      return `<p class="note">${text(shownLine(item.what))}</p>\n<pre>${text(visibleText(item.text))}</pre>`;
    const said = shownLine(`${item.what}: ${item.text}`.replace(/: $/, ''), 4000);
    return `<p class="note${item.isError ? ' error' : ''}">${text(said)}</p>`;
  }

  #message(item: ShownMessage): string {
    const title = item.isContinued ? '' : `<h2>${text(shownLine(heading(item)))}</h2>\n`;
    const parts = item.parts.map((part) => this.#part(part)).join('\n');
    return `<section class="${item.who}${item.isError ? ' error' : ''}">\n${title}${parts}\n</section>`;
  }

  #part(part: ShownPart): string {
    if (part.kind === 'call') return this.#call(part);
    if (part.kind === 'text') return pre(part.text, 'said');
    if (part.kind === 'thinking') return this.#details('Thinking', [pre(part.text, 'said')]);
    if (part.kind === 'image') return this.#image(part);
    return this.#details('Result', [this.#result(part)]);
  }

  #call(call: ShownCall): string {
    const { name, result, agent } = call;
    const diff = editDiff(call);
    const main = mainArgument(call);
    const summary = `<b>${text(shownLine(name, 100))}</b> <code>${text(shownLine(main, 160))}</code>${result?.isError ? ' <i>failed</i>' : ''}`;
    const inputs = Object.entries(otherArguments(call, diff !== undefined)).map(
      ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    const items = (agent?.items ?? []).filter((item) => !isMinor(item) || this.options.full);
    const body = [
      ...(main.length > 160 || main.includes('\n') ? [pre(main, 'input')] : []),
      ...(inputs.length > 0 ? [pre(inputs.join('\n'), 'input')] : []),
      ...(result ? [this.#result(result)] : []),
      ...(items.length > 0
        ? [`<div class="agent">${items.map((item) => this.#html(item)).join('\n')}</div>`]
        : []),
    ];
    const shown = diff ? `\n${diffHtml(diff)}` : '';
    return this.#details(summary, body) + shown;
  }

  #result({ parts, isError }: ShownResult): string {
    const shown = parts.map((part) =>
      part.kind === 'image' ? this.#image(part) : pre(part.text, isError ? 'result error' : 'result'),
    );
    return shown.join('\n');
  }

  /** @param summary as HTML */
  #details(summary: string, body: readonly string[]): string {
    return `<details${this.options.full ? ' open' : ''}><summary>${summary}</summary>\n${body.join('\n')}\n</details>`;
  }

  #image(image: ShownImage): string {
    const { mediaType, data } = image;
    const words = text(shownLine(imageWords(image)));
    const isFine =
      data !== undefined &&
      imageTypes.includes(mediaType) &&
      data.length <= Math.min(maxImage, this.#imagesLeft) &&
      /^[A-Za-z0-9+/]+={0,2}$/.test(data);
    if (!isFine) return `<p class="note">[${words}]</p>`;
    this.#imagesLeft -= data.length;
    return `<img alt="${words}" src="data:${mediaType};base64,${data}">`;
  }
}

function diffHtml(lines: readonly DiffLine[]): string {
  const names = { '+': 'added', '-': 'removed', ' ': 'same', '@': 'border' } as const;
  const shown = lines.map(
    ({ sign, text: line }) =>
      `<span class="${names[sign]}">${sign === '@' ? '⋮' : text(visibleText(`${sign} ${line}`))}</span>`,
  );
  return `<pre class="diff">${shown.join('\n')}</pre>`;
}

function forks({ branches, conversations }: ShownForks): string {
  const others = conversations.map(
    ({ id, title }) =>
      `<li>conversation ${text(shownLine(id))} was forked here: ${text(shownLine(title))}</li>`,
  );
  return `<ul class="forks">${branches.map(branchItem).join('')}${others.join('')}</ul>`;
}

function branchItem({ messages, time, words, branches }: ShownBranch): string {
  const line = ['another branch', counted(messages, 'message'), shownTime(time), words].filter(Boolean);
  const below = branches.length === 0 ? '' : `<ul>${branches.map(branchItem).join('')}</ul>`;
  return `<li>${text(shownLine(line.join(' · ')))}${below}</li>`;
}

function pre(content: string, name: string): string {
  return `<pre class="${name}">${text(visibleText(content))}</pre>`;
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function text(plain: string): string {
  return plain.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
