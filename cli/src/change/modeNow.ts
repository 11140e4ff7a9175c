import { type Chosen, defaultShareOptions, type ShareOptions } from '@claude-sessions/core/share/options.ts';
import { type Configured, readConfigured } from '@claude-sessions/core/share/readConfigured.ts';
import { collectionsOf } from '../facts/configurationFacts.ts';
import { usualShareOptions } from '../settings/setting.ts';
import type { ConfigRecord } from '../workspace/records.ts';
import type { Target } from '../workspace/target.ts';

/**
 * The mode and the options that hold now: as the user chose them last on this host; where nothing is known of that, as
 * they are configured. A mode that a container may have
 * written into the file does not become the user's choice by this.
 */
export function modeNow(
  record: ConfigRecord | undefined,
  configured: Pick<Configured, 'mode' | 'options'> | undefined,
): Chosen {
  const { mode, options } = record?.chosen ?? configured ?? { mode: 'none', options: defaultShareOptions };
  return { mode, options };
}

/** The options of `share` for who does not state any: those that hold now where it is shared, else the user's defaults. */
export function optionsNow({ record, current }: Target, collection: string): ShareOptions {
  const configured = current ? readConfigured(current, collectionsOf(collection, record)) : undefined;
  return shareOptionsNow(record, configured);
}

/** The same, of what is known of a configuration. */
export function shareOptionsNow(...known: Parameters<typeof modeNow>): ShareOptions {
  const { mode, options } = modeNow(...known);
  return mode === 'share' ? options : usualShareOptions(process.env);
}
