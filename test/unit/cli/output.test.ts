import { afterEach, describe, expect, it, vi } from 'vitest';

const stdout = process.stdout.isTTY;
const stderr = process.stderr.isTTY;

/** The module as it is when both streams are a terminal, or neither; and what it writes. */
async function load(terminal: boolean, env: Record<string, string> = {}) {
  vi.resetModules();
  vi.stubEnv('NO_COLOR', env.NO_COLOR ?? '');
  vi.stubEnv('TERM', env.TERM ?? 'xterm');
  process.stdout.isTTY = process.stderr.isTTY = terminal;
  const written: string[] = [];
  const write = (text: unknown) => written.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  const errors = await import('../../../cli/src/host/errors.ts');
  const output = await import('../../../cli/src/terminal/output.ts');
  return { ...errors, ...output, written: () => written.join('') };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.stdout.isTTY = stdout;
  process.stderr.isTTY = stderr;
});

describe('colours', () => {
  it('are for a terminal only', async () => {
    expect((await load(true)).out.green('x')).toBe('\u001b[32mx\u001b[39m');
    expect((await load(false)).out.green('x')).toBe('x');
  });

  it('are off with NO_COLOR and on a dumb terminal', async () => {
    expect((await load(true, { NO_COLOR: '1' })).out.green('x')).toBe('x');
    expect((await load(true, { TERM: 'dumb' })).err.red('x')).toBe('x');
  });
});

const evil = 'a\u001b[2J\u009b\u202e\r\u0007b';
const shown = 'a\\u001b[2J\\u009b\\u202e\\u000d\\u0007b';

describe('what a container may have named', () => {
  it('reaches no terminal as it is, while our colours do', async () => {
    const { printResult, out, written } = await load(true);
    printResult(`${out.green('+')} ${evil}\nnext`);
    expect(written()).toBe(`\u001b[32m+\u001b[39m ${shown}\nnext\n`);
  });

  it('in a log, an error, or one line of text', async () => {
    const { log, reportError, escapeControls, written, UserError } = await load(false);
    log(evil);
    reportError(new UserError(`${evil}\nfake`, evil));
    expect(written()).toBe(`${shown}\nerror: ${shown}\\u000afake\n  ${shown}\n`);
    expect(escapeControls('\t\n')).toBe('\\u0009\\u000a');
  });

  it('in JSON stays the same value', async () => {
    const { printJson, written } = await load(false);
    printJson({ evil });
    expect(written()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(written())).toEqual({ evil });
  });
});

describe('a diff', () => {
  const diff = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\told\u001b[2J\r\n+\tnew\r\n';

  it('is byte for byte where a program reads it', async () => {
    const { printDiff, written } = await load(false);
    printDiff(diff);
    expect(written()).toBe(diff);
  });

  it('is coloured and harmless on a terminal', async () => {
    const { printDiff, written } = await load(true);
    printDiff(diff);
    expect(written()).toContain('\u001b[31m-\told\\u001b[2J\u001b[39m\n');
    expect(written()).toContain('\u001b[32m+\tnew\u001b[39m\n');
  });
});

describe('reportError', () => {
  it('gives the exit code, and a stack only for a fault of ours', async () => {
    const { reportError, written, UsageError, UserError } = await load(false);
    expect(reportError(new UserError('wrong'))).toBe(1);
    expect(reportError(new UsageError('wrong'))).toBe(2);
    expect(reportError(Object.assign(new Error('EACCES: no'), { syscall: 'open' }))).toBe(1);
    expect(written()).not.toContain(' at ');
    expect(reportError(new TypeError('oh'))).toBe(1);
    expect(written()).toMatch(/internal error: TypeError: oh\n\s+at /);
    expect(reportError('text')).toBe(1);
  });
});
