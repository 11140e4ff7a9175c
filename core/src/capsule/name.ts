/** Far below what engines take, so that `-home` and the like can follow. */
const longest = 48;

/** What an engine takes as the name of a container, of a volume, and in that of an image; dots and capitals, which not all take, are left out. */
export function isCapsuleName(name: string): boolean {
  return name.length <= longest && /^[a-z0-9]+(?:(?:__?|-+)[a-z0-9]+)*$/.test(name);
}

/** A folder's name made into a capsule's. */
export function capsuleName(folderName: string): string {
  const name = folderName
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/[-_]{2,}/g, (run) => (/^(?:__|-+)$/.test(run) ? run : '-'))
    .replace(/^[-_]+/, '')
    .slice(0, longest)
    .replace(/[-_]+$/, '');
  return name || 'capsule';
}
