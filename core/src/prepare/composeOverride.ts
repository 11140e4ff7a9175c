import { profileDirectories } from '../catalogue.ts';
import { expectedMounts, type MountSources } from '../container/mountDrift.ts';
import { containerPluginsDir, pluginSeedVariable, sharedProjectName } from '../containerPaths.ts';
import type { ComposeShare } from '../share/compose.ts';
import { containerHostLogin, loginVariable } from '../share/login.ts';
import type { ShareOptions } from '../share/options.ts';

/** The first line of the file. */
export const composeHead =
  '# Made by claude-sessions for this host, at every start of the dev container. What is edited here is lost.';

/**
 * The Compose file that mounts into one service what is shared, with this host's paths, and says under which name Claude Code finds it. In long syntax: that is where
 * read-only holds, and where a source that is missing stops the start instead of being made, as root.
 */
export function composeOverride({ service, options }: ComposeShare, sources: MountSources): string {
  const mounts = expectedMounts('share', options, profileDirectories, sources);
  const lines = mounts
    .filter(({ type }) => type === 'bind')
    .flatMap(({ source, target, writable }) => [
      '      - type: bind',
      `        source: ${yamlText(source)}`,
      `        target: ${target}`,
      ...(writable ? [] : ['        read_only: true']),
      '        bind:',
      '          create_host_path: false',
    ]);
  return `${[composeHead, 'services:', `  '${service}':`, ...environment(options), '    volumes:', ...lines].join('\n')}\n`;
}

/** As the Feature `claude-sessions` sets it, and `share --plugins` and `--login host-readonly`. */
function environment({ plugins, login }: ShareOptions): string[] {
  const variables = [
    `CLAUDE_CODE_PROJECT_DIR_NAME: ${sharedProjectName}`,
    ...(plugins ? [`${pluginSeedVariable}: ${containerPluginsDir}`] : []),
    ...(login === 'host-readonly' ? [`${loginVariable}: ${containerHostLogin}`] : []),
  ];
  return ['    environment:', ...variables.map((line) => `      ${line}`)];
}

/** False for a path that cannot be written into the file: a line break, or what YAML takes for one, would change it silently. */
export function fitsCompose(path: string): boolean {
  return !/[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(path);
}

/** In single quotes nothing but these is special; `$` is Compose's own. */
function yamlText(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('$', '$$$$')}'`;
}
