import { escapeHidden } from '@claude-sessions/core/hiddenCharacters.ts';

/** Of how long a line can be in a list, before it only costs. */
const lineLength = 300;

/**
 * Text from outside (of a container, a file, an engine) as one line of plain text: hidden characters written out, clipped,
 * and without what VS Code takes for an icon (`$(name)`) in a label.
 */
export function plainLine(text: string, length = lineLength): string {
  const clipped = clip(text, length);
  return withoutIcons(escapeHidden(clipped));
}

/** The same for a message box, where VS Code makes links of Markdown, those that run a command too. */
export function plainNotice(text: string, length = lineLength): string {
  return plainLine(text, length).replaceAll('](', '] (');
}

/** A label that VS Code looks for icons in. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}

function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  // Not between the halves of a character.
  const end = /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}
