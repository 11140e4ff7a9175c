import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { keyRangeAt, rangeAt, readDocument } from '../../findings/readDocument.ts';
import { isolationBreaches } from '../../share/isolationBreaches.ts';
import { claudeMounts } from './claudeMounts.ts';
import { composeReach, reachWords } from './composeReach.ts';
import { offersFor } from './offersFor.ts';

export const isolationVoid = defineCheck({
  code: 'isolation-void',
  place: 'configuration',
  severity: 'warning',
  title: 'A way around the isolation',
  why: 'An engine’s socket, a privileged container, or a mount of a folder above `~/.claude` lets whatever runs in the container reach the host’s Claude, whatever our Features mount. What an image or an unknown Feature does is not seen here.',
  remedy: 'Take it out if the container is to be kept from the host; if you need it, know that it is not.',
  needs: ['configuration'],
  find({ configuration, host }) {
    const { configured, document } = configuration;
    if (!configured) return [];
    const { value, sites } = readDocument(configuration);
    // Mounts of Claude's state itself are the matter of other checks.
    const others = claudeMounts(configuration, host).map(({ site }) => String(site.path));
    const ofDocument = isolationBreaches(value, host?.paths).flatMap(({ where, what, why, path }) => {
      const site = sites.find((each) => String(each.path) === String(path));
      if (others.includes(String(path))) return [];
      // Where nobody asked for isolation, only what is mounted counts.
      if (configured.mode === 'none' && !site) return [];
      return [
        found({
          severity: 'warning',
          message: `${reachWords[configured.mode]}: ${why}.`,
          evidence: [`${where}: ${what}`],
          fix: advice`Take it out of devcontainer.json, if the container is to be kept from the host.`,
          offers: site && offersFor(site, configuration),
          range: where === 'features' ? keyRangeAt(document, path) : rangeAt(document, path),
        }),
      ];
    });
    return [...ofDocument, ...composeReach(configuration, host)];
  },
});
