import { type StdioOptions, spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import type { StateShell } from '../support/stateShells.ts';

/** What a Feature's install.sh is assembled from. */
type Part = 'state' | 'home';
const source = (part: Part) =>
  ['common', part].map((name) => readFileSync(`feature/install/${name}.sh`, 'utf8')).join('\n');

/** An image in a temporary folder, in which install.sh is run with one shell and its tools. */
export class InstallLab {
  readonly root = newFolder();
  readonly home = join(this.root, 'home');
  readonly dir = join(this.home, '.claude');
  readonly config = join(this.root, 'var/lib/claude');
  readonly share = join(this.root, 'share');
  readonly copy = join(this.share, 'image-claude');
  readonly program = join(this.root, 'bin/claude-state');
  readonly skeleton = join(this.root, 'skel');
  readonly homeMount = join(this.root, 'claude-home');
  readonly layer = join(this.root, 'layer');

  constructor(readonly shell: StateShell) {
    chmodSync(this.root, 0o755);
    mkdirSync(this.home);
  }

  /** Runs a Feature of this version, for the user `nobody` unless said otherwise. */
  install({ version = '1.0.0', user = 'nobody', home = this.home, uid = 0, part = 'state' as Part } = {}) {
    const feature = join(this.root, 'feature');
    this.write('feature/claude-state', `#!/bin/sh\nprintf '%s\\n' '${version}'\n`);
    this.write('feature/entrypoint.sh', `# ${version}\n`);
    // Its functions, with the image's places moved into the lab; then its last line.
    this.write('feature/functions', source(part).replace(/^main "\$@"\n$/m, ''));
    const script =
      '. ./functions; SHARE=$1 PROGRAM=$2 CONFIG_DIR=$3 SKELETON=$4 HOME_MOUNT=$5 LAYER=$6; shift 6; main "$@"; exit "$?"';
    const places = [this.share, this.program, this.config, this.skeleton, this.homeMount, this.layer];
    const [command = '', ...options] = this.interpreter();
    const args = [...options, '-c', script, join(feature, 'install.sh'), ...places];
    const env = { PATH: this.shell.path, _REMOTE_USER: user, _REMOTE_USER_HOME: home };
    // With a socket as its input bash would read ~/.bashrc.
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    const run = spawnSync(command, args, { cwd: feature, env, uid, stdio, encoding: 'utf8' });
    return { code: run.status, stdout: run.stdout, stderr: run.stderr };
  }

  /** The shell as the program's first line names it. */
  private interpreter(): string[] {
    const first = readFileSync(this.shell.program, 'utf8').split('\n')[0] ?? '';
    return first.replace(/^#!/, '').split(' ');
  }

  write(path: string, text = 'x\n', mode = 0o644): string {
    return put(join(this.root, path), text, mode);
  }

  read(path: string): string {
    return readFileSync(path, 'utf8');
  }

  /** `UID MODE` of a path, not following a link. */
  owned(path: string): string {
    const { uid, mode } = lstatSync(path);
    return `${uid} ${(mode & 0o7777).toString(8)}`;
  }

  /** Everything below the lab but the Feature itself: kind, mode, owner, name, content. */
  tree(): string {
    const look =
      'find . -path ./feature -prune -o -printf "%y %m %u %p %l " -a \\( -type f -exec cat {} \\; -o -exec echo \\; \\)';
    return spawnSync('sh', ['-c', look], { cwd: this.root, encoding: 'utf8' })
      .stdout.split('\n')
      .sort()
      .join('\n');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
