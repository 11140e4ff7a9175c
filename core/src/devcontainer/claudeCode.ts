import { isForeignNamesake, ourFeature, parseFeatureReference } from '../features.ts';
import { toObject } from '../toObject.ts';

/** The Feature by which Claude Code's makers install it. */
export const claudeCodeFeature = 'ghcr.io/anthropics/devcontainer-features/claude-code:1';

/** Its package, its installer, its Feature, its extension. */
const installer = /claude-code|claude\.ai\/install|claude\.com\/install/i;

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
    installer.test(JSON.stringify(commands))
  );
}

/**
 * Whether a dev container has Claude Code. `no` only where everything it is made of was read: what an image holds is not
 * known, but for those that are a system or a language and nothing else.
 * @param config the value of the whole file
 * @param texts of what it is made of and runs: Dockerfiles, Compose files, scripts
 * @param isComplete these are all of them
 */
export function hasClaudeCode(
  config: unknown,
  texts: readonly string[],
  isComplete: boolean,
): 'yes' | 'no' | 'unknown' {
  if (installsClaudeCode(config) || hasSign(config)) return 'yes';
  if (texts.some((text) => installer.test(withoutComments(text)))) return 'yes';
  const { image, build, dockerFile, dockerComposeFile } = toObject(config);
  if (!isComplete || dockerComposeFile !== undefined || hasUnreadFeature(config)) return 'unknown';
  const isBuilt = build !== undefined || dockerFile !== undefined;
  const images = isBuilt ? texts.flatMap(baseImages) : [image];
  return images.length > 0 && images.every(isPlainImage) ? 'no' : 'unknown';
}

/** A Feature of somebody's that is about Claude by its name, or the extension, which brings Claude Code. */
function hasSign(config: unknown): boolean {
  const { features, customizations } = toObject(config);
  const isOfClaude = (reference: string) =>
    /claude/.test(parseFeatureReference(reference).id) &&
    ourFeature(reference) === undefined &&
    !isForeignNamesake(reference);
  const { extensions } = toObject(toObject(customizations).vscode);
  return (
    Object.keys(toObject(features)).some(isOfClaude) ||
    (Array.isArray(extensions) &&
      extensions.some((each) => typeof each === 'string' && /^anthropic\.claude-code(@|$)/i.test(each)))
  );
}

/** A Feature whose code is not read, and may install anything: all but ours, and those of the Dev Containers maintainers. */
function hasUnreadFeature(config: unknown): boolean {
  return Object.keys(toObject(toObject(config).features)).some(
    (reference) =>
      ourFeature(reference) === undefined &&
      !isForeignNamesake(reference) &&
      !reference.startsWith('ghcr.io/devcontainers/features/'),
  );
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(#|\/\/).*$/gm, '');
}

/** Of a Dockerfile, those of stages before it left out. */
function baseImages(text: string): string[] {
  const stages = [...text.matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?/gim)];
  const names = stages.map(([, , name]) => name?.toLowerCase());
  return stages.flatMap(([, image = '']) => (names.includes(image.toLowerCase()) ? [] : [image]));
}

/** Images of Docker's own list and of the Dev Containers maintainers: a system or a language. */
function isPlainImage(image: unknown): boolean {
  return (
    typeof image === 'string' &&
    /^(((docker\.io\/)?library\/|docker\.io\/)?(almalinux|alpine|archlinux|busybox|buildpack-deps|dart|debian|eclipse-temurin|elixir|fedora|gcc|golang|gradle|haskell|julia|maven|node|openjdk|perl|php|python|r-base|rockylinux|ruby|rust|scratch|swift|ubuntu)|mcr\.microsoft\.com\/(vscode\/)?devcontainers\/(?!universal\b)[\w-]+)(:[\w.-]+)?(@sha256:\w+)?$/.test(
      image,
    )
  );
}
