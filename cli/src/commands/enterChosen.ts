import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { imageFeatures } from '../facts/imageFeatures.ts';
import { engineFrom } from '../host/engine.ts';
import { UserError } from '../host/errors.ts';
import { enter } from '../up/enter.ts';
import { collectionFrom } from '../workspace/collection.ts';
import { readRecord } from '../workspace/records.ts';
import { readConfig } from '../workspace/workspace.ts';
import { openChosen } from './openChosen.ts';
import type { EnterOptions } from './options.ts';

/**
 * Runs a command in the dev container that a command line is about.
 * @param unlessSetUp what to do where neither `share` nor `isolate` was used; without it that is no error
 * @returns the command's exit code
 */
export async function enterChosen(
  folder: string | undefined,
  command: readonly string[],
  options: EnterOptions,
  { unlessSetUp }: { unlessSetUp?: string } = {},
): Promise<number> {
  const workspace = await openChosen(folder, options, {
    hint: 'Name the folder of a project with a dev container.',
  });
  const document = await readConfig(workspace.configFile);
  const collections = collectionsOf(collectionFrom({}, process.env), await readRecord(workspace));
  const engine = engineFrom(options.dockerPath, process.env);
  const ofImage = await imageFeatures(engine, document, collections);
  const configured = readConfigured(document, collections, ofImage);
  if (unlessSetUp && configured.mode === 'none') {
    throw new UserError(`Claude Sessions is not set up in ${workspace.configFile}.`, unlessSetUp);
  }
  return enter(workspace, { ...configured, document }, command, options);
}
