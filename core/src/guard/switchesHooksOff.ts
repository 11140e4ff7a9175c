import { documentValue, parseDocument } from '../devcontainer/document.ts';

/**
 * Whether a settings.json has Claude Code run no hooks, those of the user's own settings included. Measured with 2.1.329 and
 * 2.1.332: `true` alone does, in the settings of a project as in the user's; `allowManagedHooksOnly` does nothing there.
 */
export function switchesHooksOff(source: string): boolean {
  const value = documentValue(parseDocument(source)) as { disableAllHooks?: unknown } | null | undefined;
  return typeof value === 'object' && value?.disableAllHooks === true;
}
