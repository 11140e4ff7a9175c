import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { isOurMount } from '../../mounts/claudeMount.ts';
import { claudeMounts } from './claudeMounts.ts';
import { mountsToRemove } from './mountsToRemove.ts';

export const composeReadonlyLost = defineCheck({
  code: 'compose-readonly-lost',
  place: 'configuration',
  severity: 'error',
  title: 'Read-only lost under Compose',
  why: 'Under Docker Compose the Dev Containers tools pass on only source and target of what stands in `mounts`: read-only is lost, in either form, and the mount can be written.',
  remedy:
    'Move the mount into the Compose file, in long form: `type: bind`, `source`, `target`, `read_only: true`.',
  needs: ['configuration'],
  find({ configuration, host }) {
    const { sites, value } = readDocument(configuration);
    if (!('dockerComposeFile' in value)) return [];
    const ofClaude = claudeMounts(configuration, host).map(({ site }) => site.index);
    const unwanted = mountsToRemove(configuration, host);
    return sites
      .filter(({ index }) => !unwanted.has(index))
      .filter(({ where, mount }) => where === 'mounts' && mount.readonly)
      .map(({ index, mount, text, range }) =>
        found({
          severity: isOurMount(mount) || ofClaude.includes(index) ? 'error' : 'warning',
          message: `Under Docker Compose read-only is lost from "mounts": ${mount.target} can be written.`,
          evidence: [text],
          fix: advice`Move the mount to the service in the Compose file, in long form, with \`read_only: true\`.`,
          range,
        }),
      );
  },
});
