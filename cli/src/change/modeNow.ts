import type { Login } from '@claude-sessions/core/share/login.ts';
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
  if (mode === 'share') return { ...options, review: reviewUnnamed(...known) };
  const { samePath, home, otel } = options;
  return { ...usualShareOptions(process.env), samePath, home, otel, login: loginUnnamed(...known).written };
}

/**
 * The login for who names none. A shared one stays until another is named, else it is as the user's defaults have it.
 * @returns what is to be written, and what of it the user has chosen: a Feature that somebody else put into the file stays there, and
 *   is asked about when the container is brought up
 */
export function loginUnnamed(
  record: ConfigRecord | undefined,
  configured: Pick<Configured, 'options'> | undefined,
): { written: Login; chosen: Login } {
  const usual = usualShareOptions(process.env).login;
  if (record?.chosen?.options.login === 'shared') return { written: 'shared', chosen: 'shared' };
  if (configured?.options.login !== 'shared') return { written: usual, chosen: usual };
  return { written: 'shared', chosen: usual === 'shared' ? usual : defaultShareOptions.login };
}

/** Whether it is reviewed, for who names neither that nor live: as long as it is chosen or configured. */
function reviewUnnamed(
  record: ConfigRecord | undefined,
  configured: Pick<Configured, 'mode' | 'options'> | undefined,
): boolean {
  return [record?.chosen, configured].some((known) => known?.mode === 'share' && known.options.review);
}

/** The same for a change. @param collection that of our Features */
export function reviewOfTarget(target: Target, collection: string): boolean {
  return reviewUnnamed(target.record, configuredOf(target, collection));
}

/** `loginUnnamed` for a change. @param collection that of our Features */
export function loginOfTarget(target: Target, collection: string): ReturnType<typeof loginUnnamed> {
  return loginUnnamed(target.record, configuredOf(target, collection));
}

function configuredOf({ record, current, start }: Target, collection: string): Configured {
  return readConfigured(current ?? start, collectionsOf(collection, record));
}
