import { describe, expect, it } from 'vitest';
import type { PrepareResult } from '../../../cli/src/prepare/prepareWorkspace.ts';
import { HostPreparer } from '../../../extension/src/prepare/HostPreparer.ts';
import type { WindowKind } from '../../../extension/src/window/windowKind.ts';
import { fakeLooker } from './support/fakeLooker.ts';
import { app, lookOf, stateOf } from './support/look.ts';

const shared = () => stateOf(lookOf([]));
const isolated = stateOf(lookOf([], { mode: 'isolate' }));
const nothing: PrepareResult = {
  made: [],
  refreshed: [],
  leftOut: [],
  leftOutFiles: [],
  leftOutImports: [],
  projectFolder: '',
  preparedFolder: '',
};

function preparerWith() {
  const looker = fakeLooker();
  const state = { place: 'host' as WindowKind, enabled: true };
  const prepared: string[] = [];
  const warned: string[] = [];
  const logged: string[] = [];
  const answers: (PrepareResult | undefined | Error)[] = [];
  const preparer = new HostPreparer(looker, {
    windowKind: () => state.place,
    settings: () => ({}),
    enabled: () => state.enabled,
    api: async () => ({
      prepareProject: async ({ configFile }) => {
        prepared.push(configFile);
        const answer = answers.length > 0 ? answers.shift() : nothing;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    }),
    log: (line) => void logged.push(line),
    warn: (_, { message }) => void warned.push(message),
  });
  const end = async (one = shared()) => {
    looker.end([one]);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { preparer, looker, state, prepared, warned, logged, answers, end };
}

describe('preparing a host when a window is opened', () => {
  it('is done once for what is shared, silently', async () => {
    const { prepared, warned, logged, looker, end } = preparerWith();
    await end();
    await end();
    expect(prepared).toEqual([app.configFile]);
    expect([...warned, ...logged, ...looker.asked]).toEqual([]);
  });

  it('is not done for what is not shared, elsewhere than on a trusted host, or when the user says no', async () => {
    const { prepared, state, end } = preparerWith();
    await end(isolated);
    await end(stateOf(undefined));
    state.place = 'restricted';
    await end();
    state.place = 'container';
    await end();
    state.place = 'host';
    state.enabled = false;
    await end();
    expect(prepared).toEqual([]);
    state.enabled = true;
    await end();
    expect(prepared).toHaveLength(1);
  });

  it('has what was made looked at', async () => {
    const { looker, answers, end } = preparerWith();
    answers.push({ ...nothing, made: ['/home/me/.claude-sessions/x'] });
    await end();
    expect(looker.asked).toEqual([app.configFile]);
  });

  it('is done again when the configuration becomes shared again', async () => {
    const { prepared, end } = preparerWith();
    await end();
    await end(isolated);
    await end();
    expect(prepared).toHaveLength(2);
  });

  it('is tried again when it is shared in the editor and not in the file yet', async () => {
    const { prepared, answers, end } = preparerWith();
    answers.push(undefined);
    await end();
    await end();
    await end();
    expect(prepared).toHaveLength(2);
  });

  it('is tried once after each look, however often something changes meanwhile', async () => {
    const { prepared, answers, end } = preparerWith();
    const look = shared();
    answers.push(new Error('a file is in the way'));
    await end(look);
    await end(look);
    expect(prepared).toHaveLength(1);
  });

  it('waits for the look to end', async () => {
    const { prepared, end } = preparerWith();
    await end({ ...shared(), looking: true });
    expect(prepared).toEqual([]);
  });

  it('tells of a failure once for each reason, and is tried again with the next look', async () => {
    const { prepared, warned, answers, end } = preparerWith();
    answers.push(new Error('a file is in the way'), new Error('a file is in the way'), new Error('no home'));
    for (let count = 0; count < 5; count++) await end();
    expect(warned).toEqual(['a file is in the way', 'no home']);
    expect(prepared).toHaveLength(4);
  });
});
