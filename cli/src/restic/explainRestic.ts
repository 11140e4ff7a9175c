import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { UserError } from '../host/errors.ts';
import { hideSecrets } from '../host/hideSecrets.ts';
import { withoutSecrets } from '../host/withoutSecrets.ts';
import { howToGiveThePassword } from './resticPassword.ts';

/** What kind of failure it is. */
export type ResticTrouble =
  | 'password'
  | 'format'
  | 'locked'
  | 'full'
  | 'program'
  | 'location'
  | 'refused'
  | 'network'
  | 'missing'
  | 'read-only'
  | 'damaged'
  | 'other';

/** An error of restic's, for who can do something about it. */
export class ResticError extends UserError {
  readonly trouble: ResticTrouble;

  constructor(trouble: ResticTrouble, message: string, hint: string) {
    super(message, hint);
    this.trouble = trouble;
  }
}

/** In this order: a server that is not there has no repository either, for restic. */
const patterns: readonly (readonly [ResticTrouble, RegExp])[] = [
  // A server that lets us in, but lets us write nothing.
  ['read-only', /(?:Save\(<|unable to create lock|Remove\(<)[^\n]*(?:\b40[35]\b|Access ?Denied|Forbidden)/],
  [
    'password',
    /wrong password or no key found|an empty password is not a password|Resolving password failed/,
  ],
  [
    'format',
    /unsupported repository version|repository version \d+ (?:is )?(?:not supported|unsupported)|config version/,
  ],
  ['locked', /repository is already locked|unable to create lock in backend: (?:repository|circuit)/],
  [
    'full',
    /no space left on device|disk quota exceeded|ENOSPC|EDQUOT|507 Insufficient|There is not enough space/i,
  ],
  ['program', /executable file not found|exec: "/],
  [
    'location',
    /parsing repository location failed|invalid backend|Bucket name cannot|unable to open repository at .*: invalid/,
  ],
  [
    'network',
    /dial tcp|no such host|connection re(?:fused|set)|i\/o timeout|network is unreachable|TLS handshake|name resolution|Could not resolve|ssh: connect|no route to host|server misbehaving|context deadline exceeded|broken pipe|\bEOF\b.*http|http.*\bEOF\b|x509:|50[234] (?:Bad|Service|Gateway)/i,
  ],
  [
    'refused',
    /\b40[13]\b|Unauthorized|Forbidden|AccessDenied|Access Denied|InvalidAccessKeyId|SignatureDoesNotMatch|Permission denied \(|Host key verification failed/,
  ],
  [
    'read-only',
    /read-only file system|permission denied|operation not permitted|Access is denied|\b405\b|append-only/i,
  ],
  ['missing', /unable to open config file|repository does not exist|Is there a repository at/],
  [
    'damaged',
    /ciphertext verification failed|no such file or directory|does not exist|invalid data returned|not found in (?:repository|index)|hash mismatch|unable to load (?:index|tree|snapshot)|load(?:ing)? index|unexpected pack|checksum|\b404\b|wrong hash|data corruption|invalid character|cannot unmarshal|number of used|There were \d+ errors|was not found/i,
  ],
];

/** @param text what restic printed to stderr */
export function troubleOf(text: string): ResticTrouble {
  return patterns.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
}

/**
 * What went wrong, and what to do.
 * @param text what restic printed to stderr @param shown the repository, for people
 */
export function explainRestic(text: string, shown: string, version: string): ResticError {
  const trouble = troubleOf(text);
  const said = lastWords(text);
  const error = (message: string, hint: string) => new ResticError(trouble, message, hint);
  switch (trouble) {
    case 'password':
      return error(`The password is not that of ${shown}.`, howToGiveThePassword);
    case 'format':
      return error(
        `${shown} was made by a newer restic than ${version}.`,
        'Bring restic up to date here: `restic self-update`, or from where it was installed.',
      );
    case 'locked':
      return error(
        `${shown} is locked by another restic${lockHolder(text)}.`,
        'Wait until that has ended, then run this again. If it was on a machine that is gone: `restic unlock`.',
      );
    case 'full':
      return error(
        `No space is left for ${shown}; what it had is there as before.`,
        'Make room, then run this again.',
      );
    case 'program':
      return error(`${shown} needs a program that is not there: ${said}`, 'Install it, then run this again.');
    case 'location':
      return error(
        `restic knows no repository ${shown}: ${said}`,
        'Write it as restic does: a folder, sftp:USER@HOST:/PATH, s3:https://HOST/BUCKET, rest:https://HOST/PATH, rclone:REMOTE:PATH.',
      );
    case 'network':
      return error(
        `${shown} cannot be reached: ${said}`,
        'Look at the network and the address, then run this again.',
      );
    case 'refused':
      return error(`${shown} lets nobody in so: ${said}`, 'Look at user, password and keys of the server.');
    case 'read-only':
      return error(`${shown} may only be read: ${said}`, 'Look at the rights of its folder, or use another.');
    case 'missing':
      return error(`There is no repository at ${shown}.`, 'Is it mounted? --init makes a new one there.');
    case 'damaged':
      return error(
        `${shown} is damaged, or was removed meanwhile: ${said}`,
        'See `restic check --read-data`; nothing that restic could not read whole was taken.',
      );
    default:
      return error(`restic could not work with ${shown}: ${said}`, 'What restic says is all that is known.');
  }
}

/** The lines that tell most, on one line. */
function lastWords(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\u001b\[2K/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('Is there a repository'));
  const line =
    lines.findLast((each) => /^(?:\{.*)?.*Fatal: /.test(each)) ?? lines.at(-1) ?? 'it gave no reason';
  const retried = lines.findLast((each) => /returned error|ignoring error|failed: /.test(each));
  const best = /There were \d+ errors|context canceled/.test(line) ? (retried ?? line) : line;
  return `${shownLine(hideSecrets(withoutSecrets(best.replace(/^.*?Fatal: /, ''))), 240).replace(/\.$/, '')}.`;
}

/** ` (process 12 on HOST, since 2026-12-01 01:15:35)` */
function lockHolder(text: string): string {
  const [, pid, host] = /locked(?: exclusively)? by PID (\d+) on (\S+)/.exec(text) ?? [];
  const since = /lock was created at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/.exec(text)?.[1];
  if (pid === undefined) return '';
  return ` (process ${pid} on ${shownLine(host ?? '', 60)}${since ? `, since ${since}` : ''})`;
}
