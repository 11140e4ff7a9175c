// The process behind WarmProgram: runs the built program each time it is asked, as a process of its own would be started: with
// its own words, folder and environment, and with all that it prints taken.
import { pathToFileURL } from 'node:url';

const [program = ''] = process.argv.slice(2);
const ownListeners = new Map(
  [process.stdout, process.stderr].map((stream) => [stream, stream.listeners('error')]),
);
let runs = 0;

/** Replaces the environment, in the place where libraries keep a reference to it. */
function setEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

/** Keeps what is written to a stream. @returns what was written so far */
function take(stream) {
  const parts = [];
  stream.write = (chunk, encoding, callback) => {
    parts.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
  return () => parts.join('');
}

process.on('message', async ({ args, cwd, env }) => {
  setEnvironment(env);
  process.chdir(cwd);
  process.argv = [process.execPath, program, ...args];
  process.exitCode = undefined;
  const stdout = take(process.stdout);
  const stderr = take(process.stderr);
  // Evaluated again at each run, as a module that has another address; what it imports is there.
  await import(`${pathToFileURL(program)}?run=${++runs}`);
  for (const [stream, listeners] of ownListeners) {
    for (const listener of stream.listeners('error')) {
      if (!listeners.includes(listener)) stream.off('error', listener);
    }
  }
  process.send({ exitCode: process.exitCode ?? 0, stdout: stdout(), stderr: stderr() });
});
