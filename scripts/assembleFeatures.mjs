// Completes the Features: all that do something at a start bring the same program; two of them install it in the same way.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { assembleClaudeState } from './assembleClaudeState.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The Features that make a place for Claude's state. */
export const BASE_FEATURES = ['claude-persist', 'claude-sessions'];

/** The Features with the program claude-state, and the main part of what installs each. */
const installers = {
  ...Object.fromEntries(BASE_FEATURES.map((id) => [id, 'state.sh'])),
  'claude-login': 'login.sh',
  'claude-home': 'home.sh',
};

/** The files that git does not keep, by name: generated in each such Feature's folder. */
export const GENERATED_FILES = ['install.sh', 'entrypoint.sh', 'claude-state'];

/**
 * Writes the generated files of each Feature that brings the program. A file that is right already is left alone, so that whoever packs the
 * folder at the same time reads a whole one.
 *
 * @param {{ sourceRoot?: string, program?: string }} [options] `sourceRoot`: the folder with `<id>/` of each Feature;
 *   `program`: the text of claude-state, assembled from feature/lib when not given.
 * @returns {Promise<string[]>} the paths of the files that were written
 */
export async function assembleFeatures({ sourceRoot = `${root}feature/src`, program } = {}) {
  const read = (name) => readFile(`${root}feature/install/${name}`, 'utf8');
  const shared = {
    'entrypoint.sh': await read('entrypoint.sh'),
    'claude-state': program ?? (await assembleClaudeState()),
  };
  const written = [];
  for (const [id, main] of Object.entries(installers)) {
    const contents = { ...shared, 'install.sh': `${await read('common.sh')}\n${await read(main)}` };
    await mkdir(`${sourceRoot}/${id}`, { recursive: true });
    for (const name of GENERATED_FILES) {
      const path = `${sourceRoot}/${id}/${name}`;
      if (await writeWhenChanged(path, contents[name])) written.push(path);
    }
  }
  return written;
}

async function writeWhenChanged(path, content) {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === content) return false;
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, content, { mode: 0o755 });
  await rename(temporary, path);
  return true;
}
