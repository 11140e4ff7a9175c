import { parseFeatureReference } from '../features.ts';

/** The Feature by which Claude Code's makers install it. */
export const claudeCodeFeature = 'ghcr.io/anthropics/devcontainer-features/claude-code:1';

/**
 * True when a devcontainer.json itself installs Claude Code, by a Feature or a lifecycle command. An image or Dockerfile
 * may do it as well, so a "no" only means that it is not seen here.
 * @param config the value of the whole file
 */
export function installsClaudeCode(config: unknown): boolean {
  if (typeof config !== 'object' || config === null) return false;
  const { features, ...rest } = config as Record<string, unknown>;
  const references = Object.keys((features ?? {}) as object);
  const commands = Object.entries(rest).filter(([key]) => key.endsWith('Command'));
  return (
    references.some((reference) => /^claude(-code)?$/.test(parseFeatureReference(reference).id)) ||
    /claude-code|claude\.ai\/install/.test(JSON.stringify(commands))
  );
}
