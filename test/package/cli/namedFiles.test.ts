import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const key = 'sk-ant-api03-aB3xY9qWaB3xY9qWaB3xY9qW';
const persist = '"features": {"ghcr.io/claude-sessions/features/claude-persist:1": {}}';

const compose = `services:
  app:
    image: node
    command: \${REQUIRED:?}
    env_file: .env
    environment:
      CLAUDE_CONFIG_DIR: /state/claude
      ANTHROPIC_API_KEY: ${key}
    volumes:
      - \${HOME}/.claude:/home/dev/.claude
      - /var/run/docker.sock:/var/run/docker.sock
`;

function placeWith(config: string, files: Record<string, string>): CliPlace {
  const place = new CliPlace();
  place.writeConfig(config);
  for (const [path, text] of Object.entries(files)) place.write(path, text);
  return place;
}

interface Reported {
  readonly findings: { code: string; at?: { file: string; line: number }; evidence: string[] }[];
}

async function doctor(place: CliPlace): Promise<string[]> {
  const { findings } = (await place.json('doctor')) as unknown as Reported;
  return findings.flatMap(({ code, at }) =>
    at && !at.file.endsWith('devcontainer.json') ? [`${at.file}:${at.line} ${code}`] : [],
  );
}

describe('without an engine', () => {
  const config = `{"dockerComposeFile": "c.yml", "service": "app", ${persist}}`;

  it('doctor names what a Compose file mounts and sets, by file and line', async () => {
    const place = placeWith(config, { '.devcontainer/c.yml': compose });
    expect(await doctor(place)).toEqual([
      '.devcontainer/c.yml:10 claude-folder-mounted',
      '.devcontainer/c.yml:7 config-dir-overridden',
      '.devcontainer/c.yml:8 token-in-configuration',
      '.devcontainer/c.yml:11 isolation-void',
      '.devcontainer/c.yml:5 named-file-unreadable',
    ]);
    const { stdout } = await place.run('doctor');
    expect(stdout).toContain('at: .devcontainer/c.yml:10');
    expect(stdout).toContain('.devcontainer/.env is missing');
    expect(stdout).not.toContain(key);
  });

  it('and status', async () => {
    const place = placeWith(config, { '.devcontainer/c.yml': compose });
    const { exitCode, stdout } = await place.run('status');
    expect(exitCode).toBe(1);
    for (const line of [5, 7, 8, 10, 11]) expect(stdout).toContain(`  at: .devcontainer/c.yml:${line}\n`);
    expect(stdout).not.toContain(key);
    const severities = [...stdout.matchAll(/^(error|warning): /gm)].map(([, severity]) => severity);
    expect(severities).toEqual([...severities].sort());
    expect(new Set(severities).size).toBe(2);
  });

  it('also where nothing is set up', async () => {
    const place = placeWith('{"dockerComposeFile": "c.yml", "service": "app"}', {
      '.devcontainer/c.yml': compose,
    });
    expect(await doctor(place)).toEqual([
      '.devcontainer/c.yml:10 claude-folder-mounted',
      '.devcontainer/c.yml:8 token-in-configuration',
      '.devcontainer/c.yml:11 isolation-void',
      '.devcontainer/c.yml:5 named-file-unreadable',
    ]);
  });

  it('by COMPOSE_FILE of .env, where devcontainer.json names none', async () => {
    const place = placeWith('{"dockerComposeFile": [], "service": "app"}', {
      '.env': 'COMPOSE_FILE=a.yml:b.yml\nSOURCE=~/.claude\n',
      'a.yml': 'services: {app: {image: node}}\n',
      'b.yml': 'services:\n  app:\n    volumes: ["$SOURCE:/x"]\n',
    });
    expect(await doctor(place)).toEqual(['b.yml:3 claude-folder-mounted']);
  });

  it('by --env-file of runArgs', async () => {
    const place = placeWith(`{"image": "x", "runArgs": ["--env-file", ".env"], ${persist}}`, {
      '.env': `A=1\nANTHROPIC_API_KEY=${key}\nCLAUDE_CONFIG_DIR=/x\n`,
    });
    expect(await doctor(place)).toEqual(['.env:3 config-dir-overridden', '.env:2 token-in-configuration']);
  });
});

describe('a hostile workspace', () => {
  const config = '{"dockerComposeFile": "c.yml", "service": "app"}';
  const reasonsOf = async (place: CliPlace) => {
    const { findings } = (await place.json('doctor')) as unknown as Reported;
    return findings
      .filter(({ code }) => code === 'named-file-unreadable')
      .flatMap(({ evidence }) => evidence);
  };

  it('a link that leads out is not followed', async () => {
    const place = placeWith(config, {});
    const outside = join(place.home, 'outside.yml');
    writeFileSync(outside, compose);
    symlinkSync(outside, join(place.folder, '.devcontainer/c.yml'));
    expect(await reasonsOf(place)).toEqual([
      '.devcontainer/c.yml is a link that leads out of the workspace, which is not followed',
    ]);
    expect(await doctor(place)).toEqual([]);
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path), 'is not a regular file'],
    ['a huge file', (path: string) => writeFileSync(path, '#'.repeat(600_000)), 'is larger than'],
    ['no text', (path: string) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x80])), 'is not UTF-8 text'],
    ['no YAML', (path: string) => writeFileSync(path, 'a: [\n\t{'), 'it is not valid YAML'],
  ])('%s', async (_, make, reason) => {
    const place = placeWith(config, {});
    make(join(place.folder, '.devcontainer/c.yml'));
    expect((await reasonsOf(place)).join()).toContain(reason);
  });
});
