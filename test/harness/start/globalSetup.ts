import type { TestProject } from 'vitest/node';
import { takeHarness } from './sharedHarness.ts';
import { skippedBecause } from './skippedBecause.ts';
import { ourTurn } from './turn.ts';

/** Starts what the docker tier needs; the returned function takes it all away again. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const { harness, stop } = await takeHarness();
    await ourTurn();
    project.provide('harness', harness);
    return stop;
  } catch (error) {
    skippedBecause('docker', error);
    project.provide('harness', null);
    return async () => undefined;
  }
}
