/** What a path leads to on this host. */
export interface HostFile {
  /** Its real path, by asking for it only; of what is not looked up, the path itself. */
  readonly real: string;
  /** Any user of this host may read it. */
  readonly open: boolean;
}

/** Questions to the host about a file that Claude Code would read. Nothing is opened. */
export interface ReadHost {
  /** Undefined when there is nothing, a folder, or what this user may not read: then nothing would be read. */
  fileAt(path: string): HostFile | undefined;
  /** A real path lies in a folder. */
  isIn(path: string, folder: string): boolean;
  /**
   * True when a file is one of these texts, which are given as `FileCall.text`. It is read only where no link leads to it, and when
   * its length fits.
   */
  isText(path: string, texts: ReadonlySet<string>): boolean;
  readonly home: string;
  /** Real paths of what this project's container can read by itself: the workspace folder, what it shares of Claude's state. */
  readonly shared: readonly string[];
  /** Real paths of folders in which Claude Code on this host keeps files for this project's conversations. */
  readonly ownPlaces: readonly string[];
}

/** `nothing` would be sent; what `anyone` on this host may read; what is `private`. */
export type ReadJudgement = 'nothing' | 'own' | 'anyone' | 'private';

/** Homes, of whatever mode: what lies there is somebody's own. */
const homes = /^(?:\/(?:home|root|Users|var\/root)|[A-Za-z]:[\\/]Users)(?:[\\/]|$)/i;

/** Files of keys and passwords, wherever they lie. */
const secrets =
  /(?:^|[\\/])(?:\.(?:ssh|gnupg|aws|azure|kube|docker|password-store)[\\/].*|\.env(?:\.[^\\/]*)?|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.git-credentials|\.credentials\.json|id_(?:rsa|dsa|ecdsa|ed25519)[^\\/]*|[^\\/]*\.(?:key|p12|pfx|kdbx|keystore|jks))$/i;

/** What the kernel answers for is the same for everybody, but for what it says of one process. */
const kernel = /^\/(?:proc|sys)(?:\/|$)/;
const ofProcess =
  /^\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/(?:environ|cmdline|mem|maps|smaps|auxv|stack|fd|fdinfo|root|cwd|exe|map_files|task)(?:\/|$)/;
const emptyDevice = /^\/dev\/(?:null|zero|full)$/;

/** Judges what would be sent if Claude Code on this host read a path again. */
export function judgeRead(path: string, host: ReadHost): ReadJudgement {
  const file = host.fileAt(path);
  if (!file) return 'nothing';
  const { real, open } = file;
  const isInAny = (folders: readonly string[]) => folders.some((folder) => host.isIn(real, folder));
  if (isInAny(host.shared) || emptyDevice.test(real)) return 'nothing';
  if (isInAny(host.ownPlaces)) return 'own';
  if (kernel.test(real)) return ofProcess.test(real) ? 'private' : 'anyone';
  if (homes.test(real) || host.isIn(real, host.home) || secrets.test(real)) return 'private';
  return open ? 'anyone' : 'private';
}
