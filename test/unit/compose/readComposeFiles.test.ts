import { describe, expect, it } from 'vitest';
import { readComposeFiles } from '../../../core/src/compose/readComposeFiles.ts';
import { servicesOf } from '../../../core/src/compose/servicesOf.ts';
import { folder, hostOf, mountsOf, read, unknownOf, variablesOf } from './readFiles.ts';

describe('mounts', () => {
  it('in short form, in long form and in flow style', async () => {
    const settings = await read({
      'compose.yml': `services:
  app:
    volumes:
      - \${HOME}/.claude:/home/dev/.claude
      - ~/.claude/skills:/skills:ro,z
      - ./data:/data
      - named:/named
      - /anonymous
      - type: bind
        source: "\${HOME:-/root}/.claude/projects"
        target: /projects
        read_only: true
      - {type: volume, source: named, target: /other}
`,
    });
    expect(mountsOf(settings)).toEqual([
      'compose.yml:4 /home/me/.claude -> /home/dev/.claude',
      'compose.yml:5 /home/me/.claude/skills -> /skills ro',
      'compose.yml:6 /home/me/app/data -> /data',
      'compose.yml:7 named -> /named',
      'compose.yml:8  -> /anonymous',
      'compose.yml:9 /home/me/.claude/projects -> /projects ro',
      'compose.yml:13 named -> /other',
    ]);
    expect(settings.mounts[0]?.at).toEqual({
      file: 'compose.yml',
      line: 4,
      column: 9,
      endLine: 4,
      endColumn: 42,
    });
    expect(unknownOf(settings)).toEqual([]);
  });

  it('of a later file go over those with the same target', async () => {
    const settings = await read({
      'compose.yml': 'services: {app: {volumes: ["/a:/x", "/b:/y"]}}',
      'compose.override.yml': 'services: {app: {volumes: ["/c:/x"]}, db: {volumes: ["/d:/x"]}}',
    });
    expect(mountsOf(settings)).toEqual([
      'compose.yml:1 /b -> /y',
      'compose.override.yml:1 /c -> /x',
      'compose.override.yml:1 /d -> /x (db)',
    ]);
  });

  it('by volumes with a device, secrets and configs', async () => {
    const settings = await read({
      'compose.yml': `services:
  app:
    volumes: [claude:/state]
    secrets:
      - login
    configs:
      - {source: conf, target: /etc/conf}
volumes:
  claude: {driver_opts: {type: none, o: bind, device: "$HOME/.claude"}}
secrets:
  login: {file: "\${HOME}/.claude/.credentials.json"}
configs:
  conf: {file: ./conf}
`,
    });
    expect(mountsOf(settings)).toEqual([
      'compose.yml:3 claude -> /state',
      'compose.yml:3 /home/me/.claude -> /state',
      'compose.yml:5 /home/me/.claude/.credentials.json -> /run/secrets/login ro',
      'compose.yml:7 /home/me/app/conf -> /etc/conf ro',
    ]);
  });

  it('by anchors and merge keys, at the place where they are written', async () => {
    const settings = await read({
      'compose.yml': `x-mounts: &mounts
  volumes:
    - /a:/x
x-env: &env {A: "1", B: "2"}
services:
  app:
    <<: *mounts
    environment:
      <<: [*env, {B: "3", C: "4"}]
      A: "5"
  db: {<<: *mounts, volumes: [/own:/x]}
`,
    });
    expect(mountsOf(settings)).toEqual(['compose.yml:3 /a -> /x', 'compose.yml:11 /own -> /x (db)']);
    expect(variablesOf(settings).sort()).toEqual([
      'compose.yml:10 A=5',
      'compose.yml:4 B=2',
      'compose.yml:9 C=4',
    ]);
  });

  it('by !reset and !override', async () => {
    const settings = await read({
      'compose.yml': 'services: {app: {volumes: ["/a:/x"], environment: {A: 1}, privileged: true}}',
      'compose.b.yml':
        'services: {app: {volumes: !override ["/b:/y"], environment: !reset {}, privileged: !reset false}}',
    });
    expect(mountsOf(settings)).toEqual(['compose.b.yml:1 /b -> /y']);
    expect(variablesOf(settings)).toEqual([]);
    expect(settings.access).toEqual([]);
  });
});

describe('variables', () => {
  it('as a map, as a list, and of files', async () => {
    const map =
      'services: {app: {environment: {A: "$X", B: , C: 1, HOME: }, env_file: [a.env, {path: b.env, required: false}]}}';
    const settings = await read({ 'compose.yml': map, 'a.env': 'D=$X\nE=2\n', '.env': 'X=of-dot-env' });
    expect(variablesOf(settings)).toEqual([
      'a.env:1 D=of-dot-env',
      'a.env:2 E=2',
      'compose.yml:1 A=of-dot-env',
      'compose.yml:1 B=',
      'compose.yml:1 C=1',
      'compose.yml:1 HOME=/home/me',
    ]);
    const list = 'services:\n  app:\n    environment:\n      - A=$X\n      - HOME\n      - B=a=b\n';
    expect(variablesOf(await read({ 'compose.yml': list }, { X: 'of-env' }))).toEqual([
      'compose.yml:4 A=of-env',
      'compose.yml:5 HOME=/home/me',
      'compose.yml:6 B=a=b',
    ]);
  });

  it('the environment goes over .env', async () => {
    const files = { 'compose.yml': 'services: {app: {environment: {A: "$X"}}}', '.env': 'X=1' };
    expect(variablesOf(await read(files, { X: '2' }))).toEqual(['compose.yml:1 A=2']);
  });

  it('a file in the place of .env', async () => {
    const files = {
      'c/compose.yml': 'services: {app: {environment: {A: "$X"}}}',
      '.env': 'X=1',
      'c/.env': 'X=2',
    };
    const use = { files: [`${folder}/c/compose.yml`], service: 'app' };
    const host = hostOf(files);
    expect(variablesOf(await readComposeFiles(use, host))).toEqual(['c/compose.yml:1 A=2']);
    const other = await readComposeFiles({ ...use, envFile: `${folder}/.env` }, host);
    expect(variablesOf(other)).toEqual(['c/compose.yml:1 A=1']);
  });
});

describe('further files', () => {
  it('that are extended, from their own folder', async () => {
    const settings = await read({
      'compose.yml': `services:
  app: {extends: {file: base/common.yml, service: base}, volumes: ["./own:/own"]}
`,
      'base/common.yml': `services:
  base: {extends: deeper, volumes: ["./data:/data"], environment: {A: 1}}
  deeper: {volumes: ["/deep:/deep", "/lost:/data"], env_file: x.env}
`,
      'base/x.env': 'B=2',
    });
    expect(mountsOf(settings)).toEqual([
      'base/common.yml:3 /deep -> /deep',
      'base/common.yml:2 /home/me/app/base/data -> /data',
      'compose.yml:2 /home/me/app/own -> /own',
    ]);
    expect(variablesOf(settings)).toEqual(['base/x.env:1 B=2', 'base/common.yml:2 A=1']);
    expect(settings.files).toEqual(['.env', 'compose.yml', 'base/common.yml', 'base/x.env']);
  });

  it('that are included, with a folder and an .env of their own', async () => {
    const settings = await read(
      {
        'compose.yml': `include:
  - sub/compose.yml
  - path: [other.yml]
    project_directory: ./elsewhere
services: {app: {volumes: ["./a:/a"]}}
`,
        'sub/compose.yml': 'services: {one: {volumes: ["./$X:/x"]}}',
        'sub/.env': 'X=here',
        'other.yml': 'services: {two: {volumes: ["./d:/d"]}}',
      },
      {},
      ['compose.yml'],
    );
    expect(mountsOf(settings)).toEqual([
      'sub/compose.yml:1 /home/me/app/sub/here -> /x (one)',
      'other.yml:1 /home/me/app/elsewhere/d -> /d (two)',
      'compose.yml:5 /home/me/app/a -> /a',
    ]);
  });
});

describe('what opens the whole host', () => {
  it('is found with its place', async () => {
    const settings = await read({
      'compose.yml': `services:
  app:
    privileged: true
    pid: host
    cap_add: [NET_ADMIN, SYS_ADMIN]
    devices:
      - /dev/sda:/dev/sda
      - /dev/fuse
    volumes_from:
      - db
  db: {privileged: "\${P:-true}", cap_add: [SYS_PTRACE]}
`,
    });
    expect(settings.access.map(({ written, at, isOwn }) => `${at.line} ${written} ${isOwn}`)).toEqual([
      '3 privileged: true true',
      '4 pid: host true',
      '5 cap_add: SYS_ADMIN true',
      '7 devices: /dev/sda:/dev/sda true',
      '10 volumes_from: db true',
      '11 privileged: "${P:-true}" false',
    ]);
    expect(
      servicesOf(settings).map(({ name, hostAccess, volumesFrom }) => [name, hostAccess.length, volumesFrom]),
    ).toEqual([
      ['app', 4, ['volumes_from: db']],
      ['db', 1, []],
    ]);
  });
});

describe('what cannot be read is unknown, with its reason', () => {
  const app = (members: string) => ({ 'compose.yml': `services:\n  app:\n    ${members}\n` });

  it.each([
    [
      'a variable that has to be set',
      app('volumes: ["${REQUIRED:?}/x:/y"]'),
      'compose.yml:3 REQUIRED is not set',
    ],
    ['a missing env_file', app('env_file: [.env.local]'), 'compose.yml:3 .env.local is missing'],
    [
      'a missing file that is extended',
      app('extends: {file: no.yml, service: x}'),
      'compose.yml:3 no.yml is missing',
    ],
    [
      'a missing service that is extended',
      app('extends: {service: x}'),
      'compose.yml:3 the service x, which is extended, is missing',
    ],
    [
      'a circle of extends',
      app('extends: {service: app}'),
      'compose.yml:3 the service app extends itself, or too many others',
    ],
    [
      'a file from elsewhere',
      app('extends: {file: "https://x.example/c.yml", service: x}'),
      'compose.yml:3 a file is named that Compose fetches from elsewhere',
    ],
    [
      'no file',
      { 'compose.yml': { why: 'is a link that leads out' } },
      'compose.yml is a link that leads out',
    ],
    [
      'another service',
      { 'compose.yml': 'services: {web: {}}' },
      'the service app is not in the Compose files',
    ],
    ['a list', { 'compose.yml': '- a' }, 'the service app is not in the Compose files'],
    ['nothing', { 'compose.yml': '' }, 'the service app is not in the Compose files'],
  ])('%s', async (_, files, reason) => {
    expect(unknownOf(await read(files))).toEqual([reason]);
  });

  it('of broken YAML the rest is read', async () => {
    const settings = await read(app('volumes: ["/a:/b"]\n  db: {volumes: [\n'));
    expect(mountsOf(settings)).toContain('compose.yml:3 /a -> /b');
    expect(unknownOf(settings)).toEqual([expect.stringMatching(/^compose\.yml:\d+ it is not valid YAML \(/)]);
  });

  it('no text of a file is in a reason', async () => {
    const settings = await read({ 'compose.yml': 'root:x:0:0:s3cret: *nowhere\n\t"s3cret' });
    expect(JSON.stringify(settings.unknown)).not.toContain('s3cret');
  });
});

/** Milliseconds: many times what it takes with nothing else to do, and less than it would with time by the square. */
const patience = 20_000;

describe('hostile files', { timeout: 2 * patience }, () => {
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('');
  const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${lines(20, (n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`)}]\n`)}services: {app: {volumes: *a20}}\n`;
  const merges = `a0: &a0 {k0: 1}\n${lines(20, (n) => `a${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}]}\n`)}services: {app: *a20}`;

  it.each([
    ['a bomb of aliases', bomb, /aliases stand for more than/],
    ['a bomb of merges', merges, /aliases stand for more than/],
    ['an alias of itself', 'services: &s {app: {volumes: [*s]}}', /nested too deep|more than/],
    [
      'deep nesting',
      `services: ${'['.repeat(100_000)}`,
      /nested too deep|no YAML that can be read|not valid/,
    ],
    ['deep maps', lines(3000, (n) => `${' '.repeat(n % 500)}a:\n`), /./],
    [
      'many keys',
      `services:\n  app:\n    environment:\n${lines(30_000, (n) => `      A${n}: 1\n`)}`,
      /more than/,
    ],
    [
      'a prototype',
      'services: {__proto__: {volumes: ["/a:/b"]}, app: {environment: {__proto__: 1}}}',
      undefined,
    ],
  ])('%s ends soon, with a clear reason', async (_, text, reason) => {
    const start = performance.now();
    const settings = await read({ 'compose.yml': text });
    expect(performance.now() - start).toBeLessThan(patience);
    if (reason) expect(unknownOf(settings).join('\n')).toMatch(reason);
    else expect(unknownOf(settings)).toEqual([]);
  });

  it('files that include each other many times', async () => {
    const self = `include: [${Array(30).fill('compose.yml')}]\nservices: {app: {}}`;
    expect(unknownOf(await read({ 'compose.yml': self })).join()).toContain('includes too many files');
  });

  it('many files', async () => {
    const many = `services:\n  app: {env_file: [${lines(100, (n) => `e${n}.env,`)}]}`;
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`e${n}.env`, 'A=1']));
    const host = hostOf({ ...files, 'compose.yml': many });
    const settings = await readComposeFiles({ files: [`${folder}/compose.yml`], service: 'app' }, host);
    expect(host.looked.length).toBeLessThanOrEqual(40);
    expect(unknownOf(settings).join()).toContain('there are too many files');
  });
});
