import type { TestProject } from 'vitest/node';
import { takeHarness } from '../start/sharedHarness.ts';
import { skippedBecause } from '../start/skippedBecause.ts';
import { ourTurn } from '../start/turn.ts';
import { together } from '../system/together.ts';
import { packProbe, packVsix } from './packVsix.ts';
import { cachedVsCode, provideVsCode } from './provideVsCode.ts';

/** Starts what the docker tier needs too, makes VS Code and packs the extension; the returned function takes it away again. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let stop: () => Promise<void> = async () => undefined;
  const taken = async () => {
    const started = await takeHarness();
    stop = started.stop;
    return started;
  };
  try {
    const [started] = await together(taken(), cachedVsCode());
    const { runDirectory } = started.harness;
    const host = await provideVsCode(runDirectory);
    const [vsix, probe] = await together(packVsix(runDirectory), packProbe(runDirectory));
    await ourTurn();
    project.provide('harness', started.harness);
    project.provide('vscode', { host, vsix, probe });
    return stop;
  } catch (error) {
    await stop();
    skippedBecause('vscode', error);
    project.provide('harness', null);
    project.provide('vscode', null);
    return async () => undefined;
  }
}
