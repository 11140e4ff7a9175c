import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { editAction, found } from '../../findings/editAction.ts';
import { readDocument } from '../../findings/readDocument.ts';
import type { Mount } from '../../mounts/parseMount.ts';
import { toObject } from '../../toObject.ts';
import { claudeMounts } from './claudeMounts.ts';
import { mountsToRemove } from './mountsToRemove.ts';

export const objectReadonly = defineCheck({
  code: 'object-readonly',
  place: 'configuration',
  severity: 'error',
  title: '`readonly` in an object mount',
  why: 'The Dev Containers tools take only type, source and target out of a mount that is an object, and drop `readonly`: the mount can be written.',
  remedy: 'Write the mount as a string: `type=bind,source=…,target=…,readonly`. `--fix` does.',
  needs: ['configuration'],
  find({ configuration, host }) {
    const { document, sites, value } = readDocument(configuration);
    if ('dockerComposeFile' in value) return [];
    const ofClaude = claudeMounts(configuration, host).map(({ site }) => site.index);
    const unwanted = mountsToRemove(configuration, host);
    return sites
      .filter(({ index }) => !unwanted.has(index))
      .filter(({ where, entry, mount }) => where === 'mounts' && typeof entry === 'object' && mount.readonly)
      .map((site) => {
        const text = stringForm(site.mount, site.entry);
        return found({
          severity: ofClaude.includes(site.index) ? 'error' : 'warning',
          message: `"readonly" is dropped from a mount that is an object: ${site.mount.target} can be written.`,
          evidence: [site.text],
          fix: advice`Write it as a string: ${JSON.stringify(text ?? 'type=bind,source=…,target=…,readonly')}`,
          action: text
            ? editAction(document, 'Write the mount as a string', (edit) => edit.replace(site.path, text))
            : undefined,
          range: site.range,
        });
      });
  },
});

/** Fields that the string form has too, and means the same by. */
const known = /^(type|source|src|target|destination|dst|readonly|ro)$/i;

/** The mount as a string; undefined when it has more to it, or what the form cannot hold. */
function stringForm({ type, source, target }: Mount, entry: unknown): string | undefined {
  const fields = [type, source ?? '', target];
  if (!Object.keys(toObject(entry)).every((key) => known.test(key))) return undefined;
  if (fields.some((field) => /[,"\r\n]/.test(field))) return undefined;
  return `type=${type},${source === undefined ? '' : `source=${source},`}target=${target},readonly`;
}
