import type { Anchor } from '@claude-sessions/core/findings/check.ts';
import type { ConfigurationFacts } from '@claude-sessions/core/findings/facts.ts';
import { keyRangeAt, type Range, readDocument } from '@claude-sessions/core/findings/readDocument.ts';
import { entryName, runsPrepare } from '@claude-sessions/core/share/initializeCommand.ts';
import { toObject } from '@claude-sessions/core/toObject.ts';

/** The range at which a finding without its own is shown; undefined when it is not shown in the file. */
export function anchorRange(anchor: Anchor, configuration: ConfigurationFacts): Range | undefined {
  switch (anchor) {
    case 'elsewhere':
      return undefined;
    case 'prepare':
      return prepareRange(configuration) ?? anchorRange('feature', configuration);
    case 'feature':
      return featureRange(configuration) ?? topRange(configuration);
    case 'top':
      return topRange(configuration);
  }
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
