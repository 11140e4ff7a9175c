import { documentValue } from '@claude-sessions/core/devcontainer/document.ts';
import { placeText } from '@claude-sessions/core/filePlace.ts';
import { shellWord } from '@claude-sessions/core/findings/advice.ts';
import { configuredMounts } from '@claude-sessions/core/mounts/configuredMounts.ts';
import { coversHome } from '@claude-sessions/core/share/home.ts';
import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';
import { UserError } from '../host/errors.ts';
import { readContainerSettings } from '../workspace/containerSettings.ts';
import type { Target } from '../workspace/target.ts';
import { insideWorkspace } from '../workspace/workspace.ts';

/**
 * A whole home that is mounted already holds what the user keeps there, so it is neither taken out nor hidden.
 * @throws UserError when the home is to be kept in a volume of ours, and something is mounted over it
 */
export async function refuseHomeMount(
  { workspace, start }: Pick<Target, 'workspace' | 'start'>,
  mode: Mode,
  options: Pick<ShareOptions, 'home'>,
): Promise<void> {
  if (mode === 'none' || !options.home) return;
  const config = documentValue(start);
  const usesCompose = toObject(config).dockerComposeFile !== undefined;
  const written = configuredMounts(config)
    .filter(({ where }) => where === 'mounts' || (where === 'runArgs' && !usesCompose))
    .map(({ mount, where }) => ({
      mount,
      where: `${where} of ${insideWorkspace(workspace, workspace.configFile)}`,
    }));
  const settings = usesCompose ? await readContainerSettings(workspace, start) : undefined;
  const composed = (settings?.mounts ?? [])
    .filter(({ isOwn }) => isOwn)
    .map(({ mount, at }) => ({ mount, where: placeText(at) }));
  const found = [...written, ...composed].find(({ mount }) => coversHome(mount, config));
  if (!found) return;
  const { type, source, target } = found.mount;
  const copied =
    type === 'volume' && source
      ? `; \`claude-sessions migrate --from ${shellWord(source)}\` then copies what it holds`
      : '';
  throw new UserError(
    `--home cannot be added: a ${type} is mounted over the whole home already, at ${target} (${found.where}).`,
    `Take that mount out and run this again${copied}; or leave --home out. Nothing was changed.`,
  );
}
