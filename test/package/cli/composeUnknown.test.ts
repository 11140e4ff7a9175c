import { expect, it } from 'vitest';
import { CliPlace } from './place.ts';

const plain = 'services: {app: {image: node}}\n';

const shareWith = async (config: string, compose = plain) => {
  const place = new CliPlace();
  place.write('.devcontainer/docker-compose.yml', compose);
  const said = place.engine(config ? `echo '${config}'` : 'echo "no such plugin" >&2; exit 1');
  place.writeConfig('{"dockerComposeFile": "docker-compose.yml", "service": "app"}\n');
  return place.run('share', '--docker-path', said);
};

it('share says no more than it knows when the Compose files could not be looked at', async () => {
  const { exitCode, stdout } = await shareWith('', 'services: {app: {image: node, env_file: .env}}\n');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('what the Compose files mount is not known');
  expect(stdout).toContain('Our Features mount no other file of ~/.claude.');
  expect(stdout).not.toContain('No other file of ~/.claude is mounted');
});

it('where Docker Compose cannot read them, it reads them by itself', async () => {
  const clean = await shareWith('');
  expect(clean.stdout).not.toContain('is not known');
  expect(clean.stdout).toContain('No other file of ~/.claude is mounted');
  const leaking = await shareWith(
    '',
    'services: {app: {image: node, command: "${REQUIRED:?}", volumes: ["~/.claude:/claude"]}}\n',
  );
  expect(leaking.stdout).toContain('Compose service app');
  expect(leaking.stdout).not.toContain('No other file of ~/.claude is mounted');
  const partly = await shareWith(
    '',
    'services: {app: {image: node, env_file: .env, volumes: ["~/.claude:/claude"]}}\n',
  );
  expect(partly.stdout).toContain('what the Compose files mount is not known');
  expect(partly.stdout).toContain('Compose service app');
});

it.each([
  [
    "docker: unknown command: docker compose\n\nRun 'docker --help' for more information",
    'docker: unknown command: docker compose',
  ],
  [
    'time="x" level=warning msg="The \\"A\\" variable is not set."\nyaml: line 3: did not find expected key',
    'yaml: line 3: did not find expected key',
  ],
  ['WARN[0000] c.yml: `version` is obsolete\nno such service: x', 'no such service: x'],
])('says the line of %j that tells why', async (said, reason) => {
  const place = new CliPlace();
  place.write('said', said);
  place.write('.devcontainer/docker-compose.yml', 'services: {app: {image: node, env_file: .env}}\n');
  place.writeConfig('{"dockerComposeFile": "docker-compose.yml", "service": "app"}\n');
  const engine = place.engine(`cat '${place.folder}/said' >&2; exit 1`);
  const { stdout } = await place.run('share', '--docker-path', engine);
  expect(stdout).toContain(`${engine} compose could not read them: ${reason}`);
});

it('and all when they could', async () => {
  const { stdout } = await shareWith('{"services": {"app": {}}}');
  expect(stdout).toContain(
    'No other file of ~/.claude is mounted: no login file of this host, no key, no other project.',
  );
});
