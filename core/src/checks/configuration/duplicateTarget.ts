import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { editAction, found } from '../../findings/editAction.ts';
import type { ConfigurationFacts } from '../../findings/facts.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { commandFor } from '../../findings/words.ts';
import { plainPath } from '../../mounts/claudeSource.ts';
import { coversHome } from '../../share/home.ts';
import { ownSites } from './storeSites.ts';

export const duplicateTarget = defineCheck({
  code: 'duplicate-target',
  place: 'configuration',
  severity: 'warning',
  title: 'Two mounts with one target',
  why: 'Of two mounts with one target in `mounts` the tools make only the last; where one of them is in `runArgs`, the engine decides. Which one was meant, nobody can tell from the result.',
  remedy: 'Take one of the two out. Where they are the same to the letter, `--fix` does.',
  needs: ['configuration'],
  find({ configuration }) {
    return [...written(configuration), ...overHome(configuration)];
  },
});

function written(configuration: ConfigurationFacts) {
  const { document, sites } = readDocument(configuration);
  const seen = new Map<string, (typeof sites)[number]>();
  return sites.flatMap((site) => {
    const target = plainPath(site.mount.target);
    const first = seen.get(target);
    seen.set(target, site);
    if (!first) return [];
    const merged = first.where === 'mounts' && site.where === 'mounts';
    const same = merged && first.text === site.text;
    return [
      found({
        severity: 'warning',
        message: same
          ? `The mount of ${site.mount.target} is there twice.`
          : `Two mounts have the target ${site.mount.target}: ${merged ? 'only the last is made' : 'the engine refuses that, or makes one of them'}.`,
        evidence: [first.text, site.text],
        fix: same ? advice`Take one of the two out.` : advice`Take out the one that is not meant.`,
        action: same
          ? editAction(document, 'Take the second one out', (edit) => edit.remove([...site.path]))
          : undefined,
        range: site.range,
      }),
    ];
  });
}

/** The Feature `claude-home` has the target of a mount that somebody wrote, by another name. */
function overHome(configuration: ConfigurationFacts) {
  const { configured } = configuration;
  const { value } = readDocument(configuration);
  if (!configured?.options.home) return [];
  const without = { ...configured, options: { ...configured.options, home: false } };
  return ownSites(configuration)
    .filter(({ mount }) => coversHome(mount, value))
    .map(({ mount, text, range, at }) =>
      found({
        severity: 'warning',
        message: `The Feature claude-home and the mount of ${mount.target} both have the whole home: which of the two is seen, the engine decides.`,
        evidence: [text],
        fix: advice`Take the mount out, once what you need of it is copied; or run ${commandFor(without)} to do without the Feature.`,
        range,
        at,
      }),
    );
}
