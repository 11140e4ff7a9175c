import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { snapshot, usePlaces } from './place.ts';

const newPlace = usePlaces();
const plain = '{\n  "image": "debian"\n}\n';
const objectMount = '{ "type": "bind", "source": "/etc", "target": "/x", "readonly": true }';
const bom = '\uFEFF';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../schemas/doctor-report.schema.json'), 'utf8'),
);
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);

function placeWith(content: string) {
  const place = newPlace();
  place.writeConfig(content);
  return place;
}

interface Report {
  checks: { code: string; state: string; why?: string }[];
  findings: { code: string; severity: string }[];
  attempts: { action: string; result: string; what: string }[];
}

type Place = ReturnType<typeof newPlace>;

async function reportOf(place: Place, ...args: string[]): Promise<Report> {
  const report = (await place.json('doctor', ...args)) as unknown as Report;
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report;
}
const codesOf = ({ findings }: Report) => findings.map(({ code }) => code);

/** An engine with one running container of this project; `exec` answers as the shell code says. */
function engineWith(place: Place, exec: string): string {
  const labels = {
    'devcontainer.local_folder': place.app,
    'devcontainer.config_file': join(place.app, '.devcontainer/devcontainer.json'),
  };
  const mounts = [{ Type: 'bind', Source: place.app, Destination: '/workspaces/app', RW: true }];
  const container = { Id: 'abc', Name: '/happy', Image: 'img', State: { Running: true } };
  const inspected = JSON.stringify([{ ...container, Config: { Labels: labels }, Mounts: mounts }]);
  return place.engine(
    `case "$1 $2" in "ps --all") echo abc ;; "inspect --type") printf '%s' '${inspected}' ;; ` +
      `"image inspect") echo '[{"Config": {"Labels": {}}}]' ;; exec*) ${exec} ;; esac`,
  );
}

describe.concurrent('doctor', () => {
  it('says what it cannot know, and why; the engine is all that is wrong', async () => {
    const place = placeWith(plain);
    await place.run('share');
    const { exitCode, stdout } = await place.run('doctor');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/checks could not look: the container engine does not answer\./);
    expect(stdout).toContain('to do: Start the engine');
    const report = await reportOf(place);
    expect(report.findings.filter(({ severity }) => severity !== 'information')).toMatchObject([
      { code: 'engine-unreachable' },
    ]);
    const unknown = report.checks.filter(({ state }) => state === 'unknown');
    expect(unknown.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['container-drift', 'bridge-missing']),
    );
  });

  it('is content without a container, and says that there is none', async () => {
    const place = placeWith(plain);
    await place.run('share');
    const { exitCode, stdout } = await place.run('doctor', '--docker-path', place.engine('exit 0'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/checks could not look: there is no container\./);
  });

  it('looks at a project without a devcontainer.json, and at one that is broken', async () => {
    const place = newPlace();
    expect(codesOf(await reportOf(place))).toContain('configuration-missing');
    place.writeConfig('{ "image": ');
    expect(codesOf(await reportOf(place))).toContain('configuration-invalid');
    place.writeConfig('[]');
    expect(codesOf(await reportOf(place, '--fix'))).toContain('configuration-invalid');
  });

  it('writes the home as ~, in text alone', async () => {
    const place = placeWith(plain);
    await place.run('share');
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    const { stdout } = await place.run('doctor');
    expect(stdout).toContain('missing: ~/.claude-sessions/');
    expect(JSON.stringify(await reportOf(place))).toContain(`${place.home}/.claude-sessions`);
  });
});

describe.concurrent('doctor --fix', () => {
  const broken = (start = '') =>
    `${start}{\r\n  // the image\r\n  "image": "debian",\r\n  "mounts": [\r\n    ${objectMount} // mine\r\n  ]\r\n}\r\n`;

  it('edits devcontainer.json and changes nothing else in it, byte order mark included', async () => {
    const place = placeWith(broken(bom));
    expect(codesOf(await reportOf(place))).toContain('object-readonly');
    const report = await reportOf(place, '--fix');
    expect(report.attempts).toMatchObject([{ action: 'edit', result: 'done' }]);
    expect(codesOf(report)).not.toContain('object-readonly');
    const mount = '"type=bind,source=/etc,target=/x,readonly"';
    expect(place.read()).toBe(broken(bom).replace(objectMount, mount));
    expect((await reportOf(place, '--fix')).attempts).toEqual([]);
  });

  it('with --dry-run says what it would do, as a diff too, and does nothing', async () => {
    const place = placeWith(broken());
    await place.run('share');
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    rmSync(join(place.app, '.devcontainer/claude-sessions-prepare.sh'));
    const before = snapshot(place.root);
    const { stdout } = await place.run('doctor', '--fix', '--dry-run');
    expect(stdout).toMatch(/^would: .*object-readonly\]$/m);
    expect(stdout).toMatch(/^\+.*target=\/x,readonly/m);
    expect(stdout).toMatch(/^would: .*prepare-script-missing\]$/m);
    expect(stdout).toContain('+++ b/.devcontainer/claude-sessions-prepare.sh');
    expect(stdout).toMatch(/^would: prepare this host/m);
    expect(snapshot(place.root)).toEqual(before);
    const report = await reportOf(place, '--fix', '--dry-run');
    expect(report.attempts.map(({ action, result }) => `${action} ${result}`)).toEqual([
      'edit planned',
      'applyMode planned',
      'prepare planned',
    ]);
    expect(snapshot(place.root)).toEqual(before);
  });

  it('writes the mode anew, with the options that are configured, and prepares the host', async () => {
    const place = placeWith(plain);
    await place.run('share', '--no-profile', '--tasks');
    const shared = place.read();
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    for (const name of readdirSync(join(place.app, '.devcontainer'))) {
      if (name.startsWith('claude-sessions-')) rmSync(join(place.app, '.devcontainer', name));
    }
    const report = await reportOf(place, '--fix');
    expect(report.attempts.filter(({ result }) => result !== 'done')).toEqual([]);
    expect(place.read()).toBe(shared);
    expect(codesOf(report)).toEqual(['devcontainer-writable', 'engine-unreachable']);
  });

  it('keeps to the collection of the file', async () => {
    const place = placeWith(plain);
    await place.run('share', '--collection', 'mirror.example/team/claude-sessions');
    rmSync(join(place.app, '.devcontainer/claude-sessions-prepare.sh'));
    const before = place.read();
    await place.run('doctor', '--fix');
    expect(place.read()).toBe(before);
    expect(readdirSync(join(place.app, '.devcontainer'))).toContain('claude-sessions-prepare.sh');
  });

  it('tells what it cannot do, does the rest, and leaves the file as it was', async () => {
    const place = placeWith(broken());
    await place.run('share');
    rmSync(join(place.home, '.claude-sessions'), { recursive: true });
    const config = join(place.app, '.devcontainer/devcontainer.json');
    const text = place.read();
    rmSync(config);
    symlinkSync(place.write('elsewhere.json', text), config);
    const { exitCode, stdout } = await place.run('doctor', '--fix');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^failed: .*is a link, and is not written through/m);
    expect(stdout).toMatch(/^done: prepared this host/m);
    expect(place.read('elsewhere.json')).toBe(text);
  });

  it('edits no personal configuration: that is made of the team’s', async () => {
    const place = placeWith(broken());
    await place.run('share', '--personal');
    const personal = place.read('.devcontainer/claude/devcontainer.json');
    const { stdout } = await place.run('doctor', '--personal', '--fix');
    expect(stdout).toMatch(/^failed: .*made of the team's/m);
    expect(place.read('.devcontainer/claude/devcontainer.json')).toBe(personal);
  });
});

describe.concurrent('what a container answers', () => {
  const inside = (name: string, body: string) => `printf '\\n--%s %s\\n%s' "$BOUNDARY" '${name}' '${body}'`;
  /** The boundary is the argument behind the script. */
  const answer = (...parts: string[]) =>
    [`while [ "$1" != sh ]; do shift; done; BOUNDARY=$2`, ...parts, inside('end', '')].join('; ');

  it('is shown escaped, with codes that are known', async () => {
    const place = placeWith(plain);
    await place.run('isolate');
    const evil = 'x\\u001b]0;owned\\u0007\\u202e\\nfake line';
    const finding = {
      code: 'bridge-missing',
      severity: 'error',
      message: 'MESSAGE',
      evidence: 'MESSAGE',
      fix: 'MESSAGE',
    };
    const printed = JSON.stringify({
      version: '1',
      mode: 'isolate',
      findings: [finding, { ...finding, code: 'new' }],
    });
    const engine = engineWith(place, answer(inside('doctor', printed.replaceAll('MESSAGE', evil))));
    const { stdout, exitCode } = await place.run('doctor', '--docker-path', engine);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('[bridge-missing]');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|^fake/m);
    expect(codesOf(await reportOf(place, '--docker-path', engine))).toContain('bridge-missing');
  });

  it.each([
    ['without end', 'exec cat /dev/zero', 'printed without end'],
    ['nonsense', 'echo hello', 'did not answer as expected'],
    [
      'nothing but an error',
      'echo "\u001b[31mno such user" >&2; exit 126',
      'did not answer as expected: \\u001b[31mno such user',
    ],
  ])('%s is said to be unknown', async (_, code, words) => {
    const place = placeWith(plain);
    await place.run('isolate');
    const engine = engineWith(place, code);
    const { stdout } = await place.run('doctor', '--docker-path', engine);
    expect(stdout).toContain(`could not look: the container ${words}`);
    expect(codesOf(await reportOf(place, '--docker-path', engine))).not.toContain('claude-state-missing');
  });
});

describe.concurrent('doctor --all', () => {
  it('says when no engine answers, and takes no folder', async () => {
    const place = placeWith(plain);
    expect(await place.run('doctor', '--all')).toMatchObject({ exitCode: 1, stdout: '' });
    expect((await place.run('doctor', '--all', place.app)).exitCode).toBe(2);
    expect((await place.run('doctor', '--dry-run')).exitCode).toBe(2);
  });

  it('looks at those whose folders are there, and names the others', async () => {
    const place = placeWith(plain);
    mkdirSync(join(place.root, 'gone'));
    const container = (id: string, folder: string, config: string) => ({
      Id: id,
      Name: `/${id}`,
      Image: 'img',
      Config: { Labels: { 'devcontainer.local_folder': folder, 'devcontainer.config_file': config } },
      Mounts: [{ Type: 'bind', Source: folder, Destination: '/workspaces/x', RW: true }],
    });
    const inspected = JSON.stringify([
      container('here', place.app, join(place.app, '.devcontainer/devcontainer.json')),
      container('gone', join(place.root, 'no-more'), join(place.root, 'no-more/.devcontainer.json')),
      container('outside', place.app, '/etc/passwd'),
    ]);
    const engine = place.engine(
      `case "$1 $2" in "ps --all") echo here gone outside ;; "inspect --type") printf '%s' '${inspected}' ;; ` +
        `"image inspect") echo '[{"Config": {"Labels": {}}}]' ;; esac`,
    );
    const { stdout, exitCode } = await place.run('doctor', '--all', '--docker-path', engine);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/no-more: its folder is gone; container gone/);
    expect(stdout).toMatch(/lies outside of its folder; container outside/);
    expect(stdout).toMatch(/^1 dev container\. /m);
    const all = await place.json('doctor', '--all', '--docker-path', engine);
    expect(validate(all), JSON.stringify(validate.errors)).toBe(true);
    expect(all).toMatchObject({ containers: [{ folder: place.app }], skipped: [{}, {}] });
  });
});
