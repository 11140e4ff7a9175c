import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { runChecks } from '../../../core/src/findings/check.ts';
import type { Facts } from '../../../core/src/findings/facts.ts';
import { configurationOf, containerFacts, engineFacts, hostOf, insideFacts, missing } from './facts.ts';

const text = `{
  // comment
  "image": "debian",
  "remoteUser": "node",
  "features": { "ghcr.io/claude-sessions/features/claude-sessions:1": {}, "./claude-persist": {} },
  "mounts": [
    { "type": "bind", "source": "\${localEnv:HOME}/.claude", "target": "/root/.claude", "readonly": true },
    "source=\${localEnv:HOME}/.claude/todos,target=/home/node/.claude/todos,type=bind",
    "source=/a,target=/b,type=bind,readonly=1", "source=/a,target=/b,type=bind,readonly=1",
  ],
  "runArgs": ["-v", "/var/run/docker.sock:/x", "--privileged", "--mount", "type=bind,source=/q,target=/b"],
  "workspaceMount": "source=\${localWorkspaceFolder},target=/w,type=bind",
  "remoteEnv": { "CLAUDE_CONFIG_DIR": null },
  "initializeCommand": ["sh", "x"],
  "dockerComposeFile": "c"
}`;

const edits = fc.array(
  fc.record({
    at: fc.nat(text.length),
    cut: fc.nat(12),
    put: fc.oneof(
      fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', '/*', '//', 'null', '\u0000', '${'),
      fc.string(),
    ),
  }),
  { maxLength: 6 },
);

/** Runs everything that a user of the findings would, the text of an edit included. */
function lookAt(facts: Facts): void {
  for (const result of runChecks(allChecks, facts)) {
    if (result.state === 'looked') JSON.stringify(result.findings);
  }
}

describe('no check throws', { timeout: 120_000 }, () => {
  it('on a devcontainer.json that somebody is typing, or that was broken', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        const source = changes.reduce(
          (now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut),
          text,
        );
        lookAt({ configuration: configurationOf(source) });
        lookAt({ configuration: configurationOf(source), host: hostOf(source, { '/a': missing('/a') }) });
      }),
      { numRuns: 400 },
    );
  });

  it('on any value in the places that are read', () => {
    const places = [
      'features',
      'mounts',
      'runArgs',
      'workspaceMount',
      'remoteEnv',
      'containerEnv',
      'remoteUser',
      'image',
    ];
    const keys = fc.constantFrom(
      ...places,
      'initializeCommand',
      'dockerComposeFile',
      'privileged',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (value) => {
        const source = JSON.stringify(value);
        lookAt({ configuration: configurationOf(source), host: hostOf(source) });
      }),
      { numRuns: 400 },
    );
  });

  it('on whatever a container says', () => {
    const finding = fc.record({
      code: fc.oneof(fc.constantFrom('bridge-missing', '__proto__', 'toString'), fc.string()),
      severity: fc.constantFrom('error' as const, 'warning' as const, 'information' as const),
      message: fc.string(),
      evidence: fc.string(),
      fix: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(finding), fc.array(fc.string()), (findings, texts) => {
        lookAt({
          configuration: configurationOf(text),
          engine: engineFacts(),
          container: containerFacts({ builtFrom: texts }),
          inside: insideFacts({ openSessions: texts, missingCommands: texts }, findings),
        });
      }),
      { numRuns: 300 },
    );
  });
});
