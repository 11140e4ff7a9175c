import { describe, expect, it } from 'vitest';
import { otelWarnings } from '../../../cli/src/change/otelWarnings.ts';
import { isOwnItem } from '../../../core/src/approval/ownItems.ts';
import { documentValue, parseDocument } from '../../../core/src/devcontainer/document.ts';
import { modeWords } from '../../../core/src/findings/words.ts';
import { compareChoice } from '../../../core/src/share/compareChoice.ts';
import { describeChanges } from '../../../core/src/share/describeChanges.ts';
import { defaultShareOptions } from '../../../core/src/share/options.ts';
import { isLoopback, isOtelEndpoint, type Otel, otelMembers } from '../../../core/src/share/otel.ts';
import { apply, configOf, configuredOf } from '../support/document.ts';

const text = '{\n  // mine\n  "image": "x"\n}\n';
const there = 'http://collector.example.com:4317';
const both = ['host', there] as const;
const headers = 'OTEL_EXPORTER_OTLP_HEADERS';

describe('telemetry', () => {
  for (const mode of ['share', 'isolate'] as const) {
    it.each(both)(`${mode} writes it and takes it out again: %s`, (otel) => {
      const after = apply(text, mode, { otel });
      expect(configuredOf(after).options.otel).toBe(otel);
      expect(configOf(after).remoteEnv).toEqual(otelMembers(otel));
      expect(configOf(after).containerEnv).toBeUndefined();
      expect(apply(after, mode, { otel })).toBe(after);
      expect(apply(after, mode)).toBe(apply(text, mode));
      expect(apply(after, 'none')).toBe(apply(apply(text, mode), 'none'));
    });
  }

  it('goes from one place to another', () => {
    const before = apply(text, 'share', { otel: 'host' });
    const after = apply(before, 'share', { otel: there });
    expect(configOf(after).remoteEnv).toEqual(otelMembers(there));
    expect(apply(after, 'share', { otel: 'host' })).toBe(before);
  });

  it.each(both)(
    'of the host’s headers only the name is in the file, and nothing logs prompts: %s',
    (otel) => {
      const written = otelMembers(otel);
      expect(written[headers]).toBe(`\${localEnv:${headers}}`);
      expect(Object.keys(written).filter((name) => name.startsWith('OTEL_LOG_'))).toEqual([]);
    },
  );

  it('speaks what the port of a collector is for', () => {
    const protocolOf = (otel: Otel) => otelMembers(otel).OTEL_EXPORTER_OTLP_PROTOCOL;
    expect(protocolOf('http://c:4317')).toBe('grpc');
    expect(protocolOf('https://c:4318/base')).toBe('http/protobuf');
    expect(protocolOf('https://c')).toBe('http/protobuf');
  });

  it('variables that somebody else set stay, with and without it', () => {
    const byHand = '{"remoteEnv": {"CLAUDE_CODE_ENABLE_TELEMETRY": "1", "OTEL_METRICS_EXPORTER": "console"}}';
    expect(configuredOf(byHand).options.otel).toBe('off');
    expect(configOf(apply(byHand, 'share')).remoteEnv).toEqual(configOf(byHand).remoteEnv);
    const after = apply(byHand, 'share', { otel: 'host' });
    expect(configOf(after).remoteEnv).toMatchObject(configOf(byHand).remoteEnv);
    expect(configOf(apply(after, 'share')).remoteEnv).toEqual(configOf(byHand).remoteEnv);
  });

  it('what somebody changed of ours stays, and the rest goes', () => {
    const after = apply(text, 'share', { otel: there }).replace('"grpc"', '"http/json"');
    expect(configOf(apply(after, 'share')).remoteEnv).toEqual({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
  });

  it('is told apart, as a change and from what was chosen', () => {
    const now = documentValue(parseDocument(apply(text, 'share', { otel: there })));
    const before = documentValue(parseDocument(apply(text, 'share')));
    const [change, ...others] = describeChanges(before, now);
    expect(others).toEqual([]);
    expect(change?.what).toContain(`to ${there}`);
    const compared = (is: Otel, was: Otel) =>
      compareChoice(
        { mode: 'isolate', options: { ...defaultShareOptions, otel: is }, tokenByHand: false },
        { mode: 'isolate', options: { ...defaultShareOptions, otel: was } },
      ).map(({ wider }) => wider);
    expect(compared('host', 'host')).toEqual([]);
    expect(compared('host', 'off')).toEqual([true]);
    expect(compared(there, 'host')).toEqual([true]);
    expect(compared('off', there)).toEqual([false]);
  });

  it('is asked about where it was not chosen', () => {
    const item = { part: 'remoteEnv', name: headers, text: otelMembers('host')[headers] ?? '' } as const;
    const isOwn = (otel: Otel) => {
      const chosen = { mode: 'share', options: { ...defaultShareOptions, otel } } as const;
      return isOwnItem({ ...item, digest: '' } as unknown as Parameters<typeof isOwnItem>[0], {
        chosen,
        collections: [],
        scriptPath: '',
        files: new Map(),
      });
    };
    expect([isOwn('off'), isOwn('host'), isOwn(there)]).toEqual([false, true, true]);
  });

  it('is stated by the words of the command', () => {
    const wordsOf = (otel: Otel) => modeWords('share', { ...defaultShareOptions, otel });
    expect([wordsOf('off'), wordsOf('host'), wordsOf(there)]).toEqual([
      [],
      ['--otel'],
      ['--otel-endpoint', there],
    ]);
  });

  it('an address with a password or a query is none to be written', () => {
    for (const url of [there, 'https://otel.example.com/v1/x', 'http://[::1]:4318', 'http://10.0.0.1'])
      expect(isOtelEndpoint(url), url).toBe(true);
    for (const url of [
      'collector:4317',
      'http://me:secret@c',
      'https://c/?key=1',
      'http://c/${localEnv:X}',
      'host',
      7,
    ])
      expect(isOtelEndpoint(url), String(url)).toBe(false);
  });
});

describe('a warning', () => {
  const warned = (otel: Otel, env: NodeJS.ProcessEnv = {}, source = text) =>
    otelWarnings({ otel }, parseDocument(apply(source, 'share', { otel })), env);
  const on = { CLAUDE_CODE_ENABLE_TELEMETRY: '1' };

  it('where the host has it off', () => {
    expect(warned('host')).toEqual([expect.stringContaining('CLAUDE_CODE_ENABLE_TELEMETRY is not set here')]);
    expect(warned('host', on)).toEqual([]);
    expect(warned('off')).toEqual([]);
  });

  it('where the collector is on the host’s loopback, with what to write instead', () => {
    const endpoint = 'http://localhost:4318';
    for (const given of [warned(endpoint), warned('host', { ...on, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })])
      expect(given).toEqual([expect.stringContaining('--otel-endpoint http://host.docker.internal:4318')]);
    expect(warned(endpoint, {}, '{"runArgs": ["--network=host"]}')).toEqual([]);
    expect(warned(endpoint, {}, '{"runArgs": ["--network", "host"]}')).toEqual([]);
    expect(['127.0.0.1:1', 'http://[::1]:4318', 'https://LOCALHOST'].map(isLoopback)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['http://localhost.example.com', 'http://host.docker.internal'].map(isLoopback)).toEqual([
      false,
      false,
    ]);
  });

  it('where the file says something else itself', () => {
    const source = '{"remoteEnv": {"OTEL_METRICS_EXPORTER": "console"}}';
    expect(warned('host', on, source)).toEqual([expect.stringContaining('they stay as they are')]);
  });
});
