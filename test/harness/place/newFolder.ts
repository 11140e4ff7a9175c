import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';

/** Makes a folder by its real path, whose maker removes it. */
export function newFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'claude-sessions-')));
}

/** A folder for all tests of a file; it goes after the last. To be called where tests are collected. */
export function useFolder(): string {
  const folder = newFolder();
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);
  return folder;
}

/** A folder for each test. @returns what gives that of this one */
export function useFolders(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}
