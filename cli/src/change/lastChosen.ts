import { parseDocument } from '@claude-sessions/core/devcontainer/document.ts';
import { defaultShareOptions, type ShareOptions } from '@claude-sessions/core/share/options.ts';
import { readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import type { Target } from '../workspace/target.ts';

/**
 * The options of `share` for who does not state any: those chosen last on this host; where nothing was chosen, as it is
 * configured; else the defaults. What a container may have written into the file does not go before what was chosen.
 */
export function lastOptions({ record, current }: Target, collection: string): ShareOptions {
  if (record?.chosen?.mode === 'share') return record.chosen.options;
  if (record?.chosen || current === null) return defaultShareOptions;
  const { mode, options } = readConfigured(parseDocument(current), collectionsOf(collection, record));
  return mode === 'share' ? options : defaultShareOptions;
}
