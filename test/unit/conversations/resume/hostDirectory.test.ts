import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostDirectory } from '../../../../cli/src/conversations/resume/hostDirectory.ts';
import { projectSlug } from '../../../../core/src/slug.ts';
import { newFolder } from '../../../harness/place/newFolder.ts';
import { foundConversation } from '../support.ts';

function folders() {
  const root = realpathSync(newFolder());
  const app = join(root, 'app');
  const web = join(app, 'packages/web');
  mkdirSync(web, { recursive: true });
  return { root, app, web };
}

const filedUnder = (directory: string, cwd?: string, project?: string) =>
  foundConversation({
    slug: projectSlug(directory),
    ...(cwd !== undefined && { cwd }),
    ...(project !== undefined && { project }),
  });

it('is the one that it is filed under: the project, a folder in it, or one that the transcript names', async () => {
  const { root, app, web } = folders();
  expect(await hostDirectory(filedUnder(app), [app])).toBe(app);
  expect(await hostDirectory(filedUnder(app, '/workspaces/app'), [app])).toBe(app);
  expect(await hostDirectory(filedUnder(app, undefined, app), [root])).toBe(app);
  expect(await hostDirectory(filedUnder(web, web), [app])).toBe(web);
});

it('is no other one that the transcript names', async () => {
  const { root, app, web } = folders();
  await expect(hostDirectory(filedUnder(app, web), [])).rejects.toThrow('is not known');
  const link = join(root, 'link');
  symlinkSync(web, link);
  await expect(hostDirectory(filedUnder(link, link), [])).rejects.toThrow('is not there any more');
  const file = join(root, 'file');
  writeFileSync(file, '');
  await expect(hostDirectory(filedUnder(file, file), [])).rejects.toThrow('is not there any more');
  for (const cwd of ['', 'app', '.', '\0', 'x'.repeat(1_000_000), `/${'x'.repeat(1_000_000)}`]) {
    await expect(hostDirectory(filedUnder(app, cwd), [])).rejects.toThrow('is not known');
  }
});
