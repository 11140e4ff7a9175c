import { expect, it } from 'vitest';
import { chooseOwn } from '../../../cli/src/workspace/findContainer.ts';
import { parseInspect } from '../../../core/src/container/inspect.ts';

const workspace = {
  folder: '/home/me/app',
  realFolder: '/real/app',
  configFile: '/home/me/app/.devcontainer.json',
};

/** A container of this name, as the engine lists it. */
function listed(name: string, source: string, imageLabels: Record<string, string> = {}) {
  const Mounts = [{ Type: 'bind', Source: source, Destination: '/workspaces/app', RW: true }];
  const [container] = parseInspect(
    JSON.stringify([{ Id: name, Name: `/${name}`, Mounts, Config: {}, State: {} }]),
  );
  if (!container) throw new Error('no container');
  return { container, imageLabels };
}

const claimant = listed('claimant', '/elsewhere');
const forged = listed('forged', '/home/me/app', { 'devcontainer.local_folder': '/home/me/app' });

it('takes the container that is the project’s, wherever it stands, and names those that only claim to be', () => {
  const own = listed('own', '/real/app');
  for (const all of [
    [own, claimant, forged],
    [claimant, forged, own],
  ]) {
    expect(chooseOwn(all, workspace)).toMatchObject({
      kind: 'found',
      container: { name: 'own' },
      impostors: [{ name: 'claimant' }, { name: 'forged' }],
    });
  }
});

it('takes the first of several, and names the others', () => {
  expect(chooseOwn([listed('a', '/real/app'), listed('b', '/real/app')], workspace)).toMatchObject({
    container: { name: 'a' },
    others: [{ name: 'b' }],
  });
});

it('takes none where all of them only claim to be', () => {
  expect(chooseOwn([claimant, forged], workspace)).toMatchObject({
    kind: 'none',
    impostors: [{ name: 'claimant' }, { name: 'forged' }],
  });
  expect(chooseOwn([], workspace)).toEqual({ kind: 'none', impostors: [] });
});
