import { getNodeValue } from 'jsonc-parser';
import type { DevcontainerDocument } from './document.ts';
import { appendItem, nodeAt, removeAt, replaceAt, setMember } from './edit.ts';

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

  /** Removes what is at the path, and then the object or array around it if that has become empty. */
  remove(path: (string | number)[]): void {
    this.text = removeAt(this.text, path);
    const parent = path.slice(0, -1);
    const node = parent.length > 0 ? nodeAt(this.text, parent) : undefined;
    const holdsNothing = node?.children?.length === 0 && node.length === 2;
    if (holdsNothing) this.text = removeAt(this.text, parent);
  }

  /** Puts the only member of an object in the object's place, unless a comment would go with it. */
  unwrap(path: string[], key: string): void {
    const object = nodeAt(this.text, path);
    const member = nodeAt(this.text, [...path, key]);
    if (!object || !member || object.children?.length !== 1) return;
    const before = this.text.slice(object.offset, member.offset);
    const after = this.text.slice(member.offset + member.length, object.offset + object.length);
    if (before.includes('/') || after.includes('/')) return;
    this.text = replaceAt(this.text, path, getNodeValue(member), this.layout);
  }
}
