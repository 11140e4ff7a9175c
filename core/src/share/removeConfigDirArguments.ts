import type { DocumentEdit } from '../devcontainer/DocumentEdit.ts';
import { configDirArguments } from '../mounts/configDirArguments.ts';

/** Takes CLAUDE_CONFIG_DIR out of `runArgs`, with the options that set it. */
export function removeConfigDirArguments(edit: DocumentEdit): void {
  const found = configDirArguments(edit.value());
  for (const index of found.flatMap(({ indices }) => indices).reverse()) edit.remove(['runArgs', index]);
}
