import type { TestProject } from 'vitest/node';
import { takeHarness } from '../sharedHarness.ts';
import { skippedBecause } from '../skippedBecause.ts';
import { packProbe, packVsix } from './packVsix.ts';
import { provideVsCode } from './provideVsCode.ts';

/** Starts what the docker tier needs too, makes VS Code and packs the extension; the returned function takes it away again. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let stop: (() => Promise<void>) | undefined;
  try {
    const started = await takeHarness();
    stop = started.stop;
    const { runDirectory } = started.harness;
    const host = await provideVsCode(runDirectory);
    const [vsix, probe] = await Promise.all([packVsix(runDirectory), packProbe(runDirectory)]);
    project.provide('harness', started.harness);
    project.provide('vscode', { host, vsix, probe });
    return stop;
  } catch (error) {
    await stop?.();
    skippedBecause('vscode', error);
    project.provide('harness', null);
    project.provide('vscode', null);
    return async () => undefined;
  }
}
