import { join } from 'node:path';
import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import {
  formerPersonalFolder,
  isMarkedPersonal,
  personalFolder,
} from '@claude-sessions/core/devcontainer/personal.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { tryReadOwnText } from '../host/files.ts';
import { type ConfigRecord, readRecord } from './records.ts';
import { allConfigs, openWorkspace } from './workspace.ts';

/** A configuration of a project folder. */
export interface KnownConfig {
  /** Relative to the project folder, with `/`. */
  readonly file: string;
  /** It is ours, made of the team's for one person. */
  readonly personal: boolean;
}

const configIn = (name: string) => `.devcontainer/${name}/devcontainer.json`;

/** Where a personal configuration is made. */
export const newPersonalFile = configIn(personalFolder);

/**
 * True when a configuration is a personal one of ours. The host's record says so, which no container can write; but the file must go with it: the team may have put one of its own into the same place since. A file without any
 * record is personal by its first line: then it was made on another computer, or the record is gone.
 * @param source as the file stands; undefined when it is not there, which a record outlives
 */
export function isPersonal(record: ConfigRecord | undefined, source: string | undefined): boolean {
  if (!record) return source !== undefined && isMarkedPersonal(source);
  if (!record.team) return false;
  if (source === undefined || source === record.ours || isMarkedPersonal(source)) return true;
  return readConfigured(parseDocument(source), record.collections).anyOfOurs;
}

/** The record as it holds for the file: of one that is no longer personal, without the team's. */
export function recordFor(
  record: ConfigRecord | undefined,
  source: string | undefined,
): ConfigRecord | undefined {
  if (!record?.team || isPersonal(record, source)) return record;
  const { team: _, ...rest } = record;
  return rest;
}

/** Every configuration of a project folder, the default one first. */
export async function knownConfigs(folder: string): Promise<KnownConfig[]> {
  const files = await allConfigs(folder);
  return Promise.all(files.map(async (file) => ({ file, personal: await isPersonalAt(folder, file) })));
}

/**
 * Where the personal configuration of a folder is, or would be made: an existing one stays where it is, since the dev
 * container's id, and so its volume, follow from the path.
 * @returns relative to the folder, with `/`
 */
export async function personalPlace(folder: string, configs: readonly KnownConfig[]): Promise<string> {
  const present = configs.find(({ personal }) => personal);
  if (present) return present.file;
  const former = configIn(formerPersonalFolder);
  const isTaken = configs.some(({ file }) => file === former);
  return !isTaken && (await isPersonalAt(folder, former)) ? former : newPersonalFile;
}

async function isPersonalAt(folder: string, file: string): Promise<boolean> {
  const path = join(folder, file);
  const record = await readRecord(await openWorkspace(folder, path));
  // Most have a record that says no, or none; one that is no regular file is nobody's.
  if (record && !record.team) return false;
  return isPersonal(record, await tryReadOwnText(path));
}
