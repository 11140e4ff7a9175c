import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PlanInput, planMode } from '../../../cli/src/change/plan.ts';
import { compareScripts } from '../../../cli/src/facts/prepareScripts.ts';
import { readRecord, writeRecord } from '../../../cli/src/workspace/records.ts';
import type { Workspace } from '../../../cli/src/workspace/workspace.ts';
import { documentSource, parseDocument } from '../../../core/src/devcontainer/document.ts';
import { defaultCollection } from '../../../core/src/features.ts';
import { scriptText } from '../../../core/src/prepare/scriptText.ts';
import { defaultShareOptions, type Mode } from '../../../core/src/share/options.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { configOf, configuredOf } from '../support/document.ts';
import { jsoncTexts } from '../support/jsoncText.ts';

let root: string;
let workspace: Workspace;

beforeEach(() => {
  root = newFolder();
  const folder = join(root, 'app');
  mkdirSync(join(folder, '.devcontainer'), { recursive: true });
  workspace = {
    folder,
    realFolder: folder,
    configFile: join(folder, '.devcontainer/devcontainer.json'),
    devcontainerId: 'x',
    home: root,
    preparedFolder: join(root, '.claude-sessions/x'),
  };
});

interface Given {
  readonly current: string | null;
  /** A new file starts from. */
  readonly template?: string;
  readonly record?: PlanInput['record'];
}

const plan = async (mode: Mode, { current, template = '{}\n', record }: Given) => {
  const present = current === null ? null : parseDocument(current);
  const planned = await planMode({
    workspace,
    mode,
    current: present,
    start: present ?? parseDocument(template),
    record,
    options: defaultShareOptions,
    collection: defaultCollection,
    installClaude: false,
  });
  return { ...planned, source: planned.after ? documentSource(planned.after) : '' };
};

const original = '{\n  "image": "x", // the image\n  "initializeCommand": "a"\n}\n';
const recordOf = (ours: string, text: string | null = original) => ({
  version: 1 as const,
  configFile: workspace.configFile,
  original: text,
  ours,
});

describe('planMode', () => {
  it('of share: devcontainer.json and both scripts', async () => {
    const { files, restores, source } = await plan('share', { current: original });
    expect(files.map(({ path }) => path.slice(workspace.folder.length))).toEqual([
      '/.devcontainer/devcontainer.json',
      '/.devcontainer/claude-sessions-prepare.sh',
      '/.devcontainer/claude-sessions-prepare.ps1',
    ]);
    expect(files.map(({ before }) => before)).toEqual([original, null, null]);
    expect(files[1]?.after).toBe(scriptText(readFileSync('core/assets/prepare.sh', 'utf8'), false));
    expect(configuredOf(source).mode).toBe('share');
    expect(restores).toBe('edited');
  });

  it('toggled: starts from the original, so that nothing of the other mode is left', async () => {
    const shared = (await plan('share', { current: original })).source;
    const isolated = await plan('isolate', { current: shared, record: recordOf(shared) });
    expect(isolated.source).toBe((await plan('isolate', { current: original })).source);
    expect(isolated.original).toBe(original);
    const back = await plan('none', { current: isolated.source, record: recordOf(isolated.source) });
    expect(back).toMatchObject({ source: original, restores: 'exact' });
  });

  it('already so: nothing, with a record or without', async () => {
    const { source } = await plan('isolate', { current: original });
    expect((await plan('isolate', { current: source })).files).toEqual([]);
    expect((await plan('isolate', { current: source, record: recordOf(source) })).files).toEqual([]);
  });

  it('a PowerShell script that git checked out with line ends of Windows is current, a shell script is not', async () => {
    const { source, files } = await plan('share', { current: original });
    for (const { path, after } of files.slice(1)) writeFileSync(path, String(after).replaceAll('\n', '\r\n'));
    const again = await plan('share', { current: source });
    expect(again.files.map(({ path }) => path.slice(workspace.folder.length))).toEqual([
      '/.devcontainer/claude-sessions-prepare.sh',
    ]);
    expect(await compareScripts(workspace, false)).toBe('changed');
    writeFileSync(files[1]?.path ?? '', String(files[1]?.after));
    expect(await compareScripts(workspace, false)).toBe('current');
    expect((await plan('share', { current: source })).files).toEqual([]);
  });

  it('what stands in a comment is not the Feature that installs Claude Code', async () => {
    const text =
      '{\n  // "features": { "ghcr.io/anthropics/devcontainer-features/claude-code:1": {} }\n  "image": "x"\n}\n';
    const { source } = await plan('isolate', { current: text });
    expect(Object.keys(configOf(source).features ?? {})).toEqual([expect.stringContaining('claude-persist')]);
  });

  it('without a record: takes out ours, and says that it knows no more', async () => {
    const { source } = await plan('share', { current: original });
    expect(await plan('none', { current: source })).toMatchObject({ source: original, restores: 'ours' });
  });

  it('does not trust a record of something else', async () => {
    const { source } = await plan('isolate', { current: original });
    const record = recordOf('{"image": "other"}', '{"image": "evil"}');
    expect(configOf((await plan('none', { current: source, record })).source)).toEqual(configOf(original));
  });

  it('of a new file: made from the template, gone again as long as nobody edits it', async () => {
    const made = (await plan('share', { current: null, template: original })).source;
    const record = recordOf(made, null);
    const isolated = await plan('isolate', { current: made, record });
    expect(configOf(isolated.source).image).toBe('x');
    expect(isolated.original).toBeNull();
    expect((await plan('none', { current: made, record })).files[0]?.after).toBeNull();
    expect((await plan('none', { current: `// mine\n${made}`, record })).files[0]?.after).toContain(
      '// mine',
    );
  });
});

it('random documents, modes in random order, a user at work between them: none gives back the bytes', async () => {
  const documents = jsoncTexts
    .map(({ text }) => text)
    .filter((text) => parseDocument(text).errors.length === 0);
  const modes = fc.array(fc.constantFrom<Mode>('share', 'isolate', 'none'), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(documents, modes, fc.boolean(), async (text, steps, edits) => {
      let current = text;
      let record: PlanInput['record'];
      for (const mode of [...steps, 'none' as const]) {
        const { files, original: before, source } = await plan(mode, { current, record });
        record = mode === 'none' ? undefined : files.length > 0 ? recordOf(source, before) : record;
        current = source;
        if (mode !== 'none' && edits) current = `/* mine */\n${current}`;
      }
      expect(current.replaceAll('/* mine */\n', '')).toBe(text);
    }),
    { numRuns: 300 },
  );
});

describe('records', () => {
  it('are read as they were written', async () => {
    expect(await readRecord(workspace)).toBeUndefined();
    const record = { ...recordOf('\uFEFFours\r\n'), team: { path: '/t', source: '{}' } };
    await writeRecord(workspace, record);
    expect(await readRecord(workspace)).toEqual(record);
  });

  it('that are broken count as none', async () => {
    mkdirSync(workspace.preparedFolder, { recursive: true });
    writeFileSync(join(workspace.preparedFolder, 'original.json'), '{"version": 1, "original": 7}');
    expect(await readRecord(workspace)).toBeUndefined();
  });
});
