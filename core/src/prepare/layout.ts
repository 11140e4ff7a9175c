/**
 * *Prepare* makes on the host what a shared dev container mounts, before every start: a mount needs its source. It is done
 * by the script beside devcontainer.json (`core/assets/prepare.sh` and `prepare.ps1`) and by our tools
 * (`cli/src/prepare/prepareHost.ts`), with one result but for the copy of settings.json and project.json. The rules are in this folder:
 *
 * - this file: where everything lies, and which folders must be there.
 * - `refusal.ts`: when nothing is made, and the words for it.
 * - `plugins/`, of the list of plugin marketplaces a copy, as it is: mounted by `share --plugins` alone.
 * - `preparedFiles.ts`: the copies in `files/`, made of settings.json (below), CLAUDE.md and keybindings.json as they are, and
 *   of `.claude.json` only that onboarding is done (`onboarding.ts`) and, by the tools alone, what was answered about this
 *   project (`projectAnswers.ts`).
 * - `linked.ts`: what links in the profile lead to, copied into `files/linked` within bounds.
 * - `imports.ts`: what CLAUDE.md imports, copied by the tools alone into `files/home` within bounds, and how the copy of CLAUDE.md
 *   imports it. `findImports.ts` finds imports, `stretches.ts` what of Markdown is neither code nor HTML.
 *   In `files/` the container also reads where the project lies on the host.
 * - `filterSettings.ts`: the one filter of settings.json, for the tools. `jsonTokens.ts` reads the text, `secrets.ts` says
 *   what looks like a secret. The scripts do not filter: they copy the plain values of `simpleSettings.ts`.
 * - `cksum.ts`: the sum kept in `settings.cksum`, by which a script knows that the tools' copy still fits and leaves it alone; the same
 *   in `instructions.cksum` of CLAUDE.md, where its copy is not as it is.
 * - `scriptText.ts`: the scripts as they are written, with what concerns Docker Compose or without.
 * - `composeOverride.ts`: under Docker Compose, the file that has the mounts in place of the Features.
 *
 * For checks: `marketplaces.ts` (logins in the list of plugin marketplaces), `copyDifferences.ts` (what the copy lacks) and `settingsCommands.ts` (programs that it names). How
 * `initializeCommand` calls the script: `share/initializeCommand.ts`. Tests hold the three forms equal (`test/shell/prepare/`).
 */

import { optionalDirectories, optionalParts, profileDirectories } from '../catalogue.ts';
import { projectSlug } from '../slug.ts';

/** Folders of `~/.claude` that may be mounted, each made where missing, since a mount needs its source. */
export const PROFILE_FOLDERS: readonly string[] = [
  ...profileDirectories,
  ...optionalDirectories,
  ...optionalParts,
];

/** The list of plugin marketplaces, in `~/.claude/plugins` and in its prepared copy. */
export const marketplacesFile = 'known_marketplaces.json';

/** The folder of a project's memory, in that of its conversations. */
export const memoryName = 'memory';

/** What lies in `~/.claude-sessions/<id>`, by its names; `remove` takes all of it away but what is for good. */
export const preparedNames = {
  /** The link to this project's conversations; for review the mirror, a folder of the container's own. */
  project: 'project',
  /** What review needs beside the mirror. */
  review: 'review',
  /** The link to the memory of this project's repository. */
  memory: 'memory',
  /** The copies that the container reads. */
  files: 'files',
  /** The list of plugin marketplaces, and empty folders over which those of `~/.claude/plugins` are mounted. */
  plugins: 'plugins',
  /** The real path of the workspace; in `files/` too, for the container. */
  workspace: 'workspace',
  /** The `cksum` of the settings.json that was copied last. */
  settingsSum: 'settings.cksum',
  /** The `cksum` of the CLAUDE.md whose copy imports copies. */
  instructionsSum: 'instructions.cksum',
  /** What is remembered of devcontainer.json: see `share/original.ts`. */
  record: 'original.json',
  /** By what the project's folder is known again once it was moved: see `cli/src/workspace/projectIdentity.ts`. */
  identity: 'identity.json',
  /** What a new container did not cure. */
  recreated: 'recreated.json',
  /** What was approved. */
  approved: 'approved.json',
  /** What was decided about notes of the container's memory. */
  pulled: 'pulled.json',
  /** What `verify` knows: for good, since after another `share` it could not be told what a container had written before. */
  verified: 'verified.json',
} as const;

/** What lies in `~/.claude-sessions/<id>/review`, by its names. */
export const reviewNames = {
  /** The link to this project's conversations, as long as the mirror is in its place. */
  host: 'host',
  /** The mirror, as long as that link is in its place; also in folders named `1`, `2` ... where there was another. */
  mirror: 'project',
} as const;

/**
 * In a mirror: what belongs to its conversations and lies in folders of its own in Claude's config directory, by their names there.
 * The host makes them when it first carries them; where one is there, the container's leads to it (`feature/lib/companions.sh`).
 */
export const companionNames = {
  tasks: '.tasks',
  'file-history': '.file-history',
} as const;

/** In `files`: the copies of what links in the profile lead to, and the note of what is not copied. */
export const linkedNames = { folder: 'linked', leftOut: 'left-out-files.txt' } as const;
/** In `files`: the copies of what CLAUDE.md imports, by their paths below the home, and the note of what is not copied. */
export const importNames = { folder: 'home', leftOut: 'left-out-imports.txt' } as const;

export interface PrepareInput {
  /** `HOME`, on Windows `USERPROFILE`. */
  home: string | undefined;
  /** `CLAUDE_CONFIG_DIR`; empty counts as unset. */
  configDir: string | undefined;
  devcontainerId: string;
  /** As `process.platform`. */
  platform: string;
}

/** Paths on the host. */
export interface PrepareLayout {
  /** `~/.claude` and `~/.claude-sessions`. */
  claude: string;
  sessions: string;
  config: string;
  /** `.claude.json`, which `CLAUDE_CONFIG_DIR` moves as well. */
  claudeJson: string;
  /** This project's conversations. */
  project: string;
  /** The folder in it over which `memory` is mounted; where the project is in no repository, or is its top, both are one. */
  ownMemory: string;
  /** The memory of this project: Claude Code files it by the top of the git repository, see `memoryRoot`. */
  memory: string;
  /** `~/.claude-sessions/<id>`. */
  prepared: string;
  files: string;
  /** The copied list of plugin marketplaces, and that of the host. */
  marketplaces: string;
  hostMarketplaces: string;
  /** Over these those of the host are mounted. */
  pluginFolders: string[];
  /** The copies of what links in the profile lead to. */
  linked: string;
  /** The link to `project`, inside `prepared`; for review the mirror. */
  link: string;
  /** The folder beside it: see `reviewNames`. */
  review: string;
  /** The link to `project`, where the mirror is in its place. */
  reviewLink: string;
  /** The link to `memory`, inside `prepared`. */
  memoryLink: string;
  /** The file with the real path of the workspace. */
  workspaceFile: string;
  /** The file with the `cksum` of the settings.json that was copied last. */
  settingsSum: string;
  /** The file with the `cksum` of the CLAUDE.md whose copy imports copies. */
  instructionsSum: string;
  /** The copies of what CLAUDE.md imports. */
  imported: string;
  /** The folders of `PROFILE_FOLDERS`, in `~/.claude` even when `CLAUDE_CONFIG_DIR` says otherwise. */
  profile: string[];
  /** Whatever of these exists has to be a folder, by a link or not. */
  folders: string[];
}

/**
 * @param workspace the real path of the workspace folder
 * @param memoryRoot the folder by whose name its memory is filed
 * @param linked the config directory that the first run took, see `configDirOfLink`
 */
export function prepareLayout(
  homeFolder: string,
  { configDir, devcontainerId, platform }: PrepareInput,
  workspace: string,
  memoryRoot: string,
  linked?: string,
): PrepareLayout {
  const join = (...parts: string[]) => parts.join(separatorOf(platform));
  const home = homeFolder.replace(platform === 'win32' ? /[\\/]+$/ : /\/+$/, '');
  const claude = join(home, '.claude');
  const given = configDir || claude;
  const config = linked ?? given;
  const besideHome = config === given ? !configDir : config === claude;
  const project = join(config, 'projects', projectSlug(workspace));
  const sessions = join(home, '.claude-sessions');
  const prepared = join(sessions, devcontainerId);
  const files = join(prepared, preparedNames.files);
  const plugins = join(prepared, preparedNames.plugins);
  const pluginFolders = optionalParts.map((name) => join(prepared, ...name.split('/')));
  const profile = PROFILE_FOLDERS.map((name) => join(claude, ...name.split('/')));
  return {
    claude,
    sessions,
    config,
    claudeJson: join(besideHome ? home : config, '.claude.json'),
    project,
    ownMemory: join(project, memoryName),
    memory: join(config, 'projects', projectSlug(memoryRoot), memoryName),
    prepared,
    files,
    linked: join(files, linkedNames.folder),
    marketplaces: join(plugins, marketplacesFile),
    hostMarketplaces: join(claude, 'plugins', marketplacesFile),
    pluginFolders,
    link: join(prepared, preparedNames.project),
    review: join(prepared, preparedNames.review),
    reviewLink: join(prepared, preparedNames.review, reviewNames.host),
    memoryLink: join(prepared, preparedNames.memory),
    workspaceFile: join(prepared, preparedNames.workspace),
    settingsSum: join(prepared, preparedNames.settingsSum),
    instructionsSum: join(prepared, preparedNames.instructionsSum),
    imported: join(files, importNames.folder),
    profile,
    folders: [
      sessions,
      prepared,
      files,
      plugins,
      ...pluginFolders,
      claude,
      ...profile,
      config,
      join(config, 'projects'),
    ],
  };
}

/**
 * The config directory where a link to a project folder leads, when it is this project's: what sets
 * `CLAUDE_CONFIG_DIR` may reach one starter of the container and not the other, and the first decides.
 *
 * @param target of the link, as read
 */
export function configDirOfLink(target: string, workspace: string, platform: string): string | undefined {
  const separator = separatorOf(platform);
  const path = withoutPrefix(target, platform);
  const end = ['', 'projects', projectSlug(workspace)].join(separator);
  return isAbsolutePath(path, platform) && path.endsWith(end) ? path.slice(0, -end.length) : undefined;
}

export function isAbsolutePath(path: string, platform: string): boolean {
  return (platform === 'win32' ? /^(?:[A-Za-z]:)?[\\/]/ : /^\//).test(path);
}

/**
 * True for the memory folder of any project in a config directory: a link to one is *prepare*'s own, and is kept when the
 * repository has another top than when it was made. A container can change that by what it writes in the workspace.
 * @param target of the link, as read
 */
export function isMemoryIn(config: string, target: string, platform: string): boolean {
  const separator = separatorOf(platform);
  const path = withoutPrefix(target, platform);
  const start = `${config}${separator}projects${separator}`;
  const [slug, ...rest] = path.startsWith(start) ? path.slice(start.length).split(separator) : [];
  return slug !== undefined && /^[A-Za-z0-9-]+$/.test(slug) && rest.join('/') === memoryName;
}

/** A junction's target may carry a prefix, and a slash at its end. */
function withoutPrefix(target: string, platform: string): string {
  return platform === 'win32' ? target.replace(/^\\\\\?\\|^\\\?\?\\|\\$/g, '') : target;
}

function separatorOf(platform: string): string {
  return platform === 'win32' ? '\\' : '/';
}
