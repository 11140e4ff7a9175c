import { describe, expect, it } from 'vitest';
import { readEnvFiles } from '../../../core/src/compose/readEnvFiles.ts';
import { placeText } from '../../../core/src/filePlace.ts';
import { adviceText } from '../../../core/src/findings/advice.ts';
import type { HostFacts } from '../../../core/src/findings/facts.ts';
import { type Files, folder, hostOf, read } from '../compose/readFiles.ts';
import { configurationOf, findingsOf, healthyHost } from './facts.ts';

const key = 'sk-ant-api03-aB3xY9qWaB3xY9qWaB3xY9qW';
const persist = '"features": {"ghcr.io/claude-sessions/features/claude-persist:1": {}}';
const plain = '{"dockerComposeFile": "compose.yml", "service": "app"}';
const isolated = plain.replace('}', `, ${persist}}`);

interface Given {
  readonly files: Files;
  readonly document?: string;
  readonly env?: Record<string, string>;
  readonly host?: Partial<HostFacts>;
}

/** What a check says of Compose files, as `place severity evidence`. */
async function said(code: string, { files, document = plain, env, host }: Given): Promise<string[]> {
  const settings = await read(files, env);
  const configuration = { ...configurationOf(document), settings };
  const facts = { configuration, ...(host && { host: healthyHost(host) }) };
  return (findingsOf(code, facts) ?? []).map(({ at, range, severity, evidence, message, fix }) => {
    expect(message).toMatch(/^\S.*\.$/s);
    expect(adviceText(fix)).toMatch(/^\S.*\.$/s);
    expect(JSON.stringify([message, evidence, fix])).not.toContain(key);
    expect(range).toBeUndefined();
    return `${at ? placeText(at) : ''} ${severity} ${evidence.join('; ')}`;
  });
}

const compose = (members: string, more = '') => ({
  'compose.yml': `services:\n  app:\n    ${members}\n${more}`,
});
const mount = (text: string) => compose(`volumes: ["${text}"]`);

describe('mounts of Compose files are judged as those of devcontainer.json', () => {
  it.each([
    ['claude-folder-mounted', '${HOME}/.claude:/home/dev/.claude', 'error'],
    ['claude-folder-mounted', '~/.claude:/claude:ro', 'error'],
    ['claude-folder-mounted', '${CLAUDE_HOME:-$HOME/.claude}:/claude', 'error'],
    ['credentials-mounted', '${HOME}/.claude.json:/home/dev/.claude.json', 'error'],
    ['credentials-mounted', '$HOME/.claude/.credentials.json:/x:ro', 'error'],
    ['all-projects-mounted', '${HOME}/.claude/projects:/x', 'error'],
    ['host-programs-writable', '${HOME}/.claude/skills:/x', 'error'],
    ['host-programs-writable', '${HOME}/.claude/settings.json:/x', 'error'],
    ['claude-file-mounted', '${HOME}/.claude/settings.json:/x:ro', 'warning'],
    ['isolation-void', '/var/run/docker.sock:/var/run/docker.sock', 'warning'],
    ['isolation-void', '$HOME:/host-home', 'warning'],
  ])('%s: %s', async (code, text, severity) => {
    expect(await said(code, { files: mount(text) })).toEqual([`compose.yml:3 ${severity} "${text}"`]);
  });

  it.each([
    ['claude-folder-mounted', './.claude:/workspace/.claude'],
    ['claude-folder-mounted', '$$HOME/.claude-x:/x'],
    ['host-programs-writable', '${HOME}/.claude/skills:/x:ro'],
    ['isolation-void', '.:/workspaces/app:cached'],
    ['isolation-void', 'docker.sock:/data'],
  ])('not %s: %s', async (code, text) => {
    expect(await said(code, { files: mount(text) })).toEqual([]);
  });

  it('a config directory of the host that lies elsewhere is known by the host', async () => {
    const files = mount('$CLAUDE_CONFIG_DIR:/claude');
    const env = { CLAUDE_CONFIG_DIR: '/srv/claude' };
    expect(await said('claude-folder-mounted', { files, env })).toEqual([]);
    expect(
      await said('claude-folder-mounted', { files, env, host: { configDir: '/srv/claude' } }),
    ).toHaveLength(1);
  });

  it('a link to it too', async () => {
    const host = healthyHost();
    const resolve = (path: string) => (path === '/home/me/link' ? '/home/me/.claude' : path);
    const found = await said('claude-folder-mounted', {
      files: mount('$HOME/link:/claude'),
      host: { paths: { ...host.paths, resolve } },
    });
    expect(found).toHaveLength(1);
  });

  it('in another service what is of the host, with its name; once, where several take it over', async () => {
    const files = compose(
      'image: x',
      '  db: &db {volumes: [~/.claude:/x, "claude:/root/.claude"]}\n  db2: *db\n',
    );
    expect(await said('claude-folder-mounted', { files })).toEqual([
      'compose.yml:4 error ~/.claude:/x (service db)',
    ]);
    expect(await said('hand-made-mount', { files, document: isolated })).toEqual([]);
  });

  it('a volume at Claude’s place beside ours', async () => {
    const files = mount('claude:/home/dev/.claude');
    expect(await said('hand-made-mount', { files })).toEqual([]);
    expect(await said('hand-made-mount', { files, document: isolated })).toEqual([
      'compose.yml:3 warning "claude:/home/dev/.claude"',
    ]);
  });

  it('the home of another user, unless CLAUDE_CONFIG_DIR names it', async () => {
    const document = plain.replace('}', ', "remoteUser": "dev"}');
    const files = mount('state:/home/node/.claude');
    expect(await said('home-of-another-user', { files, document })).toHaveLength(1);
    const named = compose(
      'volumes: ["state:/home/node/.claude"]\n    environment: {CLAUDE_CONFIG_DIR: /home/node/.claude}',
    );
    expect(await said('home-of-another-user', { files: named, document })).toEqual([]);
  });
});

describe('what else opens the host', () => {
  it('is found in the dev container’s service', async () => {
    const files = compose(
      'privileged: true\n    volumes_from: [db]',
      '  db: {privileged: true, volumes: [/var/run/docker.sock:/s]}\n',
    );
    const found = ['compose.yml:3 X privileged: true', 'compose.yml:4 X volumes_from: db'];
    const as = (severity: string) => found.map((each) => each.replace('X', severity));
    expect(await said('isolation-void', { files, document: isolated })).toEqual(as('warning'));
    expect(await said('isolation-void', { files })).toEqual(as('information'));
  });
});

describe('variables', () => {
  it.each([
    ['a map', compose(`environment: {ANTHROPIC_API_KEY: ${key}}`), 'compose.yml:3 error ANTHROPIC_API_KEY'],
    [
      'a list',
      compose(`environment: ["CLAUDE_CODE_OAUTH_TOKEN=${key}"]`),
      'compose.yml:3 error CLAUDE_CODE_OAUTH_TOKEN',
    ],
    [
      'a file',
      { ...compose('env_file: x.env'), 'x.env': `A=1\nANTHROPIC_AUTH_TOKEN="${key}"` },
      'x.env:2 warning ANTHROPIC_AUTH_TOKEN',
    ],
    ['an argument of a build', compose(`build: {args: {KEY: ${key}}}`), 'compose.yml:3 error KEY'],
    [
      'other services, once',
      compose('image: x', `  a: &a {environment: {K: ${key}}}\n  b: *a\n`),
      'compose.yml:4 error K',
    ],
    [
      'an anchor',
      { 'compose.yml': `x-y: &y {environment: {K: ${key}}}\nservices: {app: {<<: *y}}` },
      'compose.yml:1 error K',
    ],
  ])('a token in %s', async (_, files, expected) => {
    expect(await said('token-in-configuration', { files })).toEqual([expected]);
  });

  it.each([
    ['that is named', compose('environment: {ANTHROPIC_API_KEY: "${ANTHROPIC_API_KEY:?}"}')],
    ['that is handed on', compose('environment: [ANTHROPIC_API_KEY]')],
    ['of the environment', compose('environment: {ANTHROPIC_API_KEY: "$KEY"}')],
    ['that is a placeholder', compose('environment: {ANTHROPIC_API_KEY: your-key-comes-here-please}')],
  ])('not a token %s', async (_, files) => {
    expect(
      await said('token-in-configuration', { files, env: { KEY: key, ANTHROPIC_API_KEY: key } }),
    ).toEqual([]);
  });

  it('CLAUDE_CONFIG_DIR that leads away from the volume', async () => {
    const code = 'config-dir-overridden';
    const files = compose('environment: {CLAUDE_CONFIG_DIR: /state/claude}');
    expect(await said(code, { files, document: isolated })).toEqual([
      'compose.yml:3 error compose.yml: CLAUDE_CONFIG_DIR',
    ]);
    expect(await said(code, { files })).toEqual([]);
    const notTheContainer = compose(
      'build: {args: {CLAUDE_CONFIG_DIR: /x}}',
      '  db: {environment: {CLAUDE_CONFIG_DIR: /x}}\n',
    );
    expect(await said(code, { files: notTheContainer, document: isolated })).toEqual([]);
    const same = compose('environment: [CLAUDE_CONFIG_DIR=/var/lib/claude]');
    expect(await said(code, { files: same, document: isolated })).toEqual([]);
    const handedOn = compose('environment: [CLAUDE_CONFIG_DIR]');
    expect(await said(code, { files: handedOn, document: isolated })).toEqual([]);
    const env = { CLAUDE_CONFIG_DIR: '/home/me/.claude' };
    expect(await said(code, { files: handedOn, document: isolated, env })).toHaveLength(1);
  });
});

describe('what cannot be read', () => {
  it('is one finding, with every reason', async () => {
    const files = compose('env_file: .env.local\n    volumes: ["${REQUIRED:?}/x:/y", "${REQUIRED:?}/x:/z"]');
    expect(await said('named-file-unreadable', { files })).toEqual([
      'compose.yml:4 warning REQUIRED is not set; compose.yml:3: .env.local is missing',
    ]);
  });

  it('is nothing where all could be read, or no file is named', async () => {
    expect(await said('named-file-unreadable', { files: compose('image: x') })).toEqual([]);
    expect(findingsOf('named-file-unreadable', { configuration: configurationOf('{}') })).toEqual([]);
  });

  it('stands at the key of devcontainer.json where a whole file is missing', async () => {
    const settings = await read({}, {}, ['compose.yml']);
    const [finding] =
      findingsOf('named-file-unreadable', { configuration: { ...configurationOf(plain), settings } }) ?? [];
    expect(finding?.evidence).toEqual(['compose.yml is missing']);
    expect(finding?.range).toEqual({ offset: plain.indexOf('"dockerComposeFile"'), length: 19 });
  });
});

describe('runArgs', () => {
  const found = (code: string, document: string) =>
    findingsOf(code, { configuration: configurationOf(document) })?.map(({ range }) =>
      document.slice(range?.offset, (range?.offset ?? 0) + (range?.length ?? 0)),
    );
  const login = 'aB3xY9qWaB3xY9qWaB3xY9qW';

  it.each([
    [`["-e", "ANTHROPIC_API_KEY=${login}"]`, `"ANTHROPIC_API_KEY=${login}"`],
    [`["--env", "ANTHROPIC_API_KEY=${login}"]`, `"ANTHROPIC_API_KEY=${login}"`],
    [`["--env=ANTHROPIC_API_KEY=${login}"]`, `"--env=ANTHROPIC_API_KEY=${login}"`],
    [`["-eANTHROPIC_AUTH_TOKEN=${login}"]`, `"-eANTHROPIC_AUTH_TOKEN=${login}"`],
    [`["-ite", "CLAUDE_CODE_OAUTH_TOKEN=${login}"]`, `"CLAUDE_CODE_OAUTH_TOKEN=${login}"`],
  ])('a login in %s', (runArgs, text) => {
    expect(found('token-in-configuration', `{"image": "x", "runArgs": ${runArgs}}`)).toEqual([text]);
  });

  it.each([
    '["-e", "ANTHROPIC_API_KEY"]',
    `["-e", "OTHER=${login}"]`,
    '["-e", "ANTHROPIC_API_KEY=${localEnv:ANTHROPIC_API_KEY}"]',
  ])('no login in %s', (runArgs) =>
    expect(found('token-in-configuration', `{"runArgs": ${runArgs}}`)).toEqual([]),
  );

  it('CLAUDE_CONFIG_DIR beside our Feature', () => {
    const with_ = (runArgs: string, more = '') => `{"image": "x", "runArgs": ${runArgs}, ${persist}${more}}`;
    const code = 'config-dir-overridden';
    expect(found(code, with_('["-e", "CLAUDE_CONFIG_DIR=/claude-state"]'))).toEqual([
      '"CLAUDE_CONFIG_DIR=/claude-state"',
    ]);
    expect(found(code, with_('["--env=CLAUDE_CONFIG_DIR=/x"]'))).toEqual(['"--env=CLAUDE_CONFIG_DIR=/x"']);
    expect(found(code, with_('["-e", "CLAUDE_CONFIG_DIR=/var/lib/claude"]'))).toEqual([]);
    // Under Docker Compose the tools do not heed it.
    expect(found(code, with_('["-e", "CLAUDE_CONFIG_DIR=/x"]', ', "dockerComposeFile": "c.yml"'))).toEqual(
      [],
    );
  });

  it('files of variables', async () => {
    const document = `{"runArgs": ["--env-file", "a.env"], ${persist}}`;
    const host = hostOf({ 'a.env': `CLAUDE_CONFIG_DIR=/x\nANTHROPIC_API_KEY=${key}\n` });
    const settings = await readEnvFiles([`${folder}/a.env`, `${folder}/b.env`], host);
    const configuration = { ...configurationOf(document), settings };
    const placesOf = (code: string) =>
      findingsOf(code, { configuration })?.map(({ at }) => at && placeText(at));
    expect(placesOf('config-dir-overridden')).toEqual(['a.env:1']);
    expect(placesOf('token-in-configuration')).toEqual(['a.env:2']);
    const [unreadable] = findingsOf('named-file-unreadable', { configuration }) ?? [];
    expect(unreadable?.evidence).toEqual(['b.env is missing']);
    expect(document.slice(unreadable?.range?.offset)).toMatch(/^"runArgs"/);
  });
});

describe('where a service of Compose files keeps Claude’s state', () => {
  const state = 'volumes: ["data:/home/dev/.claude"]';
  const named = (volume: string) => compose(state, `volumes:\n  data: ${volume}\n`);

  it.each(['{name: claude-config}', '{external: true, name: claude_data}', '{external: {name: claude}}'])(
    'one volume for every project: %s',
    async (volume) => {
      expect(await said('volume-of-all-projects', { files: named(volume) })).toEqual([
        'compose.yml:3 warning "data:/home/dev/.claude"',
      ]);
    },
  );

  it.each(['', '{}', '{name: app-claude}', '{name: "claude-${COMPOSE_PROJECT_NAME}"}', '{external: false}'])(
    'a volume of the project: %s',
    async (volume) => {
      const env = { COMPOSE_PROJECT_NAME: 'shop' };
      expect(await said('volume-of-all-projects', { files: named(volume), env })).toEqual([]);
    },
  );

  it('in the working tree', async () => {
    const host = { paths: { ...healthyHost().paths, workspaceFolder: folder } };
    const files = compose('volumes: ["./volume/.claude:/home/dev/.claude", "./x:/home/dev/x", ".:/work"]');
    expect(await said('state-in-working-tree', { files, host })).toEqual([
      'compose.yml:3 warning "./volume/.claude:/home/dev/.claude"',
    ]);
  });

  it('by CLAUDE_CONFIG_DIR, with nothing there', async () => {
    const files = compose('environment: {CLAUDE_CONFIG_DIR: /state/claude}\n    volumes: [".:/work"]');
    expect(await said('config-dir-not-kept', { files })).toEqual([
      'compose.yml:3 warning compose.yml: CLAUDE_CONFIG_DIR=/state/claude',
    ]);
  });

  it.each([
    'volumes: ["data:/state"]',
    'volumes: ["data:/state/claude"]',
    'volumes_from: [db]',
    'env_file: missing.env',
  ])('not where something is there, or is not known: %s', async (members) => {
    const files = compose(`environment: {CLAUDE_CONFIG_DIR: /state/claude}\n    ${members}`);
    expect(await said('config-dir-not-kept', { files })).toEqual([]);
  });
});
