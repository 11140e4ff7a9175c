import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

const ofWindow = 'scripts/bench/window.bench.ts';

/** `npm run bench`: measures, and tests nothing. On the harness of the docker tier, one after the other; what measures a window, on that of the vscode tier. */
const common = { fileParallelism: false, testTimeout: 1_200_000, hookTimeout: 600_000 };

export default defineConfig({
  ...mergeConfig(base, {}),
  test: {
    fileParallelism: false,
    reporters: ['./scripts/bench/tableReporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'bench',
          include: ['scripts/bench/*.bench.ts'],
          exclude: [ofWindow],
          globalSetup: ['test/harness/start/globalSetup.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'window',
          include: [ofWindow],
          globalSetup: ['test/harness/vscode/globalSetup.ts'],
        },
      },
    ],
  },
});
