import { lstatSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type VerifyFinding, verifyFinding } from '@claude-sessions/core/verify/verifyFinding.ts';
import { realPathOf } from '../host/realPath.ts';
import type { FolderIdentity, VerifiedState } from './stateSchema.ts';
import type { VerifyOptions } from './types.ts';

interface JudgedFolders {
  readonly findings: readonly VerifyFinding[];
  /** To be remembered: those known from before, else those found now. */
  readonly identities: Pick<VerifiedState, 'project' | 'memoryFolder'>;
  /** The project's folder is one, and can be looked through. */
  readonly open: boolean;
}

/** Looks at the project's folder and at `memory/` themselves: what they are, and whether they are those of before. */
export async function judgeFolders(options: VerifyOptions): Promise<JudgedFolders> {
  const { projectFolder, state, workspace } = options;
  const project = identityOf(projectFolder);
  const memory = identityOf(join(projectFolder, 'memory'));
  const findings: VerifyFinding[] = [];
  const replaced = (message: string, evidence: string[], severity?: 'warning') =>
    findings.push(
      verifyFinding('project-folder-replaced', {
        path: '',
        message,
        evidence,
        ...(severity && { severity }),
      }),
    );
  if (project === 'other') replaced('It is a link, or no directory.', [projectFolder]);
  const linked = await readlink(join(workspace.preparedFolder, 'project')).catch(() => undefined);
  if (linked !== undefined && realPathOf(linked) !== realPathOf(projectFolder)) {
    replaced('What the container mounts leads elsewhere.', [
      `mounted: ${linked}`,
      `expected: ${projectFolder}`,
    ]);
  }
  if (isAnother(project, state.project)) {
    replaced('It is another directory than at the last verification.', [describe(project)], 'warning');
  }
  if (memory === 'other' || isAnother(memory, state.memoryFolder)) {
    const message =
      memory === 'other'
        ? 'It is a link, or no directory.'
        : 'It is another directory than at the last verification.';
    const severity = memory === 'other' ? ('error' as const) : ('warning' as const);
    findings.push(
      verifyFinding('memory-folder-replaced', {
        path: 'memory',
        message,
        evidence: [describe(memory)],
        severity,
      }),
    );
  }
  return { findings, identities: identities(state, project, memory), open: typeof project === 'object' };
}

/** A memory folder beside the project's own: what it is, as it would be judged there. @param path as it is shown */
export function judgeOtherMemory(folder: string, path: string): { findings: VerifyFinding[]; open: boolean } {
  const found = identityOf(folder);
  const finding = { path, message: 'It is a link, or no directory.', evidence: [describe(found)] };
  return {
    findings: found === 'other' ? [verifyFinding('memory-folder-replaced', finding)] : [],
    open: typeof found === 'object',
  };
}

type Found = FolderIdentity | 'missing' | 'other';

function identities(state: VerifiedState, project: Found, memory: Found): JudgedFolders['identities'] {
  const first = state.project ?? (typeof project === 'object' ? project : undefined);
  const memoryFolder = state.memoryFolder ?? (typeof memory === 'object' ? memory : undefined);
  return { ...(first && { project: first }), ...(memoryFolder && { memoryFolder }) };
}

function identityOf(path: string): Found {
  try {
    const stats = lstatSync(path, { bigint: true });
    return stats.isDirectory() ? { dev: String(stats.dev), ino: String(stats.ino) } : 'other';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'other';
  }
}

function isAnother(found: Found, known: FolderIdentity | undefined): boolean {
  return (
    typeof found === 'object' && known !== undefined && (found.dev !== known.dev || found.ino !== known.ino)
  );
}

const describe = (found: Found) =>
  typeof found === 'object' ? `device ${found.dev}, inode ${found.ino}` : found;
