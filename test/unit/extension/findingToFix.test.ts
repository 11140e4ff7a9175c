import { describe, expect, it, vi } from 'vitest';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { findingToFix } from '../../../extension/src/fix/findingToFix.ts';
import { Looker } from '../../../extension/src/looks/Looker.ts';
import type { Services } from '../../../extension/src/services/Services.ts';
import { app, finding, lookOf, results } from './support/look.ts';

vi.mock('vscode', () => ({ Uri: { parse: (uri: string) => ({ fsPath: new URL(uri).pathname }) } }));

const found = finding({ action: { kind: 'edit', title: 'Mend it', text: '{}' } });

/** A window that has looked once, and found this. */
async function windowWith(look: EditorLook): Promise<Services> {
  const looker = new Looker({
    api: async () => ({
      findProjects: async () => [app],
      foldersBelow: async () => [],
      lookAtProject: async () => look,
    }),
    folders: () => [app.folder],
    windowKind: () => 'host',
    settings: () => ({}),
    unsavedText: () => undefined,
    log: () => undefined,
    logError: () => undefined,
  });
  await looker.refresh('test');
  return { looker } as Services;
}

describe('the finding that a fix is asked for', () => {
  const look = lookOf(results([found]));

  it('is one of the view', async () => {
    const services = await windowWith(look);
    const shown = { project: app, look, finding: found };
    expect(await findingToFix(services, { about: shown })).toEqual(shown);
    expect(await findingToFix(services, shown)).toEqual(shown);
  });

  it('is one that the language server names', async () => {
    const unprepared = finding({ code: 'host-not-prepared', action: { kind: 'prepare' } });
    const services = await windowWith(lookOf(results([found, unprepared])));
    const request = { uri: `file://${app.configFile}`, code: unprepared.code, kind: 'prepare' };
    expect((await findingToFix(services, request)).finding).toBe(unprepared);
    const shared = finding({ code: 'claude-folder-mounted', offers: [{ kind: 'share' }] });
    const offering = await windowWith(lookOf(results([shared])));
    const share = { ...request, code: shared.code, kind: 'share' };
    expect((await findingToFix(offering, share)).finding).toBe(shared);
    // Of edits the server makes the text itself.
    const edit = { ...request, code: found.code, kind: 'edit' };
    await expect(findingToFix(services, edit)).rejects.toThrow('No finding was named.');
    // What mends it may have become another since.
    const other = { ...request, code: found.code };
    await expect(findingToFix(services, other)).rejects.toThrow(`"${found.code}" is found`);
  });

  it.each([
    [
      'another finding',
      { finding: finding({ action: { kind: 'edit', title: 'Mend it', text: 'evil' } }), look },
    ],
    ['another look', { finding: found, look: { ...look } }],
    ['nothing like one', { finding: 1, look: 1 }],
  ])('is none that somebody made up: %s', async (_, made) => {
    const services = await windowWith(look);
    await expect(findingToFix(services, { project: app, ...made })).rejects.toThrow(
      'no finding of this window',
    );
  });

  it('is in the file that was looked at, whatever file it is called with', async () => {
    const services = await windowWith(look);
    const elsewhere = { ...app, configFile: '/home/me/.bashrc' };
    const shown = await findingToFix(services, { project: elsewhere, look, finding: found });
    expect(shown.project).toEqual(app);
  });
});
