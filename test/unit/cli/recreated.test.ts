import { readdirSync } from 'node:fs';
import { beforeEach, expect, it, vi } from 'vitest';
import { treat } from '../../../cli/src/doctor/treat.ts';
import type { Scope } from '../../../cli/src/facts/gatherFacts.ts';
import type { Look } from '../../../cli/src/facts/lookAt.ts';
import { readLeftByRecreate } from '../../../cli/src/workspace/recreated.ts';
import type { Workspace } from '../../../cli/src/workspace/workspace.ts';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { adviceText } from '../../../core/src/findings/advice.ts';
import { findingsOf, runChecks } from '../../../core/src/findings/check.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { configurationOf, containerFacts } from '../checks/facts.ts';
import { apply } from '../support/document.ts';

const { bringUp, lookAt } = vi.hoisted(() => ({ bringUp: vi.fn(), lookAt: vi.fn() }));
vi.mock('../../../cli/src/up/bringUp.ts', () => ({ bringUp }));
vi.mock('../../../cli/src/facts/lookAt.ts', async (original) => ({ ...(await original<object>()), lookAt }));

const text = apply('{ "image": "debian" }', 'share');
let workspace: Workspace;
let now: { text: string; missing: string[] };

beforeEach(() => {
  workspace = {
    preparedFolder: newFolder(),
    folder: '/app',
    configFile: '/app/c.json',
  } as unknown as Workspace;
  now = { text, missing: ['/a'] };
  bringUp.mockReset();
  lookAt.mockImplementation(async (): Promise<Look> => {
    const configuration = configurationOf(now.text);
    const leftByRecreate = await readLeftByRecreate(workspace, configuration);
    const drift = { missing: now.missing, unexpected: [], wrong: [], notOurs: [] };
    const facts = { configuration, container: containerFacts({ drift, leftByRecreate }) };
    const gathered = { facts, configuration: { facts: configuration, configured: configuration.configured } };
    return { workspace, gathered, results: runChecks(allChecks, facts) } as unknown as Look;
  });
});

const recreate = () => treat(workspace, {} as Scope, { recreate: true });
const drift = ({ results }: Look) => findingsOf(results).find(({ code }) => code === 'container-drift');

it('what a new container did not cure is said, and not tried again until something is changed', async () => {
  const first = await recreate();
  expect(first.attempts).toMatchObject([{ action: 'recreate', result: 'done' }]);
  expect(adviceText(drift(first.look)?.fix ?? [])).toMatch(/^A new container was made .* and had the same/);
  expect((await recreate()).attempts).toEqual([]);
  expect(bringUp).toHaveBeenCalledTimes(1);
  now.missing = ['/b'];
  expect((await recreate()).attempts).toHaveLength(1);
  now.text = text.replace('debian', 'ubuntu');
  expect(drift(await lookAt())?.action).toEqual({ kind: 'recreate' });
  expect((await recreate()).attempts).toHaveLength(1);
  expect(bringUp).toHaveBeenCalledTimes(3);
});

it('one that helped leaves nothing behind; nor does one that failed', async () => {
  bringUp.mockImplementation(async () => {
    now.missing = [];
  });
  const { look } = await recreate();
  expect(drift(look)).toBeUndefined();
  expect(readdirSync(workspace.preparedFolder)).toEqual([]);
  now.missing = ['/a'];
  bringUp.mockRejectedValue(Object.assign(new Error('no'), { syscall: 'spawn' }));
  expect((await recreate()).attempts).toMatchObject([{ result: 'failed' }]);
  expect(readdirSync(workspace.preparedFolder)).toEqual([]);
});
