import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vitest/config';

/** Imports `.sh` and `.ps1` files as text, as esbuild's `text` loader does in the bundles. */
const textAssets: Plugin = {
  name: 'text-assets',
  enforce: 'pre',
  load(id) {
    return /\.(sh|ps1)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))};` : undefined;
  },
};

/** The tiers, by folder. What a tier needs is in CONTRIBUTING.md. */
export default defineConfig({
  plugins: [textAssets],
  test: {
    // Vitest leaves one processor to itself, which on two of them leaves one worker; it needs hardly any.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // The developer's own config file is no part of a test.
          env: { XDG_CONFIG_HOME: '/nonexistent' },
        },
      },
      {
        extends: true,
        test: {
          name: 'shell',
          include: ['test/shell/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          include: ['test/docker/**/*.test.ts'],
          globalSetup: ['test/harness/start/globalSetup.ts'],
          // One engine, and the classic builder has one global tag for Feature content: one build at a time.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'vscode',
          include: ['test/vscode/**/*.test.ts'],
          globalSetup: ['test/harness/vscode/globalSetup.ts'],
          // A browser's focus may go astray once on a busy machine. A second try is told in the result; what fails twice fails.
          retry: 1,
          // Two browsers at once would be too much for a small machine.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 600_000,
          // What a window shows comes when it comes.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
