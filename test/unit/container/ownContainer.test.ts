import { describe, expect, it } from 'vitest';
import type { Container } from '../../../core/src/container/inspect.ts';
import { isOwnContainer } from '../../../core/src/container/ownContainer.ts';

const labels = {
  'devcontainer.local_folder': '/home/me/app',
  'devcontainer.config_file': '/home/me/app/.devcontainer/devcontainer.json',
};
const container = (source: string, type = 'bind'): Container => ({
  id: 'x',
  name: 'x',
  image: 'x',
  running: true,
  labels,
  mounts: [{ type, source, target: '/workspaces/app', writable: true }],
});
const folders = ['/home/me/app'];

describe('isOwnContainer', () => {
  it('is so when the folder is mounted, or one above it', () => {
    expect(isOwnContainer(container('/home/me/app'), {}, folders)).toBe(true);
    expect(isOwnContainer(container('/home/me'), {}, folders)).toBe(true);
    expect(isOwnContainer(container('/real/app'), {}, ['/home/me/app', '/real/app'])).toBe(true);
  });

  it('is not so when the labels are those of its image', () => {
    expect(isOwnContainer(container('/home/me/app'), labels, folders)).toBe(false);
    expect(isOwnContainer(container('/home/me/app'), { 'devcontainer.config_file': 'x' }, folders)).toBe(
      false,
    );
  });

  it.each(['/home/me/app2', '/home/me/app/sub', '/home/m', '/elsewhere', ''])(
    'is not so when %j is mounted',
    (source) => {
      expect(isOwnContainer(container(source), {}, folders)).toBe(false);
    },
  );

  it('is not so by a volume of that name', () => {
    expect(isOwnContainer(container('/home/me/app', 'volume'), {}, folders)).toBe(false);
  });
});
