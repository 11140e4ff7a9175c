import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The files of feature/lib/, in the order in which they must appear: what runs at once comes first, `main` last. */
export const parts = [
  'head',
  'text',
  'base',
  'look',
  'user',
  'mounts',
  'readOnly',
  'slug',
  'gitRoot',
  'lock',
  'place',
  'aliases',
  'drain',
  'adopt',
  'formerly',
  'below',
  'memory',
  'memorySetting',
  'hostPath',
  'isolate',
  'companions',
  'answers',
  'profile',
  'findFolder',
  'bridge',
  'watch',
  'heal',
  'login',
  'home',
  'seed',
  'seedPlan',
  'seedCopy',
  'seedPlace',
  'seedReport',
  'migrate',
  'init',
  'initOwn',
  'initFill',
  'initClone',
  'converse',
  'start',
  'checkSpace',
  'checkConfig',
  'checkDetached',
  'checkBridge',
  'checkProfile',
  'checkHostLogin',
  'checkLogin',
  'checkHome',
  'checkInit',
  'doctor',
  'main',
];

/**
 * The program `claude-state` as one text, with the version of package.json.
 * @returns {string}
 */
export function assembleClaudeState() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const read = (part) => readFileSync(join(root, 'feature/lib', `${part}.sh`), 'utf8').trimEnd();
  return `${parts.map(read).join('\n\n').replace('@VERSION@', version)}\n`;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const out = process.argv[2];
  if (!out) {
    process.stderr.write('Usage: node scripts/assembleClaudeState.mjs OUT\n');
    process.exit(2);
  }
  mkdirSync(dirname(resolve(out)), { recursive: true });
  writeFileSync(out, assembleClaudeState());
  chmodSync(out, 0o755);
}
