import { readRecord, writeRecord } from '../workspace/records.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Notes what was copied in the host's record of a dev container, if there is one. @param names of volumes, paths of folders */
export async function rememberTaken(workspace: Workspace, names: readonly string[]): Promise<void> {
  const record = await readRecord(workspace);
  if (!record || names.length === 0) return;
  const takenOver = [...new Set([...(record.takenOver ?? []), ...names])];
  await writeRecord(workspace, { ...record, takenOver });
}
