import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../core/src/findings/facts.ts';
import type { Mode, ShareOptions } from '../../../core/src/share/options.ts';
import { apply } from '../support/document.ts';
import { codesOf, configurationOf, containerFacts, engineFacts, hostOf, insideFacts } from './facts.ts';

const workspaces = join(import.meta.dirname, '../../fixtures/workspaces');
const fixtures = readdirSync(workspaces).map((name) => {
  const [file] = readdirSync(join(workspaces, name), { recursive: true, encoding: 'utf8' }).filter((each) =>
    each.endsWith('devcontainer.json'),
  );
  return [name, readFileSync(join(workspaces, name, file ?? ''), 'utf8')] as const;
});

/** What is wrong with a fixture, and a user who knows would say so too. */
const rightly: Record<string, string[]> = {
  'claude-and-friends': ['error credentials-mounted', 'error claude-folder-mounted'],
  'claude-by-run-args': ['error claude-folder-mounted'],
  'claude-first-and-last': ['error claude-folder-mounted', 'error claude-folder-mounted'],
  'claude-in-parts': [
    'error all-projects-mounted',
    'error private-state-mounted',
    'warning claude-file-mounted',
    'warning legacy-mounted',
  ],
  columns: ['error claude-folder-mounted'],
  'compose-commented': ['warning compose-readonly-lost'],
  'lf-then-crlf': ['warning config-dir-not-kept'],
  'mixed-eol': ['error claude-folder-mounted'],
  'one-line-crlf': ['error claude-folder-mounted'],
  'windows-paths': ['error claude-folder-mounted'],
  'bind-recipe': ['error credentials-mounted', 'error claude-folder-mounted'],
  'compose-empty': ['error claude-folder-mounted'],
  minified: ['error claude-folder-mounted'],
  'network-mixed': ['warning isolation-void'],
  'object-mounts': ['error claude-folder-mounted'],
};

/** What only this host shows: there is no USERPROFILE. */
const onThisHost: Record<string, string[]> = {
  'windows-paths': ['error home-of-one-system'],
};

/** What our commands leave as it is, and is then as it was, or undoes what they do. */
const stays: Record<string, string[]> = {
  'claude-by-run-args': ['error claude-folder-mounted'],
  'compose-commented': ['warning compose-readonly-lost'],
  'windows-paths': ['error home-of-one-system'],
  ...Object.fromEntries(
    [
      'codespaces',
      'doc-blocks',
      'editor-desktop',
      'features-kinds',
      'features-many',
      'home-add-on',
      'large',
      'network-mixed',
      'x-server',
    ].map((name) => [name, ['warning isolation-void']]),
  ),
};

const all = (source: string): Facts => ({
  configuration: configurationOf(source),
  host: hostOf(source),
  engine: engineFacts(),
  container: containerFacts({ remoteUser: '' }),
  inside: insideFacts(),
});
const worse = (facts: Facts) => codesOf(facts).filter((line) => !line.startsWith('information'));

describe('nothing above information', () => {
  it.each(fixtures)('of %s', (name, source) => {
    expect(worse({ configuration: configurationOf(source) })).toEqual(rightly[name] ?? []);
    expect(worse(all(source))).toEqual([...(rightly[name] ?? []), ...(onThisHost[name] ?? [])]);
  });

  const options: readonly Partial<ShareOptions>[] = [
    {},
    { profile: false },
    { memory: 'rw', tasks: true, allProjects: true, login: 'token' },
  ];
  const modes: readonly (readonly [Mode, Partial<ShareOptions>])[] = [
    ...options.map((each) => ['share', each] as const),
    ['isolate', {}],
    ['none', {}],
  ];
  it.each(modes)('after %s %j of every fixture', (mode, chosen) => {
    for (const [name, source] of fixtures) {
      const after = apply(source, mode, chosen, { defaultComposeFiles: ['docker-compose.yml'] });
      const known = mode === 'none' ? [...(rightly[name] ?? []), ...(onThisHost[name] ?? [])] : stays[name];
      expect([name, ...worse(all(after))]).toEqual([name, ...(known ?? [])]);
    }
  });
});
