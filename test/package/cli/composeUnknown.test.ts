import { expect, it } from 'vitest';
import { CliPlace } from './place.ts';

const shareWith = async (config: string) => {
  const place = new CliPlace();
  place.write('.devcontainer/docker-compose.yml', 'services: {app: {image: node}}\n');
  const said = place.engine(config ? `echo '${config}'` : 'echo "no such plugin" >&2; exit 1');
  place.writeConfig('{"dockerComposeFile": "docker-compose.yml", "service": "app"}\n');
  return place.run('share', '--docker-path', said);
};

it('share says no more than it knows when the Compose files could not be looked at', async () => {
  const { exitCode, stdout } = await shareWith('');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('what the Compose files mount is not known');
  expect(stdout).toContain('Our Features mount no other file of ~/.claude.');
  expect(stdout).not.toContain('No other file of ~/.claude is mounted');
});

it('and all when they could', async () => {
  const { stdout } = await shareWith('{"services": {"app": {}}}');
  expect(stdout).toContain('No other file of ~/.claude is mounted: no login, no key, no other project.');
});
