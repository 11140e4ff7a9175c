import { describe, expect, it } from 'vitest';
import { CliPlace } from './place.ts';

const image = '{"image": "debian"}\n';

function placeWith(config: string): CliPlace {
  const place = new CliPlace();
  place.writeConfig(config);
  return place;
}

describe('share and remove', () => {
  it('--quiet prints the changes and warnings, and nothing of what they mean', async () => {
    const full = await placeWith(image).run('share', '--no-install-claude');
    const { stdout, stderr } = await placeWith(image).run('share', '-q', '--no-install-claude');
    expect(stderr).toBe('');
    expect(stdout).toContain('.devcontainer/devcontainer.json:\n  +');
    expect(full.stdout).toContain('The container can write');
    expect(stdout).not.toContain('The container can');
    expect(stdout).not.toContain('claude --continue');
  });

  it('--quiet keeps the warning that the container reaches more than is shared', async () => {
    const place = placeWith('{"image": "debian", "runArgs": ["--privileged"]}\n');
    expect((await place.run('share', '-q', '--no-install-claude')).stdout).toMatch(/^warning: .*reach/m);
  });

  it('--quiet leaves the notes out', async () => {
    const loud = await placeWith(image).run('share');
    expect(loud.stderr).toContain('note: ');
    expect((await placeWith(image).run('share', '-q')).stderr).toBe('');
  });

  it('--verbose prints every file as a diff as well', async () => {
    const place = placeWith(image);
    const { stdout } = await place.run('share', '-v', '--no-install-claude');
    expect(stdout).toMatch(/^\+\+\+ b\/\.devcontainer\/devcontainer\.json/m);
    expect(stdout).toMatch(/^--- \/dev\/null/m);
    expect(stdout).toContain('The container can write');
    const removed = await place.run('remove', '-v');
    expect(removed.stdout).toMatch(/^\+\+\+ \/dev\/null/m);
  });

  it('--dry-run is a whole patch for a program, --verbose or not', async () => {
    const place = placeWith(image);
    const plain = await place.run('share', '-n', '--no-install-claude');
    const verbose = await place.run('share', '-n', '-v', '--no-install-claude');
    expect(plain.stdout).toMatch(/^--- \/dev\/null/m);
    expect(verbose.stdout).toBe(plain.stdout);
  });

  it('remove --quiet prints the changes only', async () => {
    const place = placeWith(image);
    await place.run('share', '--no-install-claude');
    const { stdout } = await place.run('remove', '-q');
    expect(stdout).toContain('.devcontainer/devcontainer.json:\n  -');
    expect(stdout).not.toContain('volume');
  });
});

describe('looking', () => {
  it('status --verbose lists the Features, and the page that explains each warning', async () => {
    const place = placeWith(
      '{"image": "debian", "mounts": ["source=${localEnv:HOME}/.claude,target=/x/.claude,type=bind"]}\n',
    );
    const plain = await place.run('status');
    expect(plain.stdout).toMatch(/^error: /m);
    expect(plain.stdout).not.toMatch(/^ {2}more: /m);
    const { stdout } = await place.run('status', '-v');
    expect(stdout).toMatch(/^error: .*\[[\w-]+\]$/m);
    expect(stdout).toMatch(/^ {2}more: https:.*docs\/checks\.md#/m);
    await place.run('isolate', '--no-install-claude');
    expect((await place.run('status', '-v')).stdout).toMatch(/^Feature {5}\S+\/claude-persist:1$/m);
  });

  it('doctor --verbose lists every check with its result; --quiet no note and no unknown', async () => {
    const place = placeWith(image);
    const plain = await place.run('doctor');
    expect(plain.stdout).toContain('Not checked: ');
    const verbose = await place.run('doctor', '-v');
    expect(verbose.stdout).toMatch(/^ {2}passed .*\[[\w-]+\]$/m);
    expect(verbose.stdout).toMatch(/^ {2}unknown .*\(.*\)$/m);
    const quiet = await place.run('doctor', '-q');
    expect(quiet.stdout).not.toContain('Not checked: ');
    expect(quiet.stdout).not.toMatch(/^ {2}note: /m);
    expect(quiet.exitCode).toBe(plain.exitCode);
  });

  it('prepare --quiet prints the folder only, --verbose what is left out', async () => {
    const place = placeWith(image);
    place.write('../home/.claude/settings.json', '{"env": {"MY_TOKEN": "sk-ant-secret"}, "model": "x"}');
    await place.run('share', '--no-install-claude');
    const quiet = await place.run('prepare', '-q');
    expect(quiet.stdout.trim().split('\n')).toHaveLength(1);
    expect((await place.run('prepare', '-v')).stdout).toContain('Left out of the copy of settings.json:');
  });
});

it('--quiet and --verbose do not go together', async () => {
  const { exitCode, stderr } = await placeWith(image).run('status', '-q', '-v');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('cannot be used with');
});
