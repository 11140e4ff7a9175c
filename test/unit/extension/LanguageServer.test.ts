import { describe, expect, it } from 'vitest';
import { LanguageServer } from '../../../extension/src/language/LanguageServer.ts';

function started() {
  const told: string[] = [];
  const state = { host: true, fails: false };
  const server = new LanguageServer(
    async ({ host }) => {
      if (state.fails) throw new Error('no server');
      told.push(`start ${host}`);
      return {
        hostChanged: async () => void told.push('host changed'),
        stop: async () => void told.push('stop'),
      };
    },
    () => ({ host: state.host }),
    { error: (what) => void told.push(`error ${what}`) },
  );
  return { server, told, state };
}

describe('the language server of a window', () => {
  it('starts once, when it is wanted', async () => {
    const { server, told } = started();
    await server.update();
    expect(told).toEqual([]);
    await Promise.all([server.ensure(), server.ensure()]);
    await server.ensure();
    expect(told).toEqual(['start true']);
  });

  it('starts anew when what it goes by is another, and only then', async () => {
    const { server, told, state } = started();
    await server.ensure();
    await server.update();
    expect(told).toEqual(['start true']);
    state.host = false;
    await server.update();
    expect(told).toEqual(['start true', 'stop', 'start false']);
  });

  it('is told of changes of the host while it runs', async () => {
    const { server, told } = started();
    await server.hostChanged();
    expect(told).toEqual([]);
    await Promise.all([server.ensure(), server.hostChanged()]);
    await server.stop();
    await server.hostChanged();
    expect(told).toEqual(['start true', 'host changed', 'stop']);
  });

  it('stops at the end', async () => {
    const { server, told } = started();
    await server.ensure();
    await server.stop();
    await server.update();
    expect(told).toEqual(['start true', 'stop']);
  });

  it('does not start when it is stopped before', async () => {
    const { server, told } = started();
    void server.ensure();
    await server.stop();
    expect(told).toEqual([]);
  });

  it('stops when it is stopped while it starts', async () => {
    const told: string[] = [];
    let begun = () => {};
    const starting = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let go = () => {};
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    const start = async () => {
      begun();
      await gone;
      return { hostChanged: async () => {}, stop: async () => void told.push('stop') };
    };
    const server = new LanguageServer(start, () => ({}), { error: () => {} });
    void server.ensure();
    await starting;
    const stopped = server.stop();
    go();
    await stopped;
    expect(told).toEqual(['stop']);
  });

  it('says when it cannot start, and starts when it can', async () => {
    const { server, told, state } = started();
    state.fails = true;
    await server.ensure();
    expect(told).toEqual(['error The language server']);
    state.fails = false;
    await server.update();
    expect(told.at(-1)).toBe('start true');
  });
});
