import { resolve } from 'node:path';
import { UsageError, UserError } from '../host/errors.ts';
import { readTextIfAny } from '../host/files.ts';
import { hasSecrets } from '../host/withoutSecrets.ts';
import { openRestic } from '../restic/openRestic.ts';
import { resticLocation } from '../restic/resticLocation.ts';
import { ageCipher, plainCipher } from './Cipher.ts';
import { FolderStore } from './FolderStore.ts';
import { ResticStore } from './ResticStore.ts';
import type { SyncStore } from './SyncStore.ts';
import { keyIn, readKey, type SyncSettings } from './syncSettings.ts';

export interface PlaceOptions {
  readonly with?: string | undefined;
  readonly plain?: boolean | undefined;
  readonly keyFile?: string | undefined;
  readonly resticPath?: string | undefined;
  /** Makes the repository of restic where there is none. */
  readonly init?: boolean | undefined;
}

export interface OpenedPlace {
  readonly store: SyncStore;
  readonly place: NonNullable<SyncSettings['place']>;
  /** To be kept once it is known that nothing lies there for which another is. */
  readonly newKey?: string;
  /** It was made just now. */
  readonly isNewKey: boolean;
}

/**
 * Opens the place where machines meet: the one that is named, or that was before. Nothing is written yet.
 * @throws UserError when none is known, it is not there, or its key is another
 */
export async function openPlace(
  home: string,
  options: PlaceOptions,
  settings: SyncSettings,
  onTrouble: (sentence: string) => void,
): Promise<OpenedPlace> {
  const place =
    options.with === undefined
      ? settings.place
      : { with: named(options.with), plain: options.plain === true };
  if (!place)
    throw new UsageError(
      'It is not known where your machines meet.',
      'Name a folder that you carry between them: `claude-sessions sync --with PLACE`.',
    );
  if (options.with === undefined && (options.plain || options.keyFile !== undefined))
    throw new UsageError('--plain and --key-file are said with --with PLACE.', 'Add it.');
  const repository = repositoryIn(place.with);
  if (repository !== undefined) {
    const restic = await openRestic(
      { repository, resticPath: options.resticPath, init: options.init },
      process.env,
    );
    return { store: new ResticStore(home, restic, onTrouble), place, isNewKey: false };
  }
  if (place.plain)
    return { store: new FolderStore(place.with, plainCipher, onTrouble), place, isNewKey: false };
  const { key, isNew } = await keyFor(home, options.keyFile);
  const store = new FolderStore(place.with, await ageCipher(key), onTrouble);
  return { store, place, ...(isNew && { newKey: key }), isNewKey: isNew && options.keyFile === undefined };
}

function named(word: string): string {
  if (word.trim() === '') throw new UsageError('The place is empty.', 'Name a folder.');
  const repository = repositoryIn(word);
  if (repository === undefined) return resolve(word);
  if (repository === '') return word;
  const { location, shown } = resticLocation(repository);
  if (hasSecrets(location))
    throw new UsageError(
      `A password is not remembered with a place (${shown}).`,
      'Give it as restic takes it: RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  return `${resticPrefix}${location}`;
}

const resticPrefix = 'restic:';

/** The repository of restic that a place is; '' for that of the settings. */
const repositoryIn = (place: string) =>
  place.startsWith(resticPrefix) ? place.slice(resticPrefix.length) : undefined;

/** The key of this machine, or of a file; else a new one. Nothing is written. */
async function keyFor(home: string, file: string | undefined): Promise<{ key: string; isNew: boolean }> {
  const known = await readKey(home);
  if (file === undefined) return { key: known ?? (await newKey()), isNew: known === undefined };
  const text = await readTextIfAny(resolve(file));
  if (text === undefined) throw new UserError(`${file} is not there.`, 'Name the file with the key.');
  const key = keyIn(text, file);
  if (known !== undefined && known !== key)
    throw new UserError(
      'This machine has another key already.',
      'Move ~/.claude-sessions/sync/key away if nothing is needed that was put down with it.',
    );
  return { key, isNew: known === undefined };
}

async function newKey(): Promise<string> {
  const { generateX25519Identity } = await import('age-encryption');
  return await generateX25519Identity();
}
