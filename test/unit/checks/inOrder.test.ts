import { expect, it } from 'vitest';
import { inOrder } from '../../../core/src/findings/inOrder.ts';

it('findings are listed by severity, place and code, whatever the order of the checks', () => {
  const all = [
    'error host b',
    'error inside a',
    'warning host a',
    'warning configuration a',
    'information host a',
  ];
  const findings = all.map((line) => {
    const [severity, place, code] = line.split(' ');
    return { severity, place, code } as { severity: 'error'; place: 'host'; code: string };
  });
  const listed = (some: typeof findings) =>
    inOrder(some).map(({ severity, place, code }) => `${severity} ${place} ${code}`);
  expect(listed(findings)).toEqual(all);
  expect(listed(findings.toReversed())).toEqual(all);
});
