import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAtProject } from '../../../cli/src/api/lookAtProject.ts';
import { planModeChange } from '../../../cli/src/api/planModeChange.ts';
import { prepareProject } from '../../../cli/src/api/prepareProject.ts';
import type { ModeRequest } from '../../../cli/src/api/types.ts';
import { writeText } from '../../../cli/src/host/files.ts';
import { defaultConfig } from '../../../cli/src/workspace/workspace.ts';
import * as document from '../../../core/src/devcontainer/document.ts';
import { ApiPlace } from './place.ts';

vi.mock('../../../core/src/devcontainer/document.ts', async (load) => {
  const real = await load<typeof document>();
  return { ...real, parseDocument: vi.fn(real.parseDocument) };
});

let place: ApiPlace;
beforeEach(() => {
  place = new ApiPlace();
  place.program('docker', 'exit 1');
  place.write(defaultConfig, '{\n  "image": "x", // the image\n  "initializeCommand": "make"\n}\n');
});
afterEach(() => place.remove());

/** How often some work has a devcontainer.json parsed, in whatever state it is. */
async function parsesOf(work: () => Promise<unknown>): Promise<number> {
  vi.mocked(document.parseDocument).mockClear();
  await work();
  return vi.mocked(document.parseDocument).mock.calls.length;
}

async function change(mode: ModeRequest['mode'], request: Partial<ModeRequest> = {}): Promise<void> {
  const plan = await planModeChange(place.folder, undefined, { mode, settings: {}, ...request });
  await plan.carryOut(async (_, after) => writeText(plan.project.configFile, after ?? ''));
}

describe('one run parses devcontainer.json three times at most', () => {
  it('sharing, again, with other options, isolating, sharing again, taking out', async () => {
    expect(await parsesOf(() => change('share'))).toBeLessThanOrEqual(3);
    expect(await parsesOf(() => change('share'))).toBeLessThanOrEqual(3);
    const options = {
      profile: false,
      memory: 'rw',
      tasks: true,
      allProjects: false,
      samePath: false,
      otel: 'off',
      home: false,
      review: false,
      plugins: false,
      login: 'own',
    } as const;
    expect(await parsesOf(() => change('share', { options }))).toBeLessThanOrEqual(3);
    expect(await parsesOf(() => change('isolate'))).toBeLessThanOrEqual(3);
    expect(await parsesOf(() => change('share'))).toBeLessThanOrEqual(3);
    expect(await parsesOf(() => change('none'))).toBeLessThanOrEqual(3);
    expect(place.read(defaultConfig)).toContain('// the image');
  });

  it('looking and preparing', async () => {
    await change('share');
    const request = { scope: 'full', settings: {} } as const;
    expect(await parsesOf(() => lookAtProject(place.project, request))).toBe(1);
    expect(await parsesOf(() => prepareProject(place.project))).toBe(1);
  });
});
