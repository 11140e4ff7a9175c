// `npm run check`: what is installed, types, lint and format, boundaries, generated files. All of it, in seconds; the first lines say what failed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const steps = [
  // What comes of an old installation reads like an error in the code.
  ['what is installed is what package.json asks for (else: npm install)', 'npm', ['ls', '--loglevel=error']],
  ['types: core', 'tsc', ['-p', 'core']],
  ['types: server', 'tsc', ['-p', 'extension/server']],
  ['types: cli', 'tsc', ['-p', 'cli']],
  ['types: extension', 'tsc', ['-p', 'extension']],
  ['types: test, scripts', 'tsc', ['-p', '.']],
  ['lint and format', 'biome', ['ci', '--error-on-warnings', '--colors=off']],
  [
    'arrows and circles',
    'depcruise',
    ['core/src', 'extension/server/src', 'cli/src', 'extension/src', 'test/harness', '--no-progress'],
  ],
  ['generated files', 'tsx', ['scripts/generate.ts', '--check']],
  [
    'what the build makes is not kept',
    'sh',
    ['-c', '! git ls-files --cached --ignored --exclude-standard | grep .'],
  ],
];

const run = (name, command, args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: `${root}/node_modules/.bin:${process.env.PATH}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ name, code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ name, code, output }));
  });

const results = await Promise.all(steps.map((step) => run(...step)));
for (const { name, code, output } of results) {
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  if (code !== 0) console.log(output);
}
process.exitCode = results.every((result) => result.code === 0) ? 0 : 1;
