import { environmentText } from './environmentText.ts';
import type { ApprovalItem, Digest, FileRole } from './item.ts';

/** A file that acts on the host, as it was found. */
export interface ActingFile {
  /** As shown: relative to the workspace folder, absolute when it lies elsewhere. */
  readonly path: string;
  readonly role: FileRole;
  /** Its real path, when a link leads there. */
  readonly link?: string;
  /** It really lies outside of the workspace: what it holds is not shown, for it may be anything of the host's. */
  readonly outside: boolean;
  /** Its content, or why that cannot be known. */
  readonly content: FileContent | string;
}

export interface FileContent {
  readonly size: number;
  readonly digest: string;
  /** Absent when it is no text. */
  readonly text: string | undefined;
}

/** A link in the workspace by which something else of the host would be mounted or read. */
export interface LinkOut {
  /** As shown. */
  readonly path: string;
  /** Undefined when it leads nowhere. */
  readonly real: string | undefined;
}

const leadsOut = 'leads out of the workspace, to';

export function linkItem({ path: name, real }: LinkOut, digest: Digest): ApprovalItem {
  const text = real === undefined ? 'leads nowhere' : `${leadsOut} ${real}`;
  return { part: 'link', name, text, digest: digest(real ?? '') };
}

/** The items of a file: the link that it is, if it is one, and what it holds. */
export function fileItems(file: ActingFile, digest: Digest): ApprovalItem[] {
  const { path: name, role, link, outside, content } = file;
  const where = outside ? leadsOut : 'leads to';
  const links =
    link === undefined ? [] : [{ part: 'link', name, text: `${where} ${link}`, digest: digest(link), role }];
  if (typeof content === 'string')
    return [...links, { part: 'file', name, text: `${role}: ${content}`, digest: null, role }];
  return [...links, { part: 'file', name, text: shownText(file, content), digest: content.digest, role }];
}

function shownText({ role, outside }: ActingFile, { size, text }: FileContent): string {
  if (outside) return `${size} bytes outside of the workspace, not shown`;
  if (text === undefined) return `${size} bytes, no text`;
  // It may hold anything: a script names it, and no more is known of it.
  if (role === 'named file') return `${size} bytes, named by a script, not shown`;
  return role === 'environment file' ? environmentText(text) : text;
}
