import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseAgent } from '../../../core/src/export/agent.ts';
import { readAgent } from '../../../core/src/export/readAgent.ts';
import { repository } from '../../harness/system/repository.ts';
import { full, least } from './exampleAgent.ts';

const schema = JSON.parse(readFileSync(join(repository, 'schemas/agent.schema.json'), 'utf8'));
const isValid = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);

const digest = `@sha256:${'a'.repeat(64)}`;
const good: object[] = [
  least,
  full,
  { ...least, image: 'agent:1' },
  { ...least, image: 'localhost:5000/a/b:v1.2-x' },
  { ...least, image: `localhost:5000/a/b${digest}` },
  { ...least, image: `a/b:latest${digest}` },
  { ...least, memory: {} },
  { ...least, memory: { limit: '512Mi' } },
  { ...least, slots: [] },
  { ...least, login: { kind: 'shared' } },
  { ...least, login: { kind: 'host-readonly', path: '/srv/login' } },
  ...[
    ...['ssh://git@host:22/a.git', 'git+ssh://me@host/a', 'git@host:a/b.git', 'https://host/a@v1'],
    ...['file:///srv/a@b', '/srv/a@b', '../a', 'https://host/a?x=y'],
  ].map((url) => ({ ...least, repositories: [{ url, folder: 'a' }] })),
];
const bad: [object, string][] = [
  ...['name', 'image', 'user', 'home'].map((member): [object, string] => [
    { ...least, [member]: undefined },
    member,
  ]),
  ...['Alice', 'a_b', '-a', 'a-', 'a.b', '', 'a'.repeat(41), 7].map((name): [object, string] => [
    { ...least, name },
    'name',
  ]),
  ...['agent', 'agent:latest', 'a/b', 'localhost:5000/a', 'a b:1', 'a@sha256:12', ':1'].map(
    (image): [object, string] => [{ ...least, image }, 'image'],
  ),
  ...['agent', '0:0', '0:1000', '1000', 1000, '1000:1000:1'].map((user): [object, string] => [
    { ...least, user },
    'user',
  ]),
  ...['/root', 'home', '/home/a b', '/', '/home/$x'].map((home): [object, string] => [
    { ...least, home },
    'home',
  ]),
  ...['4 Gi', '0', '4GB', '-1', '4gi', ''].map((limit): [object, string] => [
    { ...least, memory: { limit } },
    'memory.limit',
  ]),
  [{ ...least, volumes: { home: { size: 'big' } } }, 'volumes.home.size'],
  [{ ...least, volumes: { projects: { path: 'x' } } }, 'volumes.projects.path'],
  [{ ...least, ssh: { secret: 'a', keys: [] } }, 'ssh.keys'],
  [{ ...least, ssh: { secret: 'a', keys: ['../x'] } }, 'ssh.keys.0'],
  [{ ...least, ssh: { secret: 'A', keys: ['x'] } }, 'ssh.secret'],
  [{ ...least, env: { secret: 'a', key: 'a/b' } }, 'env.key'],
  [{ ...least, env: { secret: 'a', value: 'hunter2' } }, 'env.value'],
  ...[
    ...['https://me:secret@host/x', 'https://me:se@ret@host/x', 'ssh://git:secret@host/x'],
    ...['https://ghp_token@host/x', 'HTTP://token@host/x', 'https://:token@host', 'git://me@host/x'],
    ...['https://host/x?private_token=y', 'https://host/x?a=b&accessToken=y'],
  ].map((url): [object, string] => [{ ...least, repositories: [{ url }] }, 'repositories.0.url']),
  [{ ...least, repositories: [{ url: '--upload-pack=x' }] }, 'repositories.0.url'],
  [{ ...least, repositories: [{ url: 'a b' }] }, 'repositories.0.url'],
  [{ ...least, login: { kind: 'token' } }, 'login.secret'],
  [{ ...least, login: { kind: 'none' } }, 'login.kind'],
  [{ ...least, login: { kind: 'own', secret: 'x' } }, 'login.secret'],
  [{ ...least, login: { kind: 'host-readonly', path: '/home/me/.claude' } }, 'login.path'],
  [{ ...least, slots: ['Blue'] }, 'slots.0'],
  [{ ...least, slots: ['a', 'a'] }, 'slots.1'],
  [{ ...least, prompt: '' }, 'prompt'],
  [{ ...least, token: 'x' }, 'token'],
];

describe('the schema and the program take the same descriptions', () => {
  it.each(good.map((each) => [JSON.stringify(each), each] as const))('%s', (_, description) => {
    expect(isValid(plain(description))).toBe(true);
    expect(parseAgent(plain(description)).problems).toEqual([]);
  });

  it.each(bad.map(([each, member]) => [JSON.stringify(each), each, member] as const))(
    'and not %s',
    (_, description, member) => {
      expect(isValid(plain(description))).toBe(false);
      const { agent, problems } = parseAgent(plain(description));
      expect(agent).toBeUndefined();
      expect(problems.map(({ path }) => path.join('.'))).toEqual([member]);
      expect(problems[0]?.message).toMatch(/^(must |is missing|is not a member)/);
    },
  );
});

const plain = (value: object) => JSON.parse(JSON.stringify(value));

it('what is wrong only together is refused by the program', () => {
  const problems = (description: object) =>
    parseAgent(description).problems.map(({ path }) => path.join('.'));
  expect(problems({ ...least, memory: { limit: '1Gi', request: '2Gi' } })).toEqual(['memory.request']);
  const twice = [{ url: 'https://a/x.git' }, { url: 'https://b/x' }];
  expect(problems({ ...least, repositories: twice })).toEqual(['repositories.1']);
});

it('defaults are those of the schema', () => {
  const { agent } = parseAgent(least);
  expect(agent?.memory.limit).toBe('4Gi');
  expect(agent?.login).toEqual({ kind: 'own' });
  expect(agent?.slots).toEqual(['blue', 'green']);
  const { properties } = schema;
  expect(properties.memory.properties.limit.default).toBe(agent?.memory.limit);
  expect(properties.volumes.properties.home.properties.size.default).toBe(agent?.volumes.home.size);
  expect(properties.volumes.properties.projects.properties.size.default).toBe(agent?.volumes.projects.size);
  expect(properties.login.default).toEqual(agent?.login);
  expect(properties.slots.default).toEqual(agent?.slots);
});

it('a file is named with the line of what is wrong', () => {
  const text = 'name: alice\nimage: agent:latest\nuser: 1000:1000\nmemory:\n  limit: lots\n';
  const lines = readAgent(text, 'a.yaml').problems.map(
    ({ at, message }) => `${at.file}:${at.line}: ${message}`,
  );
  expect(lines).toEqual([
    'a.yaml:2: image must be an image with a tag other than latest, or a digest, so that it is known what runs.',
    'a.yaml:1: home is missing.',
    'a.yaml:5: memory.limit must be an amount of memory, such as 4Gi.',
  ]);
  expect(readAgent('a: [', 'a.yaml').problems[0]?.message).toMatch(/^it is not valid YAML/);
  expect(readAgent('', 'a.yaml').problems[0]?.message).toMatch(/^A description is a map/);
  const sizes = 'volumes:\n  home: { size: 1Gi }\n  projects: { path: /data, size: 2Gi }\n';
  const inPart = readAgent(`${text}${sizes}`, 'a.yaml', {
    ...{ image: 'agent:1', home: '/home/a', memory: { limit: '1Gi' } },
    volumes: { home: { size: '3Gi' } },
  });
  expect(inPart.agent?.volumes).toEqual({
    home: { size: '3Gi' },
    projects: { path: '/data', size: '2Gi' },
  });
  const given = readAgent(text, 'a.yaml', { image: 'agent:1', home: '/home/a', memory: { limit: '4Gi' } });
  expect(given.agent).toMatchObject({ name: 'alice', image: 'agent:1', memory: { limit: '4Gi' } });
});
