/** Far below what engines take, so that `-home` and the like can follow. */
const longest = 48;

/** What an engine takes as a name; dots and capitals are left out, which volumes and image tags take in other ways. */
export function isCapsuleName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,47}$/.test(name);
}

/** A folder's name made into a capsule's. */
export function capsuleName(folderName: string): string {
  const name = folderName
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, longest)
    .replace(/[-_]+$/, '');
  return name || 'capsule';
}
