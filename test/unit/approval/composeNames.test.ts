import { describe, expect, it } from 'vitest';
import { composeNames } from '../../../core/src/approval/composeNames.ts';

describe('the words of a Compose file', () => {
  const text = `
include:
  - "common.yml"
services:
  app:
    extends: {file: ../base.yaml, service: app}
    build: { context: ., dockerfile: docker/App.Dockerfile }
    env_file:
      - ./config/dev.vars
      - path: 'other.env'
        required: false
    volumes: ["..:/workspace:cached"]
  db:
    env_file: db.env
`;

  it('name others', () => {
    const { composeFiles, dockerfiles, builds, words } = composeNames(text);
    expect(composeFiles).toEqual(expect.arrayContaining(['common.yml', '../base.yaml']));
    expect(dockerfiles).toEqual(['docker/App.Dockerfile']);
    expect(builds).toBe(true);
    expect(words).toEqual(expect.arrayContaining(['.', '..']));
  });

  it('by whatever name they have', () => {
    const { composeFiles, included, projectFolders, dockerfiles } = composeNames(`
include:
  - path: parts/a.inc
    project_directory: ./parts
services:
  app:
    extends:
      service: app
      file: base.inc
    build: {context: 数据, "dockerfile": build.txt}
`);
    expect(composeFiles).toEqual(expect.arrayContaining(['parts/a.inc', 'base.inc']));
    expect(included).toContain('parts/a.inc');
    expect(projectFolders).toEqual(['./parts']);
    expect(dockerfiles).toContain('build.txt');
  });

  it('and files of variables', () => {
    const envFilesOf = (text: string) => composeNames(text).envFiles;
    expect(envFilesOf(text)).toEqual(expect.arrayContaining(['./config/dev.vars', 'other.env', 'db.env']));
    expect(envFilesOf('env_file: ["a.env", b.env]\nx: y')).toEqual(['a.env', 'b.env']);
    expect(envFilesOf('"env_file": {}\n')).toEqual([]);
  });

  it('are found in time in whatever somebody wrote', () => {
    for (const key of ['env_file', 'include', 'extends'])
      expect(composeNames(`${key}:${'\n -'.repeat(100_000)}`).envFiles).toEqual([]);
    expect(composeNames('extends:\n'.repeat(100_000)).composeFiles).toEqual([]);
    expect(composeNames('"'.repeat(200_000)).words).toEqual([]);
  });
});
