import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checkManifests } from '../../../core/src/export/check/checkManifests.ts';
import { composeFiles } from '../../../core/src/export/compose.ts';
import { conversationId } from '../../../core/src/export/conversationId.ts';
import { dockerFiles } from '../../../core/src/export/docker.ts';
import { kubernetesFiles } from '../../../core/src/export/kubernetes.ts';
import type { ExportedFile } from '../../../core/src/export/types.ts';
import { podSpecOf, present } from '../../../core/src/reconcile/kubernetesObjects.ts';
import { podVariable } from '../../../core/src/reconcile/podMounts.ts';
import { findOnPath } from '../../harness/system/findOnPath.ts';
import { repository } from '../../harness/system/repository.ts';
import { agentOf, full, idOf, least, sha1 } from './exampleAgent.ts';

const deployment = { as: 'deployment', restricted: false } as const;
const shared = { ...least, login: { kind: 'shared' }, slots: [] };
const hostLogin = { ...least, login: { kind: 'host-readonly', path: '/srv/login' }, slots: [] };

const exports: Readonly<Record<string, ExportedFile[]>> = {
  kubernetes: kubernetesFiles(agentOf(full), deployment, idOf),
  sandbox: kubernetesFiles(
    agentOf({ ...least, slots: ['blue'] }),
    { as: 'sandbox', restricted: false },
    idOf,
  ),
  restricted: kubernetesFiles(agentOf({ ...full, slots: [] }), { as: 'deployment', restricted: true }, idOf),
  'shared-login': kubernetesFiles(agentOf(shared), deployment, idOf),
  'host-login': kubernetesFiles(agentOf(hostLogin), deployment, idOf),
  compose: composeFiles(agentOf(full), idOf),
  'compose-shared-login': composeFiles(agentOf(shared), idOf),
  docker: dockerFiles(agentOf(full), idOf),
  'docker-host-login': dockerFiles(agentOf(hostLogin), idOf),
};

const golden = join(repository, 'test/fixtures/export');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe.each(Object.entries(exports))('%s', (name, files) => {
  const folder = join(golden, name);

  it('is what it was', () => {
    if (process.env.UPDATE_GOLDEN) {
      rmSync(folder, { recursive: true, force: true });
      for (const { path, text } of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
    expect(files.map(({ path }) => path).sort()).toEqual(filesBelow(folder));
    for (const { path, text } of files) expect(text, path).toBe(readFileSync(join(folder, path), 'utf8'));
  });

  it('says in two lines what each file is, and passes our own checks', () => {
    for (const { path, text } of files) {
      const lines = text.split('\n').slice(path.endsWith('.sh') ? 1 : 0);
      expect(
        lines.slice(0, 3).map((line) => line.startsWith('# ')),
        path,
      ).toEqual([true, true, path.endsWith('.sh')]);
    }
    expect(checkManifests(files.filter(({ path }) => path.endsWith('.yaml'))).problems).toEqual([]);
  });

  it('is the same to readers of YAML 1.1 and of 1.2', () => {
    for (const { path, text } of files.filter((each) => each.path.endsWith('.yaml'))) {
      const read = (version: '1.1' | '1.2') =>
        parseAllDocuments(text, { version }).map((each) => each.toJS());
      expect(read('1.1'), path).toEqual(read('1.2'));
    }
  });

  it('is clean under shellcheck where it is a script', ({ skip }) => {
    const scripts = files.filter(({ path }) => path.endsWith('.sh'));
    if (scripts.length > 0 && !findOnPath('shellcheck') && process.env.CI !== 'true') skip('no shellcheck');
    for (const { text } of scripts) {
      expect(spawnSync('shellcheck', ['-'], { input: text, encoding: 'utf8' }).stdout).toBe('');
    }
  });
});

it('the first prompt comes to a pod as it is', () => {
  const text = exports.kubernetes?.find(({ path }) => path === 'base/agent.yaml')?.text ?? '';
  const { containers } = podSpecOf(parseAllDocuments(text)[0]?.toJS().spec.template.spec);
  const [main] = present(containers);
  expect(main && podVariable(main, 'CLAUDE_STATE_PROMPT')).toBe(full.prompt);
});

it('no secret’s value stands in any file, only references', () => {
  for (const files of Object.values(exports)) {
    for (const { path, text } of files) {
      if (path === 'secrets.example.yaml') expect(text).toMatch(/^ {2}id_ed25519: ""$/m);
      else expect(text).not.toMatch(/stringData|PRIVATE KEY/);
    }
  }
});

it('a conversation’s id is a UUID of version 5, its own in each slot and the same each time', () => {
  const ids = [undefined, 'blue', 'green'].map((slot) => conversationId('alice', slot, sha1));
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set([...ids, conversationId('bob', undefined, sha1)]).size).toBe(4);
  expect(idOf('blue')).toBe(ids[1]);
});
