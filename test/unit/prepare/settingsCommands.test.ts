import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsCommands } from '../../../core/src/prepare/settingsCommands.ts';

const hook = (command: unknown) => ({ matcher: '*', hooks: [{ type: 'command', command }] });
const commandsOf = (...commands: unknown[]) =>
  settingsCommands(JSON.stringify({ hooks: { PreToolUse: commands.map(hook) } }));

describe('the programs that settings run', () => {
  it('are those of hooks and of the status line, once each', () => {
    const settings = {
      hooks: {
        Stop: [hook('notify done'), hook('notify again')],
        PreToolUse: [hook('~/.claude/hooks/check.sh')],
      },
      statusLine: { type: 'command', command: 'starship prompt' },
    };
    expect(settingsCommands(JSON.stringify(settings))).toEqual([
      'notify',
      '~/.claude/hooks/check.sh',
      'starship',
    ]);
  });

  it.each([
    ['jq -r .x', ['jq']],
    ['  A=1 B=/x jq', ['jq']],
    ['"/opt/my tool/run" now', ['/opt/my tool/run']],
    ["'/x y'", ['/x y']],
    ['${HOME}/bin/x', ['$HOME/bin/x']],
    ['"$HOME/bin/x" a', ['$HOME/bin/x']],
    ['cat; x', ['cat']],
    ['(cat)', []],
    ['$TOOL run', []],
    ['"$CLAUDE_PROJECT_DIR"/x.sh', []],
    ['"$CLAUDE_PROJECT_DIR/x.sh"', []],
    ['`which x`', []],
    ['a"b" c', []],
    ['~other/x', []],
    ['-x', []],
    ['', []],
    [7, []],
  ])('of %j are %j', (command, expected) => {
    expect(commandsOf(command)).toEqual(expected);
  });

  it('are 50 at most, and none of what is no settings', () => {
    expect(commandsOf(...Array.from({ length: 80 }, (_, index) => `tool${index}`))).toHaveLength(50);
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"hooks": []}',
      '{"hooks": {"Stop": [null, {"hooks": 1}]}}',
    ]) {
      expect(settingsCommands(text)).toEqual([]);
    }
  });

  it('of any settings: never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (hooks, command) => {
        settingsCommands(JSON.stringify({ hooks, statusLine: command }));
        for (const word of commandsOf(command, hooks)) expect(typeof word).toBe('string');
      }),
    );
  });
});
