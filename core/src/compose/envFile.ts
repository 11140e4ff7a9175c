import type { FilePlace } from '../filePlace.ts';

/** A line of a file of variables. */
export interface EnvLine {
  readonly name: string;
  /** As it is written, without quotes; undefined where the line has the name alone, which passes the host's value on. */
  readonly text: string | undefined;
  /** Variables in it are not replaced: it stands in single quotes. */
  readonly isLiteral: boolean;
  readonly at: FilePlace;
}

/** More lines nobody writes. */
const maxLines = 1000;

/**
 * Reads a file of variables, as Compose and `docker run --env-file` take it: `NAME=value` on a line. A value in double
 * quotes that goes on in the next line counts as its first line.
 * @param file as shown
 */
export function parseEnvFile(text: string, file: string): EnvLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/, maxLines)
    .flatMap((written, index) => {
      const [, name = '', hasValue, value = ''] =
        /^(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:([=:])\s*(.*))?$/.exec(written.trim()) ?? [];
      if (name === '') return [];
      const at = { file, line: index + 1, column: 1, endLine: index + 1, endColumn: written.length + 1 };
      const [, quote, quoted] = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value) ?? [];
      const plain = quoted ?? value.replace(/(^|\s)#.*$/, '').replace(/^["']/, '');
      return [{ name, text: hasValue ? plain : undefined, isLiteral: quote === "'", at }];
    });
}
