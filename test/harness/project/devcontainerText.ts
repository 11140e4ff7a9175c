/** What a test wants in its devcontainer.json; the rest is the same in all. */
export interface DevcontainerConfig {
  image: string;
  remoteUser?: string;
  features?: Record<string, object>;
  mounts?: (string | object)[];
  /** Any other property. */
  more?: Record<string, unknown>;
}

/** Where the directory that holds `claude` is mounted in the container. */
export const claudeCodeFolder = '/opt/claude-code';

/** A mount of the real Claude Code, read-only: it is no part of any image. */
export const claudeCodeMount = (source: string) =>
  `type=bind,source=${source},target=${claudeCodeFolder},readonly`;

/** A devcontainer.json as people write them: with comments, a tab here and there, and a comma too many. */
export function devcontainerText({ image, remoteUser, features, mounts, more }: DevcontainerConfig): string {
  const lines = [
    '// What everybody on this team starts in.',
    '{',
    '  "name": "throwaway", // shown in the window',
    `  "image": ${JSON.stringify(image)},`,
    "\t/* The mock of the Messages API is on the host's loopback. */",
    '\t"runArgs": ["--network=host"],',
  ];
  const rest = { remoteUser, features, mounts, ...more };
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) lines.push(`  ${JSON.stringify(name)}: ${indented(value)},`);
  }
  return `${lines.join('\n')}\n}\n`;
}

const indented = (value: unknown) => JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
