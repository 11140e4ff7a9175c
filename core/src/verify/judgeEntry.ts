import { hasHiddenCharacters } from '../hiddenCharacters.ts';
import { type VerifyFinding, verifyFinding } from './verifyFinding.ts';

/** One name in the project's folder. Links were not followed. */
export interface FolderEntry {
  /** Below the project's folder, with `/`; bytes that are no text became U+FFFD. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Of a link: its text. */
  readonly target?: string;
  readonly mode: number;
  readonly links: number;
  /** Numeric; absent on Windows. */
  readonly uid?: number;
}

const setIdBits = 0o6000;

/**
 * What is wrong with an entry by itself.
 * @param uid the user who looks; undefined where users have no numbers
 */
export function judgeEntry(entry: FolderEntry, uid: number | undefined): VerifyFinding[] {
  const { path, kind, mode, links, target = '' } = entry;
  const findings: VerifyFinding[] = [];
  // The memory folder is looked at by itself.
  if (kind === 'link' && path !== 'memory') {
    findings.push(
      verifyFinding('link', {
        path,
        message: 'A link: Claude Code would follow it.',
        evidence: [`leads to ${target}`],
      }),
    );
  }
  if (kind === 'other') {
    findings.push(
      verifyFinding('special-file', {
        path,
        message: 'Neither file nor folder.',
        evidence: [typeName(mode)],
      }),
    );
  }
  if (kind === 'file' && (mode & setIdBits) !== 0) {
    const evidence = [`mode ${(mode & 0o7777).toString(8)}, owner ${entry.uid ?? 'unknown'}`];
    findings.push(
      verifyFinding('set-id', { path, message: 'It would run with the rights of its owner.', evidence }),
    );
  }
  if (kind === 'file' && links > 1) {
    findings.push(
      verifyFinding('hard-link', { path, message: `The file has ${links} names.`, identity: '' }),
    );
  }
  if (kind !== 'link' && uid !== undefined && entry.uid !== undefined && entry.uid !== uid) {
    const evidence = [`owner ${entry.uid}`];
    findings.push(verifyFinding('other-owner', { path, message: 'It belongs to another user.', evidence }));
  }
  if (hasHiddenCharacters(path.slice(path.lastIndexOf('/') + 1))) {
    findings.push(
      verifyFinding('hidden-characters', { path, message: 'The name has characters that are not shown.' }),
    );
  }
  return findings;
}

/** In words, by the type bits of a mode. */
const types = new Map([
  [0x1000, 'a named pipe'],
  [0x2000, 'a character device'],
  [0x6000, 'a block device'],
  [0xc000, 'a socket'],
]);

const typeName = (mode: number) => types.get(mode & 0xf000) ?? 'of an unknown type';
