import type { Mode } from '@claude-sessions/core/share/options.ts';
import { askConfig, askYesNo } from '../terminal/ask.ts';
import { escapeControls, note } from '../terminal/output.ts';
import { findTarget } from '../workspace/findTarget.ts';
import { lockProject } from '../workspace/lockProject.ts';
import { isAsOpened, type Target } from '../workspace/target.ts';
import { defaultConfig } from '../workspace/workspace.ts';
import type { ChangeOptions } from './options.ts';

/**
 * The devcontainer.json that a command changes; what its options leave open, the user is asked.
 * @throws UserError when there is none and none is to be made
 */
export async function targetOf(
  folder: string | undefined,
  { config, personal, from, create }: ChangeOptions,
  mode: Mode,
): Promise<{ target: Target; personal: boolean }> {
  const ask = () => askYesNo(`There is no devcontainer.json. Create ${defaultConfig}?`, false);
  return findTarget({
    ...{ folder, config, personal, from, mode },
    searchUp: true,
    tell: (text) => note(escapeControls(text)),
    choose: askConfig,
    create: async () => create || (await ask()),
    hint:
      mode === 'none'
        ? undefined
        : `Add --create to make ${defaultConfig} with a plain Debian image, or write your own first.`,
  });
}

/**
 * Opens what a command changes, and lets no other command change it until the work is done. Of several at once, each sees what the
 * ones before it did.
 */
export async function withTarget<T>(
  folder: string | undefined,
  options: ChangeOptions,
  mode: Mode,
  work: (found: { target: Target; personal: boolean }) => Promise<T>,
): Promise<T> {
  const found = await targetOf(folder, options, mode);
  if (options.dryRun) return work(found);
  return lockProject(found.target.workspace, async () => {
    return work((await isAsOpened(found.target)) ? found : await targetOf(folder, options, mode));
  });
}
