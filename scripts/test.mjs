// `npm test`: builds, then runs every tier, in parts side by side whose lines begin with the part's name; what failed is named at
// the end, what vitest does not run is said, and the last line counts. With arguments for vitest it is one run of vitest.
// `npm run test:long` (`--long`) runs the tests that have a long form: as often as they can, with every combination.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { addUp, closingLine, longTests, partsOf } from './testParts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'claude-sessions-results-'));
const isLong = process.argv[2] === '--long';
const wanted = isLong ? longTests(join(root, 'test')) : process.argv.slice(2);
if (isLong) process.env.CLAUDE_SESSIONS_TESTS_LONG = 'true';
const inCi = process.env.CI === 'true';

/** Starts vitest; `ended` gives its exit code and its report. */
function vitest({ name, args, stdio, env = {} }) {
  const results = join(scratch, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args], {
    cwd: root,
    stdio,
    env: { ...process.env, ...env },
  });
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ name, status: String(error) }));
    child.on('close', (code, signal) =>
      resolve({ name, status: code ?? signal, report: readReport(results) }),
    );
  });
  return { child, ended };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** All parts at once. What one says stays together as far as it was said at once. */
function runParts() {
  const started = [];
  for (const { name, tiers, shard, waits } of partsOf(process.getuid?.() === 0)) {
    const quick = started[0]?.child.pid;
    const env = {
      ...(waits && quick && { CLAUDE_SESSIONS_TESTS_AFTER: String(quick) }),
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
    };
    const part = vitest({
      name,
      args: [...tiers.flatMap((tier) => ['--project', tier]), ...(shard ? ['--shard', shard] : [])],
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    for (const [from, to] of [
      [part.child.stdout, process.stdout],
      [part.child.stderr, process.stderr],
    ]) {
      createInterface({ input: from }).on('line', (line) => {
        if (line.trim() && !line.startsWith('JSON report written')) to.write(`${name.padEnd(7)} | ${line}\n`);
      });
    }
    started.push(part);
  }
  return Promise.all(started.map(({ ended }) => ended));
}

// Ctrl-C reaches the parts as well: they take away what they made, and are waited for.
process.on('SIGINT', () => {});

let ended = [
  {
    name: 'the build',
    status: spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' }).status ?? 1,
  },
];
if (ended[0].status === 0) {
  ended =
    wanted.length > 0
      ? [await vitest({ name: 'vitest', args: wanted, stdio: 'inherit' }).ended]
      : await runParts();
}
const sum = addUp(ended, { skipsAllowed: !inCi });
for (const { name, why } of sum.failures) {
  console.error(`FAILED ${name.replace(root, '')}`);
  for (const line of why) console.error(`       ${line}`);
}
if (inCi && sum.skipped > 0) console.error(`${sum.skipped} tests were skipped, which CI does not allow.`);
console.log(closingLine(sum));
rmSync(scratch, { recursive: true, force: true });
process.exitCode = sum.ok ? 0 : 1;
