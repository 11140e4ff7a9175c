import { expect, it } from 'vitest';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { runChecks } from '../../../core/src/findings/check.ts';
import type { ContainerFacts } from '../../../core/src/findings/facts.ts';
import { statusOf } from '../../../core/src/findings/status.ts';
import { apply } from '../support/document.ts';
import { configurationOf, containerFacts } from './facts.ts';

const isolated = configurationOf(apply('{ "image": "debian" }', 'isolate'));

/** How an isolated project stands beside its container. */
const statusWith = (changes: Partial<ContainerFacts>) =>
  statusOf('isolate', runChecks(allChecks, { configuration: isolated, container: containerFacts(changes) }));

it('a container that is as configured is no drift', () => {
  expect(statusWith({})).toMatchObject({ state: 'isolated', drift: 0 });
});

it('a container built of other Features is drift, though its mounts are right', () => {
  const builtFrom = ['without claude-profile', 'with claude-sessions'];
  expect(statusWith({ builtFrom })).toMatchObject({ state: 'drift', mode: 'isolate', drift: 2 });
});

it('a container with other mounts is drift, in as many ways as both checks tell', () => {
  const drift = { missing: ['/a', '/b'], unexpected: [], wrong: [], notOurs: [] };
  expect(statusWith({ drift })).toMatchObject({ state: 'drift', drift: 2 });
  expect(statusWith({ drift, builtFrom: ['without claude-persist'] })).toMatchObject({ drift: 3 });
});

it('a file that is not valid goes before drift, since it does not say what the container is to be', () => {
  const container = containerFacts({ builtFrom: ['with claude-sessions'] });
  const results = runChecks(allChecks, { configuration: configurationOf('{'), container });
  expect(statusOf('none', results)).toMatchObject({ state: 'unreadable', drift: 0 });
});
