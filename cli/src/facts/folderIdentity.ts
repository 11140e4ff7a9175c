import { readFile, stat } from 'node:fs/promises';
import type { FolderIdentity } from '@claude-sessions/core/container/folderIdentity.ts';

/** Which folder lies at a path of this host; undefined where the system does not say (only Linux names its kernel's run). */
export async function folderIdentity(path: string): Promise<FolderIdentity | undefined> {
  try {
    const [bootId, { dev, ino }] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      stat(path, { bigint: true }),
    ]);
    return { bootId: bootId.trim(), device: String(dev), inode: String(ino) };
  } catch {
    return undefined;
  }
}
