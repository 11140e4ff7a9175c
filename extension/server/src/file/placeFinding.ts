import type { ConfigurationFacts } from '@claude-sessions/core/findings/facts.ts';
import type { Finding } from '@claude-sessions/core/findings/finding.ts';
import { keyRangeAt, type Range, readDocument } from '@claude-sessions/core/findings/readDocument.ts';
import { entryName, runsPrepare } from '@claude-sessions/core/share/initializeCommand.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';

/** Where a finding stands that says no place itself: at our Feature, at the prepare command, at the top of the file. */
type Anchor = 'feature' | 'prepare' | 'top';

/**
 * Findings about the file as a whole, or about what it asks of the host. What is not in it and has no range is shown elsewhere
 * only: neither is it said of this file, nor is it mended in it.
 */
const anchors: Readonly<Record<string, Anchor>> = {
  'choice-changed': 'feature',
  'host-not-prepared': 'feature',
  'prepared-link-elsewhere': 'feature',
  'prepared-folder-not-owned': 'feature',
  'source-missing': 'feature',
  'source-not-directory': 'feature',
  'source-leads-out': 'feature',
  'prepare-script-missing': 'prepare',
  'prepare-script-changed': 'prepare',
  'both-modes': 'feature',
  'no-prepare-command': 'feature',
  'compose-share-incomplete': 'feature',
  'home-and-userprofile': 'feature',
  'isolation-void': 'feature',
  'team-file-changed': 'top',
};

/** Whether a finding has a place in devcontainer.json. */
export function isPlaced({ code, range }: Finding): boolean {
  return range !== undefined || Object.hasOwn(anchors, code);
}

/** Where in the text a finding is shown. */
export function placeFinding({ code, range }: Finding, configuration: ConfigurationFacts): Range {
  if (range) return range;
  const anchor = anchors[code];
  const prepare = anchor === 'prepare' ? prepareRange(configuration) : undefined;
  const feature = anchor === 'top' ? undefined : featureRange(configuration);
  return prepare ?? feature ?? topRange(configuration);
}

/** The key of the entry that prepares the host. */
function prepareRange(configuration: ConfigurationFacts): Range | undefined {
  const { document, value } = readDocument(configuration);
  const { initializeCommand } = value;
  const ours = Object.entries(toObject(initializeCommand)).find(([, command]) => runsPrepare(command));
  return (
    keyRangeAt(document, ['initializeCommand', ours?.[0] ?? entryName]) ??
    keyRangeAt(document, ['initializeCommand'])
  );
}

/** The key of the Feature that the mode is made by; under Docker Compose of the files, where there is none. */
function featureRange({ configured, document }: ConfigurationFacts): Range | undefined {
  const features = configured?.features ?? [];
  const base = features.find(({ id }) => id === 'claude-sessions') ?? features[0];
  return base && keyRangeAt(document, ['features', base.reference]);
}

/** The first member's key, such as `"name"`; else the first brace; else nothing. */
function topRange({ document }: ConfigurationFacts): Range {
  const { root } = document ?? {};
  const [key] = root?.children?.[0]?.children ?? [];
  if (root?.type === 'object' && key) return { offset: key.offset, length: key.length };
  return { offset: root?.offset ?? 0, length: root ? 1 : 0 };
}
