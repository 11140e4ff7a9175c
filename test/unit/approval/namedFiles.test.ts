import { describe, expect, it } from 'vitest';
import { commandWords, namedFiles } from '../../../core/src/approval/namedFiles.ts';
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
    contexts: [],
    sources: [],
    environmentFiles: [],
    seccompProfiles: [],
  });
  expect(namedFiles({ dockerComposeFile: 'a.yml' }).composeFiles).toEqual(['a.yml']);
  expect(namedFiles({ dockerComposeFile: ['a.yml', 'b.yml', 3] }).composeFiles).toEqual(['a.yml', 'b.yml']);
  expect(namedFiles({ dockerComposeFile: [] }).composeFiles).toEqual([]);
  expect(namedFiles({ dockerComposeFile: null }).composeFiles).toEqual([]);
  expect(namedFiles(null).commandWords).toEqual([]);
});

it('what a devcontainer.json mounts, builds and hands to the engine', () => {
  const { contexts, sources, environmentFiles, seccompProfiles } = namedFiles({
    securityOpt: ['seccomp=p.json', 'seccomp=unconfined', 'label=disable'],
    build: { context: '..' },
    context: '.',
    mounts: ['source=${localWorkspaceFolder}/a,target=/a,type=bind', 'source=volume,target=/v'],
    workspaceMount: 'source=/w,target=/w,type=bind',
    runArgs: ['-v', '${localEnv:HOME:x}/b:/b:ro', '--env-file=c.env', 3],
  });
  expect(contexts).toEqual(['..', '.']);
  expect(environmentFiles).toEqual(['c.env']);
  expect(seccompProfiles).toEqual(['p.json']);
  expect(sources).toEqual(
    expect.arrayContaining(['${localWorkspaceFolder}/a', '/w', '${localEnv:HOME:x}/b', 'c.env']),
  );
  expect(sources).not.toContain('volume');
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
