const mark = '\uFEFF';

/** A file's text without its byte order mark, as an editor has it. */
export function withoutMark(source: string): string {
  return source.startsWith(mark) ? source.slice(1) : source;
}

/** An editor's text as the file has it, whose mark the editor keeps and does not show. @param file the file's own text */
export function withMarkOf(file: string | null, text: string): string {
  return file?.startsWith(mark) ? mark + text : text;
}
