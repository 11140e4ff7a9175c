import { mkdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { projectSlug } from '../../../core/src/slug.ts';
import { filesBelow, StateLab } from '../support/StateLab.ts';
import { shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab.remove());

const filed = (folder: string) => join(lab.config, 'projects', projectSlug(folder));
const record = (folder: string, name: string) =>
  lab.write(join(filed(folder), `${name}.jsonl`), `${JSON.stringify({ type: 'user', cwd: folder })}\n`);
const names = (folder: string) => Object.keys(filesBelow(folder)).sort();

describe.each(shells)('a project that was in another folder of the container, under $name', (shell) => {
  /** As devcontainer.json had it, and as the tools have it by themselves. */
  const places = () => ['/inside/of/before', `/workspaces/${lab.workspace.split('/').at(-1)}`];

  test('shared: what was recorded there is adopted, below it too', () => {
    for (const at of [0, 1]) {
      lab = new StateLab(shell);
      const former = places()[at] ?? '';
      const neighbour = `${former}-else`;
      lab.bridge(former);
      record(former, 'before');
      record(join(former, 'src'), 'below');
      record(neighbour, 'other');
      record('/srv/x', 'x');
      // As in a volume that was copied, where nobody recorded the folder.
      if (at === 1) lab.write(lab.state('folder'), '/nowhere\n');
      lab.mountProject();
      expect(lab.bridge(lab.workspace)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(names(lab.project)).toEqual(['.keep', 'before.jsonl', 'below.jsonl']);
      expect(readlinkSync(filed(former))).toBe(lab.project);
      expect(names(filed(neighbour))).toEqual(['other.jsonl']);
      expect(names(filed('/srv/x'))).toEqual(['x.jsonl']);
      expect(filesBelow(lab.state('kept'))).toEqual({});
      expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
      lab.remove();
    }
  });

  test('isolated: it goes on under the name of the present folder, and back again', () => {
    lab = new StateLab(shell);
    const [former = ''] = places();
    lab.bridge(former);
    record(former, 'before');
    lab.write(join(filed(former), 'memory/MEMORY.md'), 'm\n');
    record(join(former, 'src'), 'below');
    lab.own();
    expect(lab.bridge(lab.workspace)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(names(lab.inVolume)).toEqual(['before.jsonl', 'memory/MEMORY.md']);
    expect(names(filed(join(lab.workspace, 'src')))).toEqual(['below.jsonl']);
    // Begun here, and there is more in the folder of before.
    record(lab.workspace, 'here');
    record(former, 'later');
    lab.own().bridge();
    expect(names(lab.inVolume)).toEqual(['before.jsonl', 'here.jsonl', 'later.jsonl', 'memory/MEMORY.md']);
    expect(lab.bridge()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(lab.codes().filter((code) => /kept|pending|bridge/.test(code))).toEqual([]);
  });

  test('but not where a folder of the container is there still, nor by a link in place of the list', () => {
    lab = new StateLab(shell);
    const still = join(lab.root, 'still');
    mkdirSync(still);
    lab.bridge(still);
    record(still, 'still');
    record('/listed', 'listed');
    const list = lab.write('list', '/listed\n');
    symlinkSync(list, lab.state('former'));
    lab.mountProject();
    expect(lab.bridge(lab.workspace)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(names(filed(still))).toEqual(['still.jsonl']);
    expect(names(filed('/listed'))).toEqual(['listed.jsonl']);
    expect(readFileSync(list, 'utf8')).toBe('/listed\n');
    expect(names(lab.project)).toEqual(['.keep']);
  });
});
