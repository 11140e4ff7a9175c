const titles: Readonly<Record<string, string>> = {
  share: 'Share Claude sessions',
  isolate: 'Isolate Claude sessions',
  remove: 'Remove Claude sessions set-up',
  prepare: 'Prepare host folders',
};

/**
 * What to do, in VS Code's words: a command of the command line, which need not be installed, becomes the one of the palette.
 * One with options stays as it is.
 */
export function paletteWords(text: string): string {
  return text.replace(/`claude-sessions ([a-z]+)`/g, (whole, name: string) => {
    return Object.hasOwn(titles, name) ? `“${titles[name]}”` : whole;
  });
}
