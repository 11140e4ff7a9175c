// `npm run demo`: the main job on a throwaway project and host home. Says what it did, and leaves nothing behind.
// With `-- --no-engine` the host's half only.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MockApi } from '../test/harness/claude/mockApi.ts';
import { Docker } from '../test/harness/engine/docker.ts';
import { killRunning } from '../test/harness/system/run.ts';
import { makeRunDirectory } from '../test/harness/system/runDirectory.ts';
import { tryClaudeCode } from './demo/claudeCode.ts';
import { continueInside } from './demo/continueInside.ts';
import { findEngine } from './demo/findEngine.ts';
import { beginOnHost } from './demo/hostConversation.ts';
import { makeThrowaway } from './demo/throwaway.ts';

const say = (text: string) => console.log(text);

// What is interrupted fails, and then what was made is removed as always. A second time ends it at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, killRunning);

const directory = await makeRunDirectory();
const api = await MockApi.start();
const undo: (() => void | Promise<void>)[] = [
  () => rmSync(directory, { recursive: true, force: true }),
  () => api.stop(),
];
try {
  say('1. A throwaway project and host home');
  const claude = await tryClaudeCode(directory);
  const engine = process.argv.includes('--no-engine') ? undefined : await findEngine(directory, say);
  if (engine) undo.push(() => engine.stop());
  const place = makeThrowaway(directory, engine, claude);
  say(`   ${place.project}`);

  say('2. A conversation on the host');
  const session = await beginOnHost(place, claude, api, say);

  say('3. claude-sessions share');
  const shared = await place.cli(['share', '--collection', './features', '--no-install-claude']);
  say(indent(shared));

  say('4. In the dev container');
  if (engine) {
    undo.push(() => place.removeContainer(new Docker(engine)));
    const shown = await continueInside(place, session, claude, api, say);
    say(`\nDone: ${shown}. Everything made for this is removed again.`);
  } else {
    say('   Not done: no container engine. Install and start Docker or Podman, and run this again.');
    say(indent(await place.status()));
    say("\nDone: the host's half. Everything made for this is removed again.");
  }
} finally {
  for (const step of undo.reverse()) await step();
}

function indent(text: string): string {
  return text
    .trimEnd()
    .replace(/^(?=.)/gm, '   ')
    .replaceAll(join(directory), '…');
}
