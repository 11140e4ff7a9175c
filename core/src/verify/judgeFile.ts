import type { FolderEntry } from './judgeEntry.ts';
import { lineTable } from './lineTable.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

/** What systems and *prepare* put in any folder: Claude Code reads none of it. */
const ofNobody = /(?:^|\/)(?:\.keep|\.DS_Store|desktop\.ini)$/;

/** Patterns of the catalogue: `*` is part of one name, and as the last name anything below. */
const known = lineTable.files.split(' ').map((pattern) => {
  const names = pattern.replace(/\/\*$/, '/').split('*').map(escaped).join('[^/]+');
  return new RegExp(`^${names}${pattern.endsWith('/*') ? '.+' : ''}$`, 'is');
});

function escaped(text: string): string {
  return text.replace(/[.\\^$+?()[\]{}|]/g, '\\$&');
}

/** What is beside the transcripts, and is not known to be harmless. Memory is judged by itself. */
export function judgeFile({ path, kind }: FolderEntry): VerifyFinding[] {
  if (kind !== 'file' || path.startsWith('memory/') || ofNobody.test(path)) return [];
  if (known.some((pattern) => pattern.test(path))) return [];
  const message = 'Not known to be harmless: it is none of the files that Claude Code keeps here.';
  return [verifyFinding('unknown-file', { path, message, identity: '' })];
}
