import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ConfigurationFacts, ContainerFacts } from '@claude-sessions/core/findings/facts.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import * as z from 'zod/mini';
import { readTextIfAny, removeFile, writeText } from '../host/files.ts';
import type { Workspace } from './workspace.ts';

type Left = NonNullable<ContainerFacts['leftByRecreate']>;
type Configuration = Pick<ConfigurationFacts, 'document' | 'settings'>;

/** What a new container of a configuration had still: kept where no container can reach it. */
const recreatedSchema = z.object({
  version: z.literal(1),
  configuration: z.string(),
  left: z.array(z.object({ code: z.string(), evidence: z.array(z.string()) })),
});

const pathOf = ({ preparedFolder }: Pick<Workspace, 'preparedFolder'>) =>
  join(preparedFolder, preparedNames.recreated);

/** What the last replacement did not cure; nothing where the configuration is another by now, or nothing is remembered. */
export async function readLeftByRecreate(
  workspace: Pick<Workspace, 'preparedFolder'>,
  configuration: Configuration,
): Promise<Left> {
  const text = await readTextIfAny(pathOf(workspace)).catch(() => undefined);
  if (text === undefined) return [];
  try {
    const { success, data } = recreatedSchema.safeParse(JSON.parse(text));
    return success && data.configuration === sumOf(configuration) ? data.left : [];
  } catch {
    return [];
  }
}

/** Remembers what a new container of a configuration has still. @param left nothing, to forget what was remembered */
export async function writeLeftByRecreate(
  workspace: Pick<Workspace, 'preparedFolder'>,
  configuration: Configuration,
  left: Left,
): Promise<void> {
  if (left.length === 0) return removeFile(pathOf(workspace));
  const record = { version: 1, configuration: sumOf(configuration), left };
  await writeText(pathOf(workspace), `${JSON.stringify(record, null, 2)}\n`, 0o600);
}

/** Of all that a configuration says: devcontainer.json, and what the files that it names set. */
function sumOf({ document, settings }: Configuration): string {
  const said = JSON.stringify([document?.text ?? null, settings ?? null]);
  return createHash('sha256').update(said).digest('hex');
}
