/** The title in the file that newer clients keep beside a transcript; undefined where there is none in it. */
export function titleIn(text: string): string | undefined {
  try {
    const { customTitle } = JSON.parse(text);
    return typeof customTitle === 'string' ? customTitle.trim() : undefined;
  } catch {
    return undefined;
  }
}
