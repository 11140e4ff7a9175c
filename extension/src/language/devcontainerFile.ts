/** Where the specification lets a devcontainer.json lie, in whatever folder: what the language server serves. */
export const devcontainerPatterns: readonly string[] = [
  '**/.devcontainer/devcontainer.json',
  '**/.devcontainer.json',
  '**/.devcontainer/*/devcontainer.json',
];

/** Whether a path is one of them. */
export function isDevcontainerFile(path: string): boolean {
  return /(^|[\\/])(\.devcontainer[\\/]([^\\/]+[\\/])?devcontainer\.json|\.devcontainer\.json)$/.test(path);
}
