import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { VsCodeServer } from './VsCodeServer.ts';
import { resultsFolder, type Workbench } from './Workbench.ts';

/** What can tell why a test failed. */
export interface Witnesses {
  servers: readonly (VsCodeServer | undefined)[];
  workbenches: readonly (Workbench | undefined)[];
}

/** After each try of a test of this file that fails: a picture of each window, its console and the servers' logs in `test/results`. */
export function keepOnFailure(witnesses: () => Witnesses): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const name = task.name.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
    const { servers, workbenches } = witnesses();
    const folder = join(resultsFolder, name);
    mkdirSync(folder, { recursive: true });
    for (const [index, workbench] of workbenches.entries()) {
      if (!workbench || workbench.page.isClosed()) continue;
      await workbench.screenshot(`${name}/window-${index}`).catch(() => undefined);
      const { errors, console, outside } = workbench.watch;
      const said = ['errors:', ...errors, 'outside:', ...outside, 'console:', ...console].join('\n');
      writeFileSync(join(folder, `console-${index}.txt`), said);
      // They are this try's: another one is judged by its own.
      errors.length = 0;
    }
    for (const [index, server] of servers.entries()) {
      const logs = server?.files.logs() ?? [];
      const text = logs.map((log) => `=== ${log.name}\n${log.text}`).join('\n');
      writeFileSync(join(folder, `server-${index}.txt`), text);
    }
    console.error(`What the windows showed is in ${folder}`);
  });
}
