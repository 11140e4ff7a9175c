import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { containerSources } from '../../../cli/src/conversations/containers/containerSources.ts';
import { idOf } from '../../../cli/src/workspace/knownProjects.ts';
import { Place, put } from '../../harness/place/Place.ts';

let place: Place;
let id: string;

beforeEach(() => {
  place = new Place();
  id = idOf(place.folder, place.write('.devcontainer/devcontainer.json', '{}'));
});
afterEach(() => place.remove());

const log = () => join(place.root, 'log');

/** An engine that has these, and writes down what it is asked. */
function engine({
  containers = [],
  volumes = [],
  capsules = [],
  images = {},
}: {
  containers?: object[];
  volumes?: string[];
  capsules?: string[];
  /** Their labels. */
  images?: Record<string, Record<string, string>>;
}) {
  const records = Object.entries(images).map(([Id, Labels]) => ({ Id, Config: { Labels } }));
  const text = JSON.stringify(records).replaceAll("'", '');
  const list = (names: string[]) => names.map((name) => `echo '${name}'`).join('; ') || ':';
  const command = put(
    join(place.root, 'engine'),
    `#!/bin/sh
echo "$*" >>'${log()}'
case "$*" in
  "ps "*) ${containers.length > 0 ? 'echo abc' : ':'} ;;
  "inspect "*) cat '${put(join(place.root, 'containers.json'), JSON.stringify(containers))}' ;;
  "image inspect "*) echo '${text}' ;;
  "image ls "*) echo sha256:any ;;
  "volume ls "*capsule*) ${list(capsules)} ;;
  "volume ls "*) ${list(volumes)} ;;
esac
`,
  );
  chmodSync(command, 0o755);
  return { command };
}

const project = () => ({ folder: place.folder, realFolder: place.folder, home: place.home });
const everything = () => ({ home: place.home });

const bind = (source: string, target = '/workspaces/app') => ({
  ...{ Type: 'bind', Source: source, Destination: target },
});
const volume = (name: string, target = '/var/lib/claude') => ({
  ...{ Type: 'volume', Name: name, Destination: target },
});

function container(
  name: string,
  mounts: object[],
  more: { labels?: Record<string, string>; running?: boolean; env?: string[]; image?: string } = {},
) {
  const { running = false, labels = { 'devcontainer.local_folder': place.folder }, env = [] } = more;
  const config = { Labels: labels, User: 'vscode', Env: env };
  return {
    ...{ Id: name, Name: `/${name}`, Image: more.image ?? 'sha256:1', State: { Running: running } },
    ...{ Config: config, Mounts: mounts },
  };
}

async function found(of: Parameters<typeof containerSources>[0], made: ReturnType<typeof engine>) {
  const sources = await containerSources(of, made);
  return sources
    .map(({ place: { volume: name, container: user, running }, project: folder }) =>
      [name, user ?? '-', running ? 'running' : '-', folder ?? '-'].join(' '),
    )
    .sort();
}

it('are those of the containers of the folder, whatever their configuration', async () => {
  symlinkSync(place.folder, join(place.root, 'link'));
  const made = engine({
    containers: [
      container('one', [bind(place.folder), volume('v1')], { running: true }),
      container('two', [bind(place.root, '/workspaces'), volume('v2')]),
      container('unlabelled', [bind(place.folder), volume('v3')], { labels: {} }),
      container('elsewhere', [volume('v4')]),
      container('of another folder', [bind(place.root, '/r'), volume('v5')], {
        labels: { 'devcontainer.local_folder': place.root },
      }),
      container('bound', [bind(place.folder), bind('/home/me/.claude', '/var/lib/claude')]),
      container('without', [bind(place.folder)]),
      container('by a link', [bind(join(place.root, 'link')), volume('v7')], {
        labels: { 'devcontainer.local_folder': join(place.root, 'link') },
      }),
      container('pretends', [bind(place.folder), volume('v6')], { image: 'sha256:evil' }),
    ],
    images: { 'sha256:1': {}, 'sha256:evil': { 'devcontainer.local_folder': place.folder } },
  });
  expect(await found(project(), made)).toEqual([
    `v1 one running ${place.folder}`,
    `v2 two - ${place.folder}`,
    `v3 unlabelled - ${place.folder}`,
    `v7 by a link - ${place.folder}`,
  ]);
  const calls = readFileSync(log(), 'utf8').trim().split('\n');
  expect(calls.map((call) => call.split(' ')[0]).sort()).toEqual([
    'image',
    'inspect',
    'ps',
    'volume',
    'volume',
  ]);
});

it('of one volume that several containers have, are read in the one that runs', async () => {
  const mounts = [bind(place.folder), volume('v')];
  const made = engine({
    containers: [container('a', mounts), container('b', mounts, { running: true }), container('c', mounts)],
  });
  expect(await found(project(), made)).toEqual([`v b running ${place.folder}`]);
});

it('are in the innermost volume around the config directory', async () => {
  const folder = bind(place.folder);
  const made = engine({
    containers: [
      container('both', [folder, volume('home1', '/claude-home'), volume('config1')]),
      container('home', [folder, volume('home2', '/claude-home')]),
      container('official', [folder, volume('config3', '/home/node/.claude')], {
        env: ['CLAUDE_CONFIG_DIR=/home/node/.claude'],
      }),
      container('hidden', [folder, volume('home4', '/home/me'), bind('/x', '/home/me/.claude')], {
        env: ['HOME=/home/me'],
      }),
    ],
  });
  expect(await found(project(), made)).toEqual([
    `config1 both - ${place.folder}`,
    `config3 official - ${place.folder}`,
    `home2 home - ${place.folder}`,
  ]);
});

it('are those of volumes that are left of the folder, too', async () => {
  const volumes = [`claude-code-config-${id}`, `claude-user-home-${id}`, 'claude-code-config-other'];
  expect(await found(project(), engine({ volumes }))).toEqual([
    `claude-code-config-${id} - - ${place.folder}`,
  ]);
  const alone = [`p_claude-user-home-${id}`, 'claude-user-home-other'];
  expect(await found(project(), engine({ volumes: alone }))).toEqual([
    `p_claude-user-home-${id} - - ${place.folder}`,
  ]);
  const elsewhere = [container('x', [volume(`claude-code-config-${id}`)], { running: true })];
  expect(await found(project(), engine({ volumes, containers: elsewhere }))).toEqual([
    `claude-code-config-${id} - - ${place.folder}`,
  ]);
  const used = [container('one', [bind(place.folder), volume(`claude-code-config-${id}`)])];
  expect(await found(project(), engine({ volumes, containers: used }))).toEqual([
    `claude-code-config-${id} one - ${place.folder}`,
  ]);
});

it('of all are those of every container and volume', async () => {
  put(join(place.home, '.claude-sessions', id, 'workspace'), `${place.folder}\n`);
  const made = engine({
    containers: [
      container('one', [bind(place.folder), volume('v1')], { running: true }),
      container('gone', [volume('v2')], { labels: { 'devcontainer.local_folder': '/no/such/folder' } }),
      container('root', [bind('/'), volume('v3')], { labels: { 'devcontainer.local_folder': '/proc/1' } }),
      container('other', [bind('/x'), volume('v4', '/x')], { labels: {} }),
    ],
    volumes: [`claude-code-config-${id}`, 'claude-code-config-unknown', 'claude-user-home-unknown'],
    capsules: ['talker-home'],
  });
  const ours = process.getuid?.() === 0 ? ['v3 root - /proc/1'] : [];
  expect(await found(everything(), made)).toEqual([
    `claude-code-config-${id} - - ${place.folder}`,
    'claude-code-config-unknown - - -',
    'talker-home - - -',
    `v1 one running ${place.folder}`,
    'v2 gone - -',
    ...ours,
  ]);
});

it('of a capsule are known by its label', async () => {
  const labels = { 'claude-sessions.capsule.folder': place.folder, 'claude-sessions.capsule.role': 'agent' };
  const env = ['HOME=/home/me', 'CLAUDE_CONFIG_DIR=/home/me/.claude'];
  const capsule = container('app', [volume('app-home', '/home/me')], { labels, env, running: true });
  expect(await found(project(), engine({ containers: [capsule] }))).toEqual([
    `app-home app running ${place.folder}`,
  ]);
  expect(await found(project(), engine({ capsules: ['app-home'] }))).toEqual([
    `app-home - - ${place.folder}`,
  ]);
  expect(readFileSync(log(), 'utf8')).toContain(
    `--filter label=claude-sessions.capsule.folder=${place.folder}`,
  );
});

it('are none without an engine, which is said where there may be some', async () => {
  const said: string[] = [];
  const none = { command: join(place.root, 'none') };
  expect(await containerSources(project(), none, (each) => void said.push(each))).toEqual([]);
  expect(said).toEqual([expect.stringContaining('Conversations in containers are left out: the engine (')]);
  const elsewhere = { ...project(), folder: place.root, realFolder: place.root };
  expect(await containerSources(elsewhere, none, (each) => void said.push(each))).toEqual([]);
  expect(said).toHaveLength(1);
  expect(existsSync(log())).toBe(false);
});
