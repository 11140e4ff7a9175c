/** The two labels that tools put on a dev container to identify it: paths on the host. */
interface IdLabels {
  /** `devcontainer.local_folder`: the workspace folder as it was opened; links are not resolved. */
  localFolder: string;
  /** `devcontainer.config_file`: the devcontainer.json in use. */
  configFile: string;
}

/**
 * The value of `${devcontainerId}`: 52 characters of `[0-9a-v]`.
 *
 * As the specification says and `@devcontainers/cli` does it: SHA-256 over the labels as JSON with sorted
 * keys, the digest as one big number in base 32. `--id-label` on the tool's command line makes another id;
 * nobody but who typed it can know that one.
 *
 * @param sha256 the digest of the text in UTF-8
 * @param platform `win32` brings paths to the form the labels have there: backslashes, lower-case drive
 */
export function devcontainerId(
  labels: IdLabels,
  sha256: (text: string) => Uint8Array,
  platform = 'linux',
): string {
  const localFolder = normalizeLabelPath(labels.localFolder, platform);
  const configFile = normalizeLabelPath(labels.configFile, platform);
  const json = JSON.stringify({
    'devcontainer.config_file': configFile,
    'devcontainer.local_folder': localFolder,
  });
  const hex = Array.from(sha256(json), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return BigInt(`0x${hex}`).toString(32).padStart(52, '0');
}

/** A path as the labels carry it: unchanged, but on Windows normalized and with a lower-case drive letter. */
export function normalizeLabelPath(path: string, platform: string): string {
  if (platform !== 'win32') return path;
  const normal = normalizeWindowsPath(path);
  return /^.:/.test(normal) ? normal.charAt(0).toLowerCase() + normal.slice(1) : normal;
}

/** Node's `path.win32.normalize` for the absolute paths that occur here: `C:\…` and `\\server\share\…`. */
function normalizeWindowsPath(path: string): string {
  const [, root = '', rest = ''] =
    /^([A-Za-z]:[\\/]|[\\/]{2}[^\\/]+[\\/]+[^\\/]+[\\/]?|[\\/])?(.*)$/s.exec(path) ?? [];
  const parts: string[] = [];
  for (const part of rest.split(/[\\/]+/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && root !== '') parts.pop();
    else parts.push(part);
  }
  const end = /[\\/]$/.test(rest) && parts.length > 0 ? '\\' : '';
  return normalizeRoot(root) + parts.join('\\') + end;
}

function normalizeRoot(root: string): string {
  const share = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/.exec(root);
  return share ? `\\\\${share[1]}\\${share[2]}\\` : root.replace(/\//g, '\\');
}
