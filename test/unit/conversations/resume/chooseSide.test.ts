import { describe, expect, it } from 'vitest';
import { chooseSide } from '../../../../cli/src/conversations/resume/chooseSide.ts';
import { foundConversation, inVolume, sessionId } from '../support.ts';

const host = foundConversation();
const mirror = foundConversation({ place: { kind: 'mirror' }, slug: '' });
const container = foundConversation({ place: inVolume('claude-code-config-x', 'app-1') });

describe('where a conversation goes on', () => {
  it.each([
    ['of the host', host, {}, 'host'],
    ['of the host', host, { container: true }, 'container'],
    ['of the host', host, { host: true }, 'host'],
    ['of a mirror', mirror, {}, 'host'],
    ['of a mirror', mirror, { container: true }, 'container'],
    ['of a container alone', container, {}, 'container'],
    ['of a container alone', container, { container: true }, 'container'],
  ] as const)('%s', (_, conversation, wanted, side) => {
    expect(chooseSide(conversation, wanted)).toBe(side);
  });

  it('never copies one of a container alone to the host', () => {
    expect(() => chooseSide(container, { host: true })).toThrow(
      `${sessionId} lies in a dev container alone (app-1, in its volume claude-code-config-x)`,
    );
  });

  it('is nowhere for a remnant, whatever its place is called', () => {
    const evil = { ...inVolume('x\u001b[2J'), container: 'y\u202e' };
    for (const place of [host.place, mirror.place, container.place, evil]) {
      const remnant = foundConversation({ place, isRemnant: true });
      expect(() => chooseSide(remnant, {})).toThrow(
        /only a folder is left, [^\u001b\u202e]*its transcript is gone/,
      );
    }
  });

  it('is one', () => {
    expect(() => chooseSide(host, { host: true, container: true })).toThrow('do not go together');
  });
});
