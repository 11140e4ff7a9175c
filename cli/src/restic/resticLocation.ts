import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { shownLine } from '@claude-sessions/core/hiddenCharacters.ts';
import { shortenHome } from '@claude-sessions/core/shortenHome.ts';
import { withoutSecrets } from '../host/withoutSecrets.ts';

/** Where a repository lies, as restic takes it. */
export interface ResticLocation {
  /** With what is secret in it: for restic alone, by its environment. */
  readonly location: string;
  /** For people, without. */
  readonly shown: string;
}

/** Those that restic knows, and `local:` for a folder with a colon in its name. */
const withScheme = /^(?:local|sftp|rest|s3|b2|azure|gs|swift|rclone):/;

/** @param text as the user wrote it; a folder from the present directory */
export function resticLocation(text: string): ResticLocation {
  const folder = /^local:(.*)$/s.exec(text)?.[1] ?? (withScheme.test(text) ? undefined : text);
  if (folder === undefined) return { location: text, shown: shownLine(withoutSecrets(text), 200) };
  const path = resolve(folder.replace(/^~(?=\/|$)/, homedir()));
  return { location: `local:${path}`, shown: shownLine(shortenHome(path, homedir()), 200) };
}
