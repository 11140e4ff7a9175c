import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readComposeFiles } from '../../core/src/compose/readComposeFiles.ts';
import { newFolder } from '../harness/place/newFolder.ts';
import { put } from '../harness/place/Place.ts';
import { describeDocker, useHarness } from '../harness/start/harness.ts';
import { tryRun } from '../harness/system/run.ts';

const files = {
  'compose.yml': `include: [sub/compose.yml]
x-m: &m {volumes: ["./anchored:/anchored"], environment: {A: "1", B: "$X"}}
services:
  app:
    <<: *m
    image: x
    extends: {file: base/common.yml, service: base}
    env_file: [e.env]
  two:
    image: x
    extends: {service: app}
    volumes: ["~/.claude:/c:ro", {type: bind, source: "./\${NONE:-\${X}}", target: /l, read_only: true}]
`,
  'over.yml': `services:
  app: {volumes: ["/o:/data"], environment: {A: over}, cap_add: !override [NET_ADMIN]}
`,
  'base/common.yml': `services:
  base:
    image: x
    volumes: ["./data:/data", "../up:/anchored"]
    environment: ["A=9", "E=\${X:-q}", "F=$$X", "HOME"]
    privileged: true
    cap_add: [SYS_ADMIN]
`,
  'sub/compose.yml': 'services: {inc: {image: x, volumes: ["./$X:/x"]}}\n',
  'sub/.env': 'X=sub\nS=s\n',
  'e.env': 'C="$X" # c\nD=\'$X\'\nexport G=a b # c\n',
  '.env': 'X=dot\n',
};

interface RealService {
  readonly volumes?: readonly { source: string; target: string; read_only?: boolean }[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly privileged?: boolean;
  readonly cap_add?: readonly string[];
}

describeDocker('Compose files as we read them', () => {
  it('are as docker compose reads them', async () => {
    const folder = newFolder();
    for (const [name, text] of Object.entries(files)) put(join(folder, name), text);
    const { engine, dockerConfig } = useHarness();
    const env = { HOME: '/home/somebody', PATH: process.env.PATH ?? '', DOCKER_CONFIG: dockerConfig };
    const args = ['compose', '-f', 'compose.yml', '-f', 'over.yml', 'config', '--format', 'json'];
    const { stdout, stderr } = await tryRun(engine.docker, args, { cwd: folder, env });
    expect(stdout, stderr).not.toBe('');
    const real: Record<string, RealService> = JSON.parse(stdout).services;
    expect(Object.keys(real).sort()).toEqual(['app', 'inc', 'two']);
    for (const [service, told] of Object.entries(real)) {
      const read = await readComposeFiles(
        { files: ['compose.yml', 'over.yml'].map((name) => join(folder, name)), service },
        {
          read: async (path) => ({ text: readFileSync(path, 'utf8') }),
          resolve,
          folderOf: dirname,
          shown: (path) => path,
          home: env.HOME,
          variable: (name) => ({ HOME: env.HOME })[name],
        },
      );
      expect(read.unknown).toEqual([]);
      const mounts = read.mounts.filter(({ isOwn }) => isOwn).map(({ mount }) => mount);
      expect(mounts.map(({ source, target, readonly }) => `${source} ${target} ${readonly}`).sort()).toEqual(
        (told.volumes ?? []).map((each) => `${each.source} ${each.target} ${each.read_only ?? false}`).sort(),
      );
      const variables = read.variables.filter(({ isOwn }) => isOwn).map(({ name, value }) => [name, value]);
      // It prints a dollar sign twice, to be read again.
      const printed = Object.entries(told.environment ?? {}).map(([name, value]) => [
        name,
        value.replaceAll('$$', '$'),
      ]);
      expect(Object.fromEntries(variables)).toEqual(Object.fromEntries(printed));
      const access = read.access.filter(({ isOwn }) => isOwn).map(({ written }) => written);
      expect(access).toEqual([
        ...(told.privileged ? ['privileged: true'] : []),
        ...(told.cap_add ?? []).filter((name) => name === 'SYS_ADMIN').map((name) => `cap_add: ${name}`),
      ]);
    }
  });
});
