import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import * as index from '../../../cli/src/api/index.ts';
import type { Api } from '../../../cli/src/api/types.ts';

const api: Api = index;

it('has every function that an editor is promised', () => {
  const promised: Record<keyof Api, string> = {
    findProjects: 'function',
    foldersBelow: 'function',
    lookAtProject: 'function',
    planModeChange: 'function',
    planModeAgain: 'function',
    prepareProject: 'function',
    carryOutFix: 'function',
    turnGuardOn: 'function',
    turnGuardOff: 'function',
    offersGuard: 'function',
    declineGuard: 'function',
    keepGuard: 'function',
    rebuildArguments: 'function',
    watchEngine: 'function',
    watchHostLogin: 'function',
    watchReview: 'function',
    listConversations: 'function',
    conversationText: 'function',
    searchFolders: 'function',
    watchConversations: 'function',
    searchConversations: 'function',
    newSearchMemory: 'function',
    splitQuery: 'function',
    textChanges: 'function',
    markdownReport: 'function',
    makeBranch: 'function',
    draftMerge: 'function',
    mergeBranch: 'function',
    listSnapshots: 'function',
    takeSnapshot: 'function',
    planRollback: 'function',
    planUndo: 'function',
    rollBack: 'function',
    deletedConversations: 'function',
    restoreConversations: 'function',
    readUsage: 'function',
  };
  for (const [name, kind] of Object.entries(promised)) expect(typeof api[name as keyof Api]).toBe(kind);
});

it('has no code that asks, prints or reads the words of a command line', async () => {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL('../../..', import.meta.url)),
    entryPoints: ['cli/src/api/index.ts'],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'x',
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['@devcontainers/cli'],
    loader: { '.sh': 'text', '.ps1': 'text' },
  });
  const used = Object.keys(metafile.inputs);
  expect(used).toContain('cli/src/change/carryOut.ts');
  const talks = /^cli\/src\/(ask|output|report|main)\.ts$|^cli\/src\/commands\/|@clack|commander|picocolors/;
  expect(used.filter((path) => talks.test(path))).toEqual([]);
});
