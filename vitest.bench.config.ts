import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** `npm run bench`: measures, and tests nothing. On the harness of the docker tier, one after the other. */
export default defineConfig({
  ...mergeConfig(base, {}),
  test: {
    include: ['scripts/bench/*.bench.ts'],
    globalSetup: ['test/harness/start/globalSetup.ts'],
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 600_000,
    reporters: ['./scripts/bench/tableReporter.ts'],
  },
});
