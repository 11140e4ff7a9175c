/** Which folder it is, whatever its name: on one running kernel, the same numbers are the same folder. */
export interface FolderIdentity {
  /** Of the kernel that runs, by which machines and virtual machines are told apart. */
  readonly bootId: string;
  readonly device: string;
  readonly inode: string;
}

/**
 * True when the two are different folders for sure. Of two kernels, or of two file systems, nothing can be said: an engine in
 * a virtual machine has numbers of its own for the host's folders.
 */
export function isAnotherFolder(one: FolderIdentity, other: FolderIdentity): boolean {
  return one.bootId === other.bootId && one.device === other.device && one.inode !== other.inode;
}
