import { startedBefore } from '../../container/startedBefore.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { rebuild } from '../../findings/words.ts';

export const startedBeforeReview = defineCheck({
  code: 'started-before-review',
  place: 'container',
  severity: 'error',
  title: 'Started before review changed',
  why: 'A mount is of the folder that was there when the container started. Where review was turned on since, the container still writes the conversations of this host; where it was turned off, it still writes the copy.',
  remedy: 'Stop the container and start it again, or rebuild it.',
  status: 'drift',
  needs: ['host', 'container'],
  find({ host: { prepared }, container: { container } }) {
    const { mirrored, formSince } = prepared;
    if (!startedBefore(container, formSince)) return [];
    return [
      {
        severity: mirrored ? 'error' : 'warning',
        message: mirrored
          ? `The container ${container.name} was started before review was turned on: it still writes the conversations of this host.`
          : `The container ${container.name} was started before review was turned off: it still writes the copy for review.`,
        evidence: [`started ${container.startedAt?.toISOString()}, changed ${formSince?.toISOString()}`],
        fix: advice`Stop the container and start it again, or ${rebuild}.`,
        action: { kind: 'recreate' },
      },
    ];
  },
});
