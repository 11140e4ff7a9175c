import { Document, isMap, isNode, isPair, isScalar } from 'yaml';

/** A comment, above the member that a path leads to. */
export type Comment = readonly [path: readonly (string | number)[], text: string];

/**
 * A value as YAML that every reader takes for the same: what one of them would take for another type (`y`, `0400`, `1000:1000`) is quoted.
 * @param head the first lines, as a comment
 */
export function yamlText(value: unknown, head: readonly string[], comments: readonly Comment[] = []): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  for (const [path, text] of comments) put(document, path, text);
  const body = document.toString({ lineWidth: 0, singleQuote: false, indentSeq: true, directives: false });
  return `${head.map((line) => `# ${line}\n`).join('')}${body}`;
}

/** Above the key, or above the item of a list. A path that leads nowhere is a fault of ours. */
function put(document: Document, path: readonly (string | number)[], text: string): void {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const comment = text
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
    if (isPair(pair) && isNode(pair.key)) {
      pair.key.commentBefore = comment;
      return;
    }
  }
  const item = document.getIn(path, true);
  if (!isNode(item)) throw new Error(`Nothing is at ${path.join('.')}`);
  item.commentBefore = comment;
}
