import { join } from 'node:path';
import type { DecidedNotes } from '@claude-sessions/core/memory/planNotes.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import * as z from 'zod/mini';
import { readTextIfAny, writeText } from '../host/files.ts';
import type { Workspace } from '../workspace/workspace.ts';

const hashes = z.record(z.string(), z.string());
const schema = z.object({
  version: z.literal(1),
  taken: hashes,
  declined: hashes,
  lines: z.array(z.string()),
});

const nothing: DecidedNotes = { taken: {}, declined: {}, lines: [] };

const pathOf = ({ preparedFolder }: Workspace) => join(preparedFolder, preparedNames.pulled);

/** What was decided about a container's notes, on this host where no container reaches it; nothing where it cannot be read. */
export async function readDecided(workspace: Workspace): Promise<DecidedNotes> {
  const text = await readTextIfAny(pathOf(workspace));
  if (text === undefined) return nothing;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : nothing;
  } catch {
    return nothing;
  }
}

export async function writeDecided(workspace: Workspace, decided: DecidedNotes): Promise<void> {
  await writeText(pathOf(workspace), `${JSON.stringify({ version: 1, ...decided })}\n`, 0o600);
}
