import { join } from 'node:path';
import type { ApprovalItem } from '@claude-sessions/core/approval/item.ts';
import { isOwnItem, type Own } from '@claude-sessions/core/approval/ownItems.ts';
import { preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import * as z from 'zod/mini';
import { readTextIfAny, writeText } from '../host/files.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Where what is remembered of a dev container is kept. */
type Place = Pick<Workspace, 'preparedFolder'>;

const approvedSchema = z.object({
  version: z.literal(1),
  /** When, in ISO 8601. */
  at: z.string(),
  items: z.array(
    z.object({
      part: z.string(),
      name: z.string(),
      text: z.string(),
      digest: z.nullable(z.string()),
      own: z.optional(z.boolean()),
    }),
  ),
});

export type Approved = z.infer<typeof approvedSchema>;

/** A change of a longer text is shown against its beginning; its digest is compared. */
const maxText = 64 * 1024;

/** No container reaches it: of that folder only `project` and `files/` are ever mounted. */
const approvedPath = (workspace: Place) => join(workspace.preparedFolder, preparedNames.approved);

/** The last approval; undefined when there is none, or the record cannot be read. */
export async function readApproved(workspace: Place): Promise<Approved | undefined> {
  const text = await readTextIfAny(approvedPath(workspace));
  try {
    return text === undefined ? undefined : approvedSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Remembers what is approved now. Our own files are not repeated: what is in them is known. */
export async function writeApproved(
  workspace: Place,
  items: readonly ApprovalItem[],
  own: Own,
): Promise<void> {
  const approved: Approved = {
    version: 1,
    at: new Date().toISOString(),
    items: items.map((item) => {
      if (!isOwnItem(item, own)) return { ...item, text: item.text.slice(0, maxText) };
      return { ...item, text: item.part === 'file' ? '' : item.text, own: true };
    }),
  };
  await writeText(approvedPath(workspace), `${JSON.stringify(approved, null, 2)}\n`, 0o600);
}
