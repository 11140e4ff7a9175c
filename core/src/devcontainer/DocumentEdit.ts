import { getNodeValue } from 'jsonc-parser';
import type { DevcontainerDocument } from './document.ts';
import { appendItem, nodeAt, removeAt, replaceAt, setMember, unwrapAt, wrapAt } from './edit.ts';

/** A devcontainer.json under edit. */
export class DocumentEdit {
  text: string;
  private readonly layout: DevcontainerDocument;

  constructor(document: DevcontainerDocument) {
    this.text = document.text;
    this.layout = document;
  }

  value(...path: (string | number)[]): unknown {
    const node = nodeAt(this.text, path);
    return node && getNodeValue(node);
  }

  set(path: string[], key: string, value: unknown): void {
    this.text = setMember(this.text, path, key, value, this.layout);
  }

  append(path: string[], value: unknown): void {
    this.text = appendItem(this.text, path, value, this.layout);
  }

  /** Puts another value in the place of the one that is there. */
  replace(path: readonly (string | number)[], value: unknown): void {
    this.text = replaceAt(this.text, [...path], value, this.layout);
  }

  /** Removes what is at the path, and leaves the object or array around it, if with nothing in it. */
  removeOnly(path: readonly (string | number)[]): void {
    this.text = removeAt(this.text, [...path]);
  }

  /** Removes what is at the path, and then the object or array around it if that has become empty and has no comment. */
  remove(path: (string | number)[]): void {
    this.text = removeAt(this.text, path);
    const parent = path.slice(0, -1);
    const node = parent.length > 0 ? nodeAt(this.text, parent) : undefined;
    if (node?.children?.length !== 0 || node.length !== 2) return;
    const [key] = node.parent?.children ?? [];
    const between = key ? this.text.slice(key.offset + key.length, node.offset) : '';
    if (!between.includes('/')) this.text = removeAt(this.text, parent);
  }

  /** Makes of a value an object, or without a key a list, that has nothing but it, as it is written. */
  wrap(path: string[], key?: string): void {
    this.text = wrapAt(this.text, path, key, this.layout);
  }

  /** Puts the only member of an object in the object's place, unless a comment would go with it. */
  unwrap(path: string[], key: string): void {
    this.text = unwrapAt(this.text, path, key);
  }
}
