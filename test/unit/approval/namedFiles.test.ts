import { describe, expect, it } from 'vitest';
import { commandWords, composeWords, envFilesOf, namedFiles } from '../../../core/src/approval/namedFiles.ts';
import { prepareCommand } from '../../../core/src/share/initializeCommand.ts';

it('the files of a devcontainer.json', () => {
  expect(
    namedFiles({
      build: { dockerfile: 'D' },
      dockerFile: 'E',
      features: { './f': {}, '../g': {}, 'ghcr.io/x/y:1': {} },
      initializeCommand: { a: 'sh ./a.sh', b: ['b.sh'] },
    }),
  ).toEqual({
    dockerfiles: ['D', 'E'],
    composeFiles: undefined,
    localFeatures: ['./f', '../g'],
    commandWords: ['sh', './a.sh', 'b.sh'],
  });
  expect(namedFiles({ dockerComposeFile: 'a.yml' }).composeFiles).toEqual(['a.yml']);
  expect(namedFiles({ dockerComposeFile: ['a.yml', 'b.yml', 3] }).composeFiles).toEqual(['a.yml', 'b.yml']);
  expect(namedFiles({ dockerComposeFile: [] }).composeFiles).toEqual([]);
  expect(namedFiles({ dockerComposeFile: null }).composeFiles).toEqual([]);
  expect(namedFiles(null).commandWords).toEqual([]);
});

describe('the words of a command that may be files', () => {
  it.each<[unknown, string[]]>([
    ['bash -c "./my script.sh && b.sh"', ['./my script.sh && b.sh', './my', 'script.sh', 'b.sh']],
    ["sh 'a b.sh';c.sh|d.sh", ['a b.sh', 'c.sh', 'd.sh']],
    [
      ['bash', '-c', 'cd x && ./y'],
      ['cd x && ./y', 'x', './y'],
    ],
    [['a b.sh'], ['a b.sh']],
    ['FILE=x.env make init', ['x.env', 'Makefile']],
    ['npm run host:init', ['package.json']],
    ['docker compose build', ['docker-compose.yml', 'compose.yaml']],
    ['x < in.txt > out.txt', ['in.txt']],
  ])('%j', (command, expected) => {
    expect(commandWords(command)).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    [['app', 'profile'], '.devcontainer'],
    [['make'], 'a b'],
    [[], '-x'],
  ])('in our own with %j only its scripts', (words, folder) => {
    const script = `${folder}/claude-sessions-prepare.sh`;
    const found = commandWords(prepareCommand(script, ['compose', ...words]));
    expect(found.map((word) => word.replace(/^\.\//, ''))).toContain(script);
    expect(found.filter((word) => !/claude-sessions-prepare\.(sh|ps1)$/.test(word))).toEqual([]);
  });

  it.each([42, null, {}, [1, null]])('%j has none', (command) => {
    expect(commandWords(command)).toEqual([]);
  });
});

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
    expect(composeWords(text)).toEqual(
      expect.arrayContaining(['common.yml', '../base.yaml', 'docker/App.Dockerfile', '..']),
    );
  });

  it('and files of variables', () => {
    expect(envFilesOf(text)).toEqual(expect.arrayContaining(['./config/dev.vars', 'other.env', 'db.env']));
    expect(envFilesOf('env_file: ["a.env", b.env]\nx: y')).toEqual(['a.env', 'b.env']);
    expect(envFilesOf('"env_file": {}\n')).toEqual([]);
  });

  it('are found in time in whatever somebody wrote', () => {
    expect(envFilesOf(`env_file:${'\n -'.repeat(100_000)}`)).toEqual([]);
    expect(composeWords('"'.repeat(200_000))).toEqual([]);
  });
});
