import type { Metafile } from 'esbuild';

/** What is in the wrong bundle: a sentence each. */
export function checkBundles(bundles: readonly { folder: string; metafile: Pick<Metafile, 'outputs'> }[]): string[];
