import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { config, put } from '../../harness/place/Place.ts';
import { configOf } from '../../unit/support/document.ts';
import { CliPlace, runWarm } from './place.ts';

runWarm();

const plain = '{\n  // ours\n  "image": "debian"\n}\n';
const collection = 'ghcr.io/claude-sessions/features';
const feature = `${collection}/claude-login:1`;

function placeWith(content: string): CliPlace {
  const place = new CliPlace();
  place.writeConfig(content);
  return place;
}

const hasFeature = (place: CliPlace, file = config) => feature in (configOf(place.read(file)).features ?? {});
const chosen = (place: CliPlace) => JSON.parse(place.recordText()).chosen.options.login as string;

describe.concurrent('--login shared', () => {
  it('is said, written, kept by a change of the mode, and taken out by another login or by remove', async () => {
    const place = placeWith(plain);
    const { stdout } = await place.run('isolate', '--login', 'shared');
    expect(stdout).toMatch(/can read:\n {2}the login that your dev containers share: each of them can read/);
    expect(hasFeature(place)).toBe(true);
    expect((await place.run('status')).stdout).toMatch(/isolated: .*, shared login$/m);
    expect(await place.json('share')).toMatchObject({ login: 'shared', changed: true });
    expect(hasFeature(place)).toBe(true);
    expect((await place.run('status')).stdout).toContain('shared (with profile, shared login)');
    expect(await place.json('status')).toMatchObject({ login: 'shared', options: { login: 'shared' } });
    expect(await place.json('isolate', '--login', 'own')).toMatchObject({ login: 'own' });
    expect(hasFeature(place)).toBe(false);
    expect(await place.json('share')).toMatchObject({ login: 'own' });
    await place.run('share', '--login', 'shared');
    const removed = await place.json('remove');
    expect(removed).toMatchObject({ login: null });
    expect(place.read()).toBe(plain);
  });

  it('in a file that is made, and in a personal one', async () => {
    const created = new CliPlace();
    await created.run('share', '--create', '--login', 'shared', '--no-install-claude');
    expect(hasFeature(created)).toBe(true);
    const place = placeWith(plain);
    await place.run('share', '--personal', '--login', 'shared');
    expect(place.read()).toBe(plain);
    const personal = '.devcontainer/claude-sessions-personal/devcontainer.json';
    expect(hasFeature(place, personal)).toBe(true);
    await place.run('isolate', '--personal');
    expect(hasFeature(place, personal)).toBe(true);
  });

  it('is announced as a login that may be there already', async () => {
    const place = placeWith(plain);
    const { asks } = await place.json('share', '--login', 'shared', '--dry-run');
    expect(asks).toContain('log in (unless you have done so in a dev container that shares the login)');
  });

  it('a Feature that somebody else wrote stays, and is not the user’s choice by that', async () => {
    const place = placeWith(`{"image": "debian", "features": {"${feature}": {}}}`);
    expect((await place.run('status')).stdout).toMatch(/not set up, shared login/);
    expect(await place.json('share')).toMatchObject({ login: 'shared' });
    expect(hasFeature(place)).toBe(true);
    expect(chosen(place)).toBe('own');
    expect((await place.run('doctor')).stdout).toMatch(
      /choice-changed[\s\S]*share --login own[\s\S]*share --login shared/,
    );
    await place.run('share', '--login', 'shared');
    expect(chosen(place)).toBe('shared');
    expect((await place.run('doctor')).stdout).not.toContain('choice-changed');
    await place.run('isolate');
    expect(chosen(place)).toBe('shared');
  });

  it('a Feature that somebody wrote by hand is there again after remove, to the byte', async () => {
    const byHand = `{\n  "image": "debian",\n  "features": {\n    // one login\n    "${feature}": {}\n  }\n}\n`;
    const ways: string[][][] = [
      [['share', '--login', 'shared']],
      [['isolate', '--login', 'own'], ['share']],
      // Nothing of ours was ever there.
      [],
    ];
    for (const commands of ways) {
      const place = placeWith(byHand);
      for (const command of commands) await place.run(...command);
      await place.run('remove');
      expect(place.read(), JSON.stringify(commands)).toBe(byHand);
    }
    const edited = placeWith(byHand);
    await edited.run('share', '--login', 'shared');
    edited.writeConfig(edited.read().replace('"debian"', '"debian:12"'));
    await edited.run('remove');
    expect(edited.read()).toBe(byHand.replace('"debian"', '"debian:12"'));
    const later = placeWith(plain);
    await later.run('isolate');
    const [added] = byHand.match(/ {2}"features[\s\S]*/) ?? [];
    later.writeConfig(plain.replace('"debian"\n}', '"debian",\n}').replace(/}\n$/, added ?? ''));
    const written = later.read();
    await later.run('share', '--login', 'shared');
    await later.run('remove');
    expect(later.read()).toBe(written);
  });

  it('by the config file, isolated too', async () => {
    const place = placeWith(plain);
    put(`${place.home}/.config/claude-sessions/config.json`, '{"login": "shared"}');
    await place.run('isolate');
    expect(hasFeature(place)).toBe(true);
    expect(chosen(place)).toBe('shared');
  });
});

describe.concurrent('--login shared under Docker Compose', () => {
  const compose = '{\n  "dockerComposeFile": "c.yml",\n  "service": "app"\n}\n';
  const file = '.devcontainer/claude-sessions-login.yaml';

  it('writes a Compose file for the volume, named to be committed, and takes it out again', async () => {
    const place = placeWith(compose);
    place.write('.devcontainer/c.yml', 'services: { app: { image: x } }\n');
    const { stdout } = await place.run('isolate', '--login', 'shared');
    expect(stdout).toMatch(/commit .*claude-sessions-login\.yaml/);
    expect(place.read(file)).toContain('name: claude-code-login');
    expect(configOf(place.read()).dockerComposeFile).toEqual(['c.yml', 'claude-sessions-login.yaml']);
    await place.run('share');
    expect(configOf(place.read()).dockerComposeFile).toEqual([
      'c.yml',
      'claude-sessions-login.yaml',
      '.claude-sessions/compose.yaml',
    ]);
    await place.run('isolate', '--login', 'own');
    expect(existsSync(join(place.folder, file))).toBe(false);
    await place.run('isolate', '--login', 'shared');
    await place.run('remove');
    expect(place.read()).toBe(compose);
    expect(existsSync(join(place.folder, file))).toBe(false);
  });

  it('overwrites no file of somebody else', async () => {
    const place = placeWith(compose);
    place.write(file, 'volumes: {}\n');
    const { exitCode, stderr } = await place.run('isolate', '--login', 'shared');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/claude-sessions-login\.yaml is in the way/);
    expect(place.read()).toBe(compose);
    await place.run('isolate');
    expect(place.read(file)).toBe('volumes: {}\n');
  });
});

describe.concurrent('--credentials, the former name', () => {
  it('works, and is shown nowhere', async () => {
    const place = placeWith(plain);
    await place.run('share', '--credentials', 'token');
    expect(configOf(place.read()).remoteEnv).toHaveProperty('CLAUDE_CODE_OAUTH_TOKEN');
    await place.run('isolate', '--credentials', 'own');
    expect(configOf(place.read()).remoteEnv).toBeUndefined();
    for (const command of ['share', 'isolate'])
      expect((await place.run(command, '--help')).stdout).not.toContain('--credentials');
    expect((await place.run('share', '--credentials', 'own', '--login', 'own')).exitCode).toBe(2);
  });

  it('in the host’s record and in the config file', async () => {
    const place = placeWith(plain);
    await place.run('share', '--login', 'token');
    const path = place.recordPath();
    const record = JSON.parse(place.recordText());
    const { login, ...rest } = record.chosen.options;
    put(
      path,
      JSON.stringify({ ...record, chosen: { ...record.chosen, options: { ...rest, credentials: login } } }),
    );
    expect((await place.run('doctor')).stdout).not.toContain('choice-changed');
    put(`${place.home}/.config/claude-sessions/config.json`, '{"credentials": "token"}');
    expect((await place.run('config')).stdout).toMatch(/^login +token/m);
  });
});

describe.concurrent('--login host-readonly', () => {
  const folder = '.claude-sessions/login';
  const login = (token: string) =>
    JSON.stringify({
      claudeAiOauth: { accessToken: token, refreshToken: 'CANARY', scopes: ['user:inference'] },
    });
  const mounted = (place: CliPlace) => place.read().includes('/mnt/claude-host/login,readonly');

  it.each(['share', 'isolate'])(
    '%s: is said, written and prepared, and taken out by another login or by remove',
    async (mode) => {
      const place = placeWith(plain);
      put(join(place.home, '.claude/.credentials.json'), login('first'));
      const dry = await place.json(mode, '--login', 'host-readonly', '--dry-run');
      expect(JSON.stringify(dry)).toMatch(
        /access token of this host's login.* cannot renew it, nor log you out/,
      );
      expect(JSON.stringify(dry.asks)).not.toContain('log in');
      await place.run(mode, '--login', 'host-readonly');
      expect(mounted(place)).toBe(true);
      const kept = () => readFileSync(join(place.home, folder, '.credentials.json'), 'utf8');
      expect(kept()).toContain('first');
      expect(kept() + place.read()).not.toContain('CANARY');
      expect((await place.run('status')).stdout).toMatch(/^Login +this host's access token, read-only/m);
      expect((await place.run('doctor')).stdout).not.toMatch(/^(error|warning)/m);
      put(join(place.home, '.claude/.credentials.json'), login('second'));
      await place.run('prepare');
      expect(kept()).toContain('second');
      expect(await place.json(mode)).toMatchObject({ login: 'own' });
      expect(mounted(place)).toBe(false);
      await place.run('remove');
      expect(place.read()).toBe(plain);
    },
  );

  it('says where nobody is logged in here, and is refused for an isolated one under Docker Compose', async () => {
    const place = placeWith(plain);
    const { stderr } = await place.run('isolate', '--login', 'host-readonly', '--dry-run');
    expect(stderr).toContain('keeps no login in a file');
    const compose = placeWith('{"dockerComposeFile": "c.yml", "service": "app"}');
    compose.write('.devcontainer/c.yml', 'services: { app: { image: debian } }');
    const refused = await compose.run('isolate', '--credentials', 'host-readonly');
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('uses Docker Compose')]);
    await compose.run('share', '--credentials', 'host-readonly');
    const text = compose.read('.devcontainer/.claude-sessions/compose.yaml');
    expect(text).toMatch(/target: \/mnt\/claude-host\/login\n +read_only: true/);
  });
});
