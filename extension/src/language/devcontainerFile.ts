/** The files that the language server serves: a devcontainer.json where the specification lets it lie, in whatever folder. */
export const devcontainerPatterns: readonly string[] = [
  '**/.devcontainer/devcontainer.json',
  '**/.devcontainer.json',
  '**/.devcontainer/*/devcontainer.json',
];

/** @param path of either system */
export function isDevcontainerFile(path: string): boolean {
  return /(^|[\\/])(\.devcontainer[\\/]([^\\/]+[\\/])?devcontainer\.json|\.devcontainer\.json)$/.test(path);
}
