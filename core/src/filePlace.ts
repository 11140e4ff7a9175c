/** A place in a file that devcontainer.json names. Lines and columns count from 1; a column in UTF-16 units. */
export interface FilePlace {
  /** As shown: relative to the workspace folder with `/`, absolute where it lies outside. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Of what stands behind the last character. */
  readonly endColumn: number;
}

/** `file:line`, as compilers have it. */
export function placeText({ file, line }: Pick<FilePlace, 'file' | 'line'>): string {
  return `${file}:${line}`;
}
