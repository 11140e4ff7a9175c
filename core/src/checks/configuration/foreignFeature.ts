import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { keyRangeAt } from '../../findings/readDocument.ts';

export const foreignFeature = defineCheck({
  code: 'foreign-feature',
  place: 'configuration',
  severity: 'information',
  title: 'Feature of another collection',
  why: 'A Feature with the name of one of ours, but from another collection, may be your company’s mirror or something else. Claude Sessions does not treat it as its own: nothing is checked or changed for it.',
  remedy:
    'If it is your mirror, name its collection: `--collection`, `CLAUDE_SESSIONS_COLLECTION`, or `claudeSessions.collection` in VS Code.',
  needs: ['configuration'],
  find: ({ configuration: { configured, document } }) =>
    (configured?.foreign ?? []).map((reference) =>
      found({
        severity: 'information',
        message: `The Feature ${reference} has the name of one of our Features but comes from another collection. It was left as it is.`,
        evidence: [reference],
        fix: advice`If that is your mirror, name it by \`--collection\` or \`CLAUDE_SESSIONS_COLLECTION\`.`,
        range: keyRangeAt(document, ['features', reference]),
      }),
    ),
});
