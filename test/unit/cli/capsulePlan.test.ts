import { lstatSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ensureLoginFolder } from '../../../cli/src/capsule/loginFolder.ts';
import { planCapsule } from '../../../cli/src/capsule/planCapsule.ts';
import { tarOfProgram } from '../../../cli/src/host/tarOfProgram.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { run } from '../../harness/system/run.ts';

describe('a capsule as it is asked for', () => {
  let above: string;
  let folder: string;
  beforeEach(() => {
    above = realpathSync(newFolder());
    folder = join(above, 'My App');
    mkdirSync(folder);
    writeFileSync(join(folder, 'Dockerfile'), 'FROM x\n');
  });

  it('has its name, its volume and its login from the folder, and one conversation', async () => {
    const capsule = await planCapsule(folder, [], {});
    expect(capsule).toMatchObject({ name: 'my-app', volume: 'my-app-home', memory: '4g', workspace: true });
    expect(capsule.loginFolder).toBe(join(above, 'My App.claude-login'));
    expect((await planCapsule(folder, [], {})).conversation).toBe(capsule.conversation);
    expect((await planCapsule(folder, [], { name: 'b' })).conversation).not.toBe(capsule.conversation);
  });

  it('follows a link to the folder, and keeps the login beside the real one', async () => {
    symlinkSync(folder, join(above, 'link'));
    const capsule = await planCapsule(join(above, 'link'), [], {});
    expect([capsule.folder, capsule.loginFolder]).toEqual([folder, join(above, 'My App.claude-login')]);
  });

  it.each([
    [{ name: 'My App' }, 'not a valid name'],
    [{ memory: 'much' }, 'not a memory limit'],
    [{ memory: '1k' }, 'not a memory limit'],
    [{ env: ['A=secret'] }, '"A" is not the name of a variable alone'],
    [{ env: ['CLAUDE_TEST_NOT_SET'] }, 'is not set'],
    [{ volume: 'a:b' }, 'not a valid volume name'],
    [{ watch: true, image: 'x' }, '--watch builds'],
    [{ login: 'own', loginDir: 'x' }, 'no folder of the login'],
  ] as const)('refuses %j', async (options, words) => {
    await expect(planCapsule(folder, [], options)).rejects.toThrow(words);
  });

  it('refuses a login in the folder, by a link too, and a folder without a Dockerfile', async () => {
    symlinkSync(folder, join(above, 'in'));
    for (const loginDir of [folder, join(folder, '.login'), join(above, 'in/.login')]) {
      await expect(planCapsule(folder, [], { loginDir })).rejects.toThrow('would be in the image');
    }
    await expect(planCapsule(above, [], {})).rejects.toThrow('no Dockerfile');
    expect((await planCapsule(above, [], { image: 'x' })).image).toBe('x');
    writeFileSync(join(above, 'Containerfile'), 'FROM x\n');
    expect((await planCapsule(above, [], {})).dockerfile).toBe(join(above, 'Containerfile'));
  });

  it('makes the folder of the login for its user alone, out of git, and follows no link', async () => {
    const login = join(above, 'login');
    await ensureLoginFolder(login);
    await ensureLoginFolder(login);
    const modes = [login, join(login, 'store')].map((path) => (lstatSync(path).mode & 0o777).toString(8));
    expect([...modes, readFileSync(join(login, '.gitignore'), 'utf8')]).toEqual(['700', '700', '*\n']);
    symlinkSync(login, join(above, 'link'));
    await expect(ensureLoginFolder(join(above, 'link'))).rejects.toThrow('a link, which is not followed');
    writeFileSync(join(above, 'file'), '');
    await expect(ensureLoginFolder(join(above, 'file'))).rejects.toThrow('not a folder');
  });

  it('hands the program over in a tar file that tar reads', async () => {
    for (const size of [0, 1, 511, 512, 513]) {
      const content = Buffer.alloc(size, 'x');
      const file = join(above, `${size}.tar`);
      writeFileSync(file, tarOfProgram('/opt/claude-sessions/claude-state', content));
      await run('tar', ['-x', '-f', file, '-C', above]);
      const program = join(above, 'opt/claude-sessions/claude-state');
      expect([readFileSync(program).equals(content), lstatSync(program).mode & 0o777]).toEqual([true, 0o755]);
    }
  });
});
