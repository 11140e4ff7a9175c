import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readZip } from '../system/readZip.ts';
import { repository } from '../system/repository.ts';

/** The extension as `npm run package` makes it. */
export interface PackedExtension {
  /** The archive, to be installed. */
  readonly vsix: string;
  readonly size: number;
  /** What is in it, by its path there. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The text of a file. @throws when it is not there */
  text(path: string): string;
  dispose(): void;
}

/** Packs the extension to a temporary place. */
export function packExtension(): PackedExtension {
  const folder = mkdtempSync(join(tmpdir(), 'claude-sessions-packed-'));
  const vsix = join(folder, 'claude-sessions.vsix');
  execFileSync(process.execPath, ['scripts/package.mjs', '--out', vsix], { cwd: repository, stdio: 'pipe' });
  if (!existsSync(vsix)) throw new Error('npm run package ended well and made no .vsix');
  const archive = readFileSync(vsix);
  const files = readZip(archive);
  return {
    vsix,
    size: archive.length,
    files,
    text(path) {
      const file = files.get(path);
      if (!file) throw new Error(`${path} is not in the .vsix`);
      return file.toString('utf8');
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
