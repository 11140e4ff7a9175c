import { describe, expect, it } from 'vitest';
import { commandReads, scriptReads, takenOutTargets } from '../../../core/src/approval/takenOutReads.ts';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { apply } from '../support/document.ts';

const bind = (target: string) => `"source=\${localEnv:HOME}/.claude,target=${target},type=bind,readonly"`;
const targets = (source: string, mode: 'share' | 'isolate') =>
  takenOutTargets(parseDocument(source), parseDocument(apply(source, mode)));

describe('mounts that a mode takes out', () => {
  it.each(['share', 'isolate'] as const)('by %s, where nothing comes in their place', (mode) => {
    const source = `{ "image": "x", "mounts": [${bind('/tmp/host-claude')}, ${bind('/home/me/.claude')}, "source=v,target=/tmp/x"] }`;
    expect(targets(source, mode)).toEqual(['/tmp/host-claude']);
    expect(targets(apply(source, mode), mode)).toEqual([]);
  });
});

describe('lines that read them', () => {
  it.each([
    'cp -r /tmp/host-claude/. ~/.claude/',
    'cp "/tmp/host-claude"/settings.json x',
    '[ -d /tmp/host-claude ] && true',
    "sed 's/a/b/' /tmp/host-claude/settings.json",
    'SRC=/tmp/host-claude',
    'ls /tmp/host-claude.',
  ])('%s', (line) => {
    expect(scriptReads(`#!/bin/sh\nset -e\n${line}\n`, 'a.sh', ['/tmp/host-claude'])).toEqual([
      { file: 'a.sh', line: 3, target: '/tmp/host-claude' },
    ]);
  });

  it.each([
    'cp -r /tmp/host-claude-2/. x',
    'cp /tmp/host-claude.bak x',
    '# cp -r /tmp/host-claude x',
    'ls /tmp',
  ])('not %s', (line) => expect(scriptReads(line, 'a.sh', ['/tmp/host-claude'])).toEqual([]));

  it.each(['~/.host', '$HOME/.host/x', '${HOME}/.host'])('by another way: %s', (path) => {
    for (const target of ['/home/me/.host', '${containerEnv:HOME}/.host'])
      expect(scriptReads(`cp ${path} x`, 'a.sh', [target])).toHaveLength(1);
  });

  it('in devcontainer.json: those of commands that run in the container', () => {
    const text = `{
  // cp /tmp/host-claude
  "mounts": ["source=/a,target=/tmp/host-claude,type=bind"],
  "initializeCommand": "ls /tmp/host-claude",
  "postCreateCommand": {
    "a": "true",
    "b": ["cp", "-r", "/tmp/host-claude/.", "x"]
  },
  "postStartCommand": "cp /tmp/host-claude/a ."
}
`;
    const reads = commandReads({ text }, 'devcontainer.json', ['/tmp/host-claude']);
    expect(reads.map(({ line }) => line)).toEqual([7, 9]);
  });
});
