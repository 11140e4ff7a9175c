import { describe, expect, it } from 'vitest';
import { UserError as HostUserError, UsageError } from '../../../cli/src/host/errors.ts';
import { advice, ourCommand } from '../../../core/src/findings/advice.ts';
import { errorMessage } from '../../../extension/src/errors/errorMessage.ts';
import { UserError } from '../../../extension/src/errors/UserError.ts';

describe('what is said of an error', () => {
  it('is the message and the hint of what a user can put right, of whatever bundle', () => {
    const fromAnotherBundle = Object.assign(new Error('It is so.'), { name: 'UserError', hint: 'Do this.' });
    for (const error of [
      new HostUserError('It is so.', 'Do this.'),
      new UsageError('It is so.', 'Do this.'),
      new UserError('It is so.', 'Do this.'),
      fromAnotherBundle,
    ]) {
      expect(errorMessage('Sharing failed', error)).toEqual({ kind: 'told', message: 'It is so. Do this.' });
    }
  });

  it('names commands of ours as the palette does', () => {
    const hint = advice`Run ${ourCommand('share')} for what you chose, or ${ourCommand('share', '--tasks')}.`;
    expect(errorMessage('', new HostUserError('It is wider.', hint)).message).toBe(
      'It is wider. Run “Share Claude sessions” for what you chose, or `claude-sessions share --tasks`.',
    );
  });

  it('has what the error offers to do', () => {
    const action = { title: 'Manage trust', command: 'workbench.trust.manage' };
    expect(errorMessage('', new UserError('No.', 'Trust it.', action)).action).toEqual(action);
  });

  it('says of a file that it can be put right', () => {
    const error = Object.assign(new Error("EROFS: read-only file system, open '/x'"), { syscall: 'open' });
    expect(errorMessage('Sharing failed', error)).toEqual({
      kind: 'told',
      message: "Sharing failed: EROFS: read-only file system, open '/x'. Fix this and try again.",
    });
  });

  it('owns up to a fault, without a stack', () => {
    const words = errorMessage('Sharing failed', new TypeError('x is not a function'));
    expect(words.kind).toBe('fault');
    expect(words.message).toBe(
      'Sharing failed, by a fault of Claude Sessions: x is not a function. The log says more.',
    );
    expect(errorMessage('Sharing failed', 'thrown').kind).toBe('fault');
  });

  it('says nothing of what was cancelled', () => {
    expect(errorMessage('', AbortSignal.abort().reason).kind).toBe('cancelled');
    expect(errorMessage('', Object.assign(new Error(), { name: 'Canceled' })).kind).toBe('cancelled');
  });

  it('is harmless: no hidden characters, no link that runs a command, no length', () => {
    const { message } = errorMessage('', new UserError(`\u202e[x](command:a)${'y'.repeat(10_000)}`, ''));
    expect(message).toContain('\\u202e');
    expect(message).not.toContain('](');
    expect(message.length).toBeLessThan(1000);
  });
});
