import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { x } from 'tinyexec';

/**
 * The README of each Feature, as `devcontainer features generate-docs` makes it of its JSON and NOTES.md.
 * @param root the repository
 * @returns the texts, by path below the repository
 */
export async function featureDocs(root: string): Promise<Map<string, string>> {
  const scratch = await mkdtemp(join(tmpdir(), 'claude-sessions-docs-'));
  try {
    const source = join(root, 'feature/src');
    await cp(source, join(scratch, 'feature/src'), { recursive: true });
    const program = join(root, 'node_modules/@devcontainers/cli/devcontainer.js');
    const where = ['--registry', 'ghcr.io', '--namespace', 'claude-sessions/features'];
    const repository = ['--github-owner', 'claude-sessions', '--github-repo', 'claude-sessions'];
    const args = [
      program,
      'features',
      'generate-docs',
      '--project-folder',
      'feature/src',
      ...where,
      ...repository,
    ];
    await x(process.execPath, args, { throwOnError: true, nodeOptions: { cwd: scratch } });
    const ids = await readdir(source);
    const read = async (id: string) =>
      [
        `feature/src/${id}/README.md`,
        await readFile(join(scratch, 'feature/src', id, 'README.md'), 'utf8'),
      ] as const;
    return new Map(await Promise.all(ids.map(read)));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
