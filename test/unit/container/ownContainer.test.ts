import { describe, expect, it } from 'vitest';
import { folderInside, whyNotOwn } from '../../../core/src/container/ownContainer.ts';

const labels = {
  'devcontainer.local_folder': '/home/me/app',
  'devcontainer.config_file': '/home/me/app/.devcontainer/devcontainer.json',
};
const container = (source: string, type = 'bind', target = '/workspaces/app') => ({
  mounts: [{ type, source, target, writable: true }],
});
const folders = ['/home/me/app'];

describe('a container is the project’s own', () => {
  it('when the folder is mounted, or one above it', () => {
    expect(whyNotOwn(container('/home/me/app'), {}, folders)).toBeUndefined();
    expect(whyNotOwn(container('/home/me'), {}, folders)).toBeUndefined();
    expect(whyNotOwn(container('/real/app'), {}, ['/home/me/app', '/real/app'])).toBeUndefined();
  });

  it('and not when the labels are those of its image', () => {
    const forged = expect.stringContaining("its image's own");
    expect(whyNotOwn(container('/home/me/app'), labels, folders)).toEqual(forged);
    expect(whyNotOwn(container('/home/me/app'), { 'devcontainer.config_file': 'x' }, folders)).toEqual(
      forged,
    );
  });

  it.each(['/home/me/app2', '/home/me/app/sub', '/home/m', '/elsewhere', ''])(
    'and not when %j is mounted',
    (source) => {
      expect(whyNotOwn(container(source), {}, folders)).toContain('does not mount');
    },
  );

  it('and not by a volume of that name', () => {
    expect(whyNotOwn(container('/home/me/app', 'volume'), {}, folders)).toContain('does not mount');
  });
});

it('folderInside finds where the folder is, below a mounted repository too', () => {
  expect(folderInside(container('/home/me/app'), folders)).toBe('/workspaces/app');
  expect(folderInside(container('/home/me', 'bind', '/work'), folders)).toBe('/work/app');
  expect(folderInside(container('/', 'bind', '/'), folders)).toBe('/home/me/app');
  expect(folderInside(container('/home/me/app', 'volume'), folders)).toBeUndefined();
  expect(folderInside(container('/home/me/app2'), folders)).toBeUndefined();
});
