import { defineCheck } from '../../findings/check.ts';
import { editAction } from '../../findings/editAction.ts';
import { readDocument } from '../../findings/readDocument.ts';
import { findMounts } from './findMounts.ts';

export const legacyMounted = defineCheck({
  code: 'legacy-mounted',
  place: 'configuration',
  severity: 'warning',
  title: 'A folder no longer used',
  why: 'Older recipes mount folders that Claude Code does not write any more, and that its sweep removes. A container whose mount has no source does not start.',
  remedy: 'Take the mount out; `--fix` does, where Claude Code is known to write the folder no longer.',
  needs: ['configuration'],
  find: (facts) =>
    findMounts(facts, ['legacy'], ({ site, entry }) => {
      const { document } = readDocument(facts.configuration);
      const unused = entry?.until !== undefined && site.where === 'mounts';
      return {
        severity: 'warning',
        message: `~/.claude/${entry?.name} is mounted, which Claude Code no longer uses.`,
        evidence: entry ? [entry.why] : [],
        action: unused
          ? editAction(document, 'Take the mount out', (edit) => edit.remove([...site.path]))
          : undefined,
      };
    }),
});
