import type { Mode, ShareOptions } from '@claude-sessions/core/share/options.ts';
import { type ChangeRequest, claudeCodeFeature, missingClaudeCode } from '../change/planChange.ts';
import { UsageError } from '../host/errors.ts';
import { collectionFrom } from '../settings/setting.ts';
import { askYesNo, canAsk } from '../terminal/ask.ts';
import { note } from '../terminal/output.ts';
import type { ChangeOptions } from './options.ts';

/** The request as the command line has it; the user is asked about what it leaves open. @throws UsageError */
export function requestOf(mode: Mode, shareOptions: ShareOptions, options: ChangeOptions): ChangeRequest {
  if (options.recreate && !options.up) {
    throw new UsageError('--recreate goes with --up.', 'Add --up, or leave out --recreate.');
  }
  if (options.yes && !options.up) {
    throw new UsageError('--yes goes with --up.', 'Add --up, or leave out --yes.');
  }
  return {
    mode,
    options: shareOptions,
    collection: collectionFrom(options, process.env),
    async wantsClaudeCode(isMissing) {
      if (options.installClaude !== undefined || !isMissing) return options.installClaude ?? false;
      if (canAsk()) return askYesNo(`${missingClaudeCode} Add the Feature ${claudeCodeFeature}?`, false);
      note(`note: ${missingClaudeCode} To have it installed, add --install-claude.`);
      return false;
    },
  };
}
