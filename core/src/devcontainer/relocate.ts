import { getNodeValue } from 'jsonc-parser';
import type { DevcontainerDocument } from './document.ts';
import { nodeAt, replaceAt, setMember } from './edit.ts';

/**
 * The text of a devcontainer.json as it must read in another folder: the paths that are relative to the file itself
 * (containers.dev, "devcontainer.json properties") get a prefix. Comments and layout stay.
 * @param prefix the way from the new folder to the old one, such as `..` or `../..`
 */
export function relocateDocument(document: DevcontainerDocument, prefix: string): string {
  let text = document.text;
  const value = (...path: string[]): unknown => {
    const node = nodeAt(text, path);
    return node && getNodeValue(node);
  };
  const move = (path: unknown): unknown =>
    typeof path === 'string' &&
    !path.startsWith('/') &&
    !path.startsWith('${') &&
    !/^[A-Za-z]:[\\/]/.test(path)
      ? `${prefix}/${path.replace(/^\.(\/|$)/, '')}`.replace(/\/$/, '')
      : path;
  const set = (path: string[], key: string, changed: unknown) => {
    text = setMember(text, path, key, changed, document);
  };

  for (const [path, dockerfile] of [
    [['build'], 'dockerfile'],
    [[], 'dockerFile'],
  ] as const) {
    if (value(...path, dockerfile) === undefined) continue;
    set([...path], dockerfile, move(value(...path, dockerfile)));
    // The context is the file's own folder unless another is named.
    set([...path], 'context', move(value(...path, 'context') ?? '.'));
  }
  const compose = value('dockerComposeFile');
  const composeFiles = Array.isArray(compose)
    ? compose.map((file, index) => ({ file, path: ['dockerComposeFile', index] }))
    : [{ file: compose, path: ['dockerComposeFile'] }];
  for (const { file, path } of composeFiles) text = replaceAt(text, path, move(file), document);
  for (const key of Object.keys((value('features') ?? {}) as object)) {
    if (key.startsWith('./') || key.startsWith('../'))
      text = renameMember(text, ['features', key], String(move(key)));
  }
  return text;
}

function renameMember(text: string, path: string[], name: string): string {
  const key = nodeAt(text, path)?.parent?.children?.[0];
  if (!key) return text;
  return text.slice(0, key.offset) + JSON.stringify(name) + text.slice(key.offset + key.length);
}
