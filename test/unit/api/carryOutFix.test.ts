import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { carryOutFix } from '../../../cli/src/api/carryOutFix.ts';
import { lookAtProject } from '../../../cli/src/api/lookAtProject.ts';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { config } from '../../harness/place/Place.ts';
import { ApiPlace } from './place.ts';

let place: ApiPlace;
beforeEach(() => {
  place = new ApiPlace();
  place.program('docker', 'exit 0');
  place.write(
    config,
    '{"image": "x", "features": {"ghcr.io/claude-sessions/features/claude-sessions:1": {}}}',
  );
});
afterEach(() => place.remove());

const look = (scope: 'full' | 'inside' = 'full') => lookAtProject(place.project, { scope, settings: {} });

it('prepares the host where a finding asks for it, and says that nothing does afterwards', async () => {
  const before = await look();
  expect(await carryOutFix(before, 'prepare', {})).toMatchObject({
    done: true,
    what: expect.stringContaining(join(place.home, '.claude-sessions')),
  });
  expect(existsSync(join(place.home, '.claude-sessions'))).toBe(true);
  expect(await carryOutFix(await look(), 'prepare', {})).toEqual({
    done: false,
    what: 'Nothing asks for the host to be prepared.',
  });
});

it('says what is in the way', async () => {
  const before = await look();
  place.write('../home/.claude-sessions', 'a file in its place');
  expect(await carryOutFix(before, 'prepare', {})).toMatchObject({
    done: false,
    what: expect.stringMatching(/^prepare this host: .*claude-sessions/),
  });
});

/** A look with a container in which something is wrong. */
const faulty = async (kind: 'heal' | 'bridge'): Promise<EditorLook> => {
  const known = (await look()).look;
  if (!known) throw new Error('no look');
  const container = { container: { id: 'abc', name: 'app-1' }, remoteUser: 'vscode' };
  const finding = { code: 'x', severity: 'error', action: { kind } };
  return {
    ...(await look()),
    look: {
      ...known,
      gathered: { ...known.gathered, facts: { ...known.gathered.facts, container } },
      results: [{ state: 'looked', check: { code: 'x' }, findings: [finding] }],
    },
  } as unknown as EditorLook;
};

it.each([
  ['heal', 'root'],
  ['bridge', 'vscode'],
] as const)(
  'runs claude-state %s in the container as %s, by the engine of the settings',
  async (kind, user) => {
    const dockerPath = place.program('podman', 'echo "all well" >&2');
    expect(await carryOutFix(await faulty(kind), kind, { dockerPath })).toEqual({
      done: true,
      what: `ran \`claude-state ${kind}\` in app-1 as ${user}: all well`,
    });
    expect(place.started().at(-1)).toBe(`podman exec --user ${user} abc claude-state ${kind}`);
  },
);

it('says that it failed inside, and what to do', async () => {
  place.program('docker', 'case $1 in exec) echo "no such file" >&2; exit 1 ;; esac');
  expect(await carryOutFix(await faulty('heal'), 'heal', {})).toMatchObject({
    done: false,
    what: expect.stringMatching(/no such file.* Rebuild the container\.$/),
  });
});

it('is nothing for who looks from within', async () => {
  await expect(carryOutFix(await look('inside'), 'prepare', {})).rejects.toMatchObject({ name: 'UserError' });
});
