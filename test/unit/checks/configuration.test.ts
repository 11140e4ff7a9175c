import { describe, expect, it } from 'vitest';
import { adviceText } from '../../../core/src/findings/advice.ts';
import { apply } from '../support/document.ts';
import { found, home, isolated, key, notFound, persist } from './cases/configuration.ts';
import { expectFindings } from './expectFindings.ts';
import { configurationOf, containerFacts, findingsOf, healthyHost } from './facts.ts';

describe('a fault in devcontainer.json', () => {
  it('never shows the key itself', () => {
    const text = `{ "remoteEnv": { "X": "${key}" } }`;
    const findings = findingsOf('token-in-configuration', { configuration: configurationOf(text) });
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain(key);
  });

  it('names its place as it is written', () => {
    const text = `{ "runArgs": ["--rm", "-e", "ANTHROPIC_API_KEY=${key}"] }`;
    const findings = findingsOf('token-in-configuration', { configuration: configurationOf(text) });
    expect(findings).toMatchObject([{ evidence: ['runArgs[2]'] }]);
  });

  it.each(found)('%s: %s', (code, text, expected) => expectFindings(code, text, expected));
  it.each(notFound)('not %s: %s', (code, text) => expectFindings(code, text));

  it('a Feature on which another one depends is installed after the home: only the container tells', () => {
    const late = 'ghcr.io/x/needed:1';
    const features = ['ghcr.io/a/before:1', 'ghcr.io/claude-sessions/features/claude-home:1', late];
    const label = JSON.stringify([{ remoteUser: 'me' }, ...features.map((id) => ({ id }))]);
    const { container } = containerFacts();
    const facts = containerFacts({ container: { ...container, labels: { 'devcontainer.metadata': label } } });
    const findings = (order: string) => {
      const configuration = configurationOf(`{ "features": { ${home}: {} }, ${order} }`);
      return findingsOf('home-not-last', { configuration, container: facts });
    };
    const [finding] = findings('"x": 1') ?? [];
    expect(finding?.evidence).toEqual([`${late} (another Feature depends on it)`]);
    expect(finding).not.toHaveProperty('action');
    expect(findings('"overrideFeatureInstallOrder": ["ghcr.io/x/needed"]')).toEqual([]);
  });

  it('no file at all', () => {
    const facts = { configuration: { file: '.devcontainer/devcontainer.json', collections: [] } };
    expect(findingsOf('configuration-missing', facts)).toMatchObject([
      { severity: 'error', evidence: [facts.configuration.file] },
    ]);
    expect(findingsOf('configuration-missing', { configuration: configurationOf('{}') })).toEqual([]);
  });

  it('no file here, but in folders below', () => {
    const below = ['packages/a b', 'packages/web'];
    const facts = { configuration: { file: '.devcontainer/devcontainer.json', collections: [], below } };
    const [finding] = findingsOf('configuration-missing', facts) ?? [];
    expect(finding?.evidence).toEqual(below);
    expect(adviceText(finding?.fix ?? [])).toBe('Run this in one of them, or name it as FOLDER.');
  });

  it('what the tools mount by themselves, where the host is known', () => {
    const { paths } = healthyHost();
    const host = healthyHost({ paths: { ...paths, defaultWorkspaceMount: '/home/me' } });
    const [finding] =
      findingsOf('isolation-void', { configuration: configurationOf(`{ ${isolated} }`), host }) ?? [];
    expect(finding).toMatchObject({ evidence: ['the workspace: /home/me'] });
    expect(finding).not.toHaveProperty('range');
  });

  it('the container can edit it: said once anything of ours is there', () => {
    const inform = (text: string) =>
      findingsOf('devcontainer-writable', { configuration: configurationOf(text) });
    expect(inform(`{ ${isolated} }`)).toMatchObject([{ severity: 'information' }]);
    const workspace = '"workspaceFolder": "/w", "workspaceMount": "type=bind,source=.,target=/w';
    expect(inform(`{ ${isolated}, ${workspace}" }`)).toHaveLength(1);
    for (const text of [
      '{}',
      `{ ${isolated}, ${workspace},readonly" }`,
      `{ ${isolated}, "dockerComposeFile": "c" }`,
    ]) {
      expect(inform(text)).toEqual([]);
    }
  });

  it('each option of share is in the command that is named', () => {
    const options = { memory: 'rw', tasks: true, allProjects: true, login: 'token' } as const;
    const text = apply('{}', 'share', options).replace('"features": {', `"features": { ${persist}: {},`);
    const fixOf = (where?: readonly string[]) => {
      const configuration = { ...configurationOf(text), ...(where && { where }) };
      return adviceText(findingsOf('both-modes', { configuration })?.[0]?.fix ?? []);
    };
    expect(fixOf()).toContain('`claude-sessions share --memory rw --tasks --all-projects --login token`');
    expect(fixOf(['--personal'])).toContain('`claude-sessions share --personal --memory');
    expect(fixOf(['--config', 'a b'])).toMatch(
      /`claude-sessions share --config 'a b' --memory.*`claude-sessions isolate --config 'a b'`/,
    );
  });
});
