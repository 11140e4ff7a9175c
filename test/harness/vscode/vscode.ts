import { describe, inject } from 'vitest';

/** What the vscode tier has beside the docker tier's harness. */
export interface VsCode {
  /** The host: a server with a browser front end. Every user may read it. */
  host: string;
  /** Our packed extension. */
  vsix: string;
  /** The harness's own small extension, packed. */
  probe: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    vscode: VsCode | null;
  }
}

/** `describe`, or its skipping twin when this machine cannot run VS Code (never so with CI=true). */
export const describeVsCode: typeof describe.skip = inject('vscode') ? describe : describe.skip;

/** What globalSetup has made; only to be called inside of tests and hooks. */
export function useVsCode(): VsCode {
  const vscode = inject('vscode');
  if (!vscode) throw new Error('There is no VS Code: write this test in describeVsCode().');
  return vscode;
}
