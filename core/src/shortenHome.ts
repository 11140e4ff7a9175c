/** The home as `~`, in what people read. */
export function shortenHome(text: string, home: string): string {
  if (home.length < 2) return text;
  return text.replaceAll(`${home}/`, '~/').replaceAll(`${home}\\`, '~\\');
}
