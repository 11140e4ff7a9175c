import catalogue from '../../schemas/claude-paths.json';

/** Claude's config directory inside a container that has our Features: the value of CLAUDE_CONFIG_DIR there. */
export const containerConfigDir = catalogue.configDirectory.container;

/** The memory of the container's own, which Claude Code writes there in place of the host's: `feature/lib/memorySetting.sh`. */
export const containerMemory = `${containerConfigDir}/.claude-state/memory`;

/** Where the Feature `claude-home` mounts its volume; in the container a link to the home of the remote user. */
export const containerHome = '/claude-home';

/** Where what the host shares is mounted. */
export const containerHostDir = '/mnt/claude-host';

/** Where Claude Code is told to write memory in a shared container: that of its own, or the host's where it may (`--memory rw`). */
export const containerMemories: readonly string[] = [containerMemory, `${containerHostDir}/project/memory`];

/** The value of CLAUDE_CODE_PROJECT_DIR_NAME in a shared container: the name under which Claude Code files its conversations. */
export const sharedProjectName = 'shared';

/** The variable by which Claude Code takes over plugins from elsewhere: folders laid out like `plugins/`, each read only. */
export const pluginSeedVariable = 'CLAUDE_CODE_PLUGIN_SEED_DIR';

/** Where the host's plugins are mounted. */
export const containerPluginsDir = `${containerHostDir}/plugins`;

/** The host's home in a mount's source: HOME on Unix, USERPROFILE on Windows; never both are set there. */
export const hostHome = '${localEnv:HOME}${localEnv:USERPROFILE}';

/** Made by *prepare*, for the mounts of one dev container. */
export const hostPreparedDir = `${hostHome}/.claude-sessions/\${devcontainerId}`;
