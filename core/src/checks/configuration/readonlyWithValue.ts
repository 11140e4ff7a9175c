import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { editAction, found } from '../../findings/editAction.ts';
import { type MountSite, readDocument } from '../../findings/readDocument.ts';
import { mountsToRemove } from './mountsToRemove.ts';

const odd = /(^|,)(\s*)(readonly|ro)=(?!true(?:,|$)|false(?:,|$)|0(?:,|$)|f(?:,|$))[^,]+(?=,|$)/i;

export const readonlyWithValue = defineCheck({
  code: 'readonly-with-value',
  place: 'configuration',
  severity: 'warning',
  title: '`readonly=1` in a mount',
  why: 'Docker takes `readonly=1` for read-only. Podman 5.4 mounts it writable, and says nothing. `readonly` alone means the same to both.',
  remedy: 'Write `readonly` without a value; `--fix` does.',
  needs: ['configuration'],
  find({ configuration, host }) {
    const { document, sites } = readDocument(configuration);
    const unwanted = mountsToRemove(configuration, host);
    const meant = sites.filter((site) => isMeant(site) && !unwanted.has(site.index));
    return meant.map((site) =>
      found({
        severity: 'warning',
        message: 'A mount is made read-only with a value that Podman does not heed: there it can be written.',
        evidence: [site.text],
        fix: advice`Write \`readonly\` alone, without a value.`,
        action:
          site.where === 'mounts'
            ? editAction(document, 'Write `readonly` without a value', (edit) =>
                edit.replace(site.path, site.text.replace(odd, '$1$2readonly')),
              )
            : undefined,
        range: site.range,
      }),
    );
  },
});

function isMeant({ entry, where, mount }: MountSite): boolean {
  return typeof entry === 'string' && where === 'mounts' && mount.readonly && odd.test(entry);
}
