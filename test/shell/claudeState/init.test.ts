import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../harness/system/processes.ts';
import { give, isRoot, owner, StateLab, USER } from '../support/StateLab.ts';
import { type StateShell, shells } from '../support/stateShells.ts';

let lab: StateLab;
afterEach(() => lab?.remove());

const conversation = '0b0e6f4e-9f4c-5d1a-8c7e-2f3a4b5c6d7e';

/** An image's home, the volumes of an agent, and its secrets as Kubernetes lays them down: links to a folder of theirs. */
class Agent {
  readonly image: string;
  readonly volume: string;
  readonly projects: string;
  readonly ssh: string;
  readonly env: string;

  constructor(shell: StateShell) {
    lab = new StateLab(shell);
    const at = (name: string) => join(lab.root, name);
    [this.image, this.volume, this.projects] = [at('image'), at('volume'), at('projects')];
    for (const folder of [this.image, this.volume, this.projects]) mkdirSync(folder);
    this.ssh = this.secret('ssh', {
      id_ed25519: 'KEY\n',
      'id_ed25519.pub': 'PUB\n',
      known_hosts: 'host A\n',
    });
    this.env = join(this.secret('dotenv', { '.env': 'TOKEN=1\n' }), '.env');
    writeFileSync(join(this.image, '.bashrc'), 'rc\n');
    lab.environment = { HOME: this.volume, CLAUDE_CONFIG_DIR: join(this.volume, '.claude') };
  }

  /** A secret or its new version, 0400 and root's. */
  secret(name: string, files: Record<string, string>): string {
    const folder = join(lab.root, name);
    const version = join(folder, `..${readdirSync(lab.root).length}${Date.now()}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(version, { recursive: true });
    symlinkSync(version, join(folder, '..data'));
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(version, file), text, { mode: 0o400 });
      symlinkSync(join('..data', file), join(folder, file));
    }
    return folder;
  }

  own(...more: string[]) {
    const args = ['--user', `${USER}:${USER}`, '--volume', this.volume, '--projects', this.projects];
    return lab.run(['init', 'own', ...args, '--ssh', this.ssh, '--env', this.env, ...more]);
  }

  fill() {
    const args = ['--volume', this.volume, '--image', this.image, '--ssh', this.ssh, '--env', this.env];
    return lab.run(['init', 'fill', ...args], { uid: USER });
  }

  clone(...repositories: string[]) {
    const args = ['--volume', this.volume, '--projects', this.projects];
    return lab.run(['init', 'clone', ...args, ...repositories], { uid: USER });
  }

  /** A start; what it says. */
  start(): string {
    const runs = [this.own(), this.fill()];
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    return runs.map(({ stdout, stderr }) => stdout + stderr).join('');
  }

  path(name: string): string {
    return join(this.volume, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  mode(name: string): string {
    return (lstatSync(this.path(name)).mode & 0o777).toString(8);
  }
}

describe.each(shells)('$name: a home in a volume is made ready', (shell) => {
  test('a first start brings all of it, the next says and changes nothing', () => {
    const agent = new Agent(shell);
    const said = agent.start();
    expect(said).toContain('ssh: 3 files, 3 new');
    expect(said).toContain('env: new');
    expect([agent.read('.bashrc'), agent.read('.env'), agent.read('.ssh/id_ed25519')]).toEqual([
      'rc\n',
      'TOKEN=1\n',
      'KEY\n',
    ]);
    const files = ['.ssh', '.ssh/id_ed25519', '.ssh/id_ed25519.pub', '.ssh/known_hosts', '.env', '.claude'];
    expect(files.map((name) => agent.mode(name))).toEqual(['700', '600', '644', '644', '600', '700']);
    expect(['', ...files].map((name) => owner(agent.path(name)))).toEqual(
      ['', ...files].map(() => `${USER}:${USER}`),
    );
    expect(readdirSync(agent.volume).sort()).toEqual(['.bashrc', '.claude', '.claude-state', '.env', '.ssh']);
    expect(agent.start()).toBe('claude-state: ssh: 3 files, 0 new\n');
  });

  test('what changed at its source is the new one, what did not is left as the user has it', () => {
    const agent = new Agent(shell);
    agent.start();
    writeFileSync(agent.path('.ssh/id_ed25519'), 'MINE\n');
    writeFileSync(agent.path('.ssh/known_hosts'), 'host A\nhost of mine\n');
    rmSync(agent.path('.bashrc'));
    chmodSync(agent.path('.ssh/id_ed25519'), 0o660);
    agent.secret('dotenv', { '.env': 'TOKEN=2\n' });
    agent.secret('ssh', { id_ed25519: 'KEY\n', known_hosts: 'host B\n', config: 'Host x\n' });
    agent.start();
    expect(agent.read('.env')).toBe('TOKEN=2\n');
    expect(agent.read('.ssh/id_ed25519')).toBe('MINE\n');
    expect(agent.mode('.ssh/id_ed25519')).toBe('600');
    expect(agent.read('.ssh/known_hosts')).toBe('host A\nhost of mine\nhost B\n');
    expect([agent.read('.ssh/config'), agent.mode('.ssh/config')]).toEqual(['Host x\n', '600']);
    expect(existsSync(agent.path('.bashrc'))).toBe(false);
    agent.secret('ssh', { id_ed25519: 'KEY 2\n' });
    agent.start();
    expect(agent.read('.ssh/id_ed25519')).toBe('KEY 2\n');
  });

  test('what the user had before, or has changed, is kept beside what its secret has now', () => {
    const agent = new Agent(shell);
    writeFileSync(agent.path('.env'), 'MINE=1\n');
    mkdirSync(agent.path('.ssh'));
    writeFileSync(agent.path('.ssh/known_hosts'), 'host of mine');
    expect(agent.start()).toContain('.env.kept');
    expect([agent.read('.env'), agent.read('.env.kept')]).toEqual(['TOKEN=1\n', 'MINE=1\n']);
    expect(agent.read('.ssh/known_hosts')).toBe('host of mine\nhost A\n');
    writeFileSync(agent.path('.env'), 'MINE=2\n');
    agent.start();
    agent.secret('dotenv', { '.env': 'TOKEN=2\n' });
    agent.start();
    expect([agent.read('.env'), agent.read('.env.kept2')]).toEqual(['TOKEN=2\n', 'MINE=2\n']);
    agent.secret('dotenv', { '.env': 'TOKEN=3\n' });
    agent.start();
    expect(readdirSync(agent.volume).filter((name) => name.startsWith('.env'))).toEqual([
      '.env',
      '.env.kept',
      '.env.kept2',
    ]);
  });

  test('a named pipe in the place of a probe holds nothing up', () => {
    const agent = new Agent(shell);
    spawnSync('mkfifo', [agent.path('.claude-state-init-probe.tmp')]);
    expect(agent.own().code).toBe(0);
    spawnSync('mkfifo', [agent.path('.claude-state-init-probe.tmp')]);
    expect(agent.fill().code).toBe(0);
  });

  test('a missing secret is a line, a finding of doctor, and no obstacle', () => {
    const agent = new Agent(shell);
    agent.start();
    rmSync(dirname(agent.env), { recursive: true });
    const said = agent.start();
    expect(said).toContain('.env is not there, or cannot be read');
    expect(agent.read('.env')).toBe('TOKEN=1\n');
    const { findings } = JSON.parse(lab.run(['doctor', '--json'], { uid: USER }).stdout);
    expect(findings.map(({ code }: { code: string }) => code)).toContain('init-env');
    agent.secret('dotenv', { '.env': 'TOKEN=3\n' });
    expect(agent.start()).not.toContain('not there');
    expect(existsSync(agent.path('.claude-state/trouble'))).toBe(false);
  });

  test('a volume that is not there, or cannot be written, stops the start', () => {
    const agent = new Agent(shell);
    rmSync(agent.volume, { recursive: true });
    expect([agent.own().code, agent.fill().code]).toEqual([1, 1]);
    if (!isRoot) return;
    mkdirSync(agent.volume);
    const { code, stderr } = agent.fill();
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be written by uid');
    expect(stderr).toContain("run 'claude-state init own' as root before");
    lab.bind(agent.volume, agent.volume, 'ro');
    expect([agent.own().code, agent.fill().code]).toEqual([1, 1]);
    expect(agent.own().stderr).toContain('Is it mounted read-only');
  });

  test('wrong words are exit code 2', () => {
    new Agent(shell);
    const wrong = [
      [],
      ['all'],
      ['own'],
      ['own', '--user', 'me', '--volume', '/v'],
      ['fill', '--volume', '/v', 'x'],
    ];
    for (const words of wrong) expect(lab.run(['init', ...words]).code).toBe(2);
    expect(lab.run(['converse']).code).toBe(2);
  });

  test('what came is reported of the home, and the doctor of an agent names no host that it could share', () => {
    const agent = new Agent(shell);
    agent.start();
    writeFileSync(join(agent.image, '.bashrc'), 'newer\n');
    writeFileSync(agent.path('.bashrc'), 'mine\n');
    agent.start();
    expect(lab.run(['seed', '--report', agent.volume], { uid: USER }).stdout).toContain('.bashrc');
    const codes = () =>
      JSON.parse(lab.run(['doctor', '--json'], { uid: USER }).stdout).findings.map(
        ({ code }: { code: string }) => code,
      );
    expect(codes()).toContain('project-not-mounted');
    lab.environment = { ...lab.environment, CLAUDE_STATE_CONVERSATION: conversation };
    expect(codes()).not.toContain('project-not-mounted');
  });

  test('something in the place of the records is said, and stops no start: what there is stays as it is', () => {
    const agent = new Agent(shell);
    agent.start();
    agent.secret('ssh', { id_ed25519: 'KEY 9\n' });
    rmSync(agent.path('.bashrc'));
    chmodSync(agent.path('.ssh/id_ed25519'), 0o644);
    rmSync(agent.path('.claude-state'), { recursive: true });
    for (const put of [
      (at: string) => symlinkSync(join(lab.root, 'nowhere'), at),
      (at: string) => writeFileSync(at, 'x'),
    ]) {
      put(agent.path('.claude-state'));
      if (isRoot && lstatSync(agent.path('.claude-state')).isFile()) give(agent.path('.claude-state'), USER);
      const said = agent.start();
      expect(said).toContain('starts with the home as it is');
      expect(agent.clone(`x file://${lab.root}/nowhere`).code).toBe(0);
      expect([existsSync(agent.path('.bashrc')), existsSync(join(lab.root, 'nowhere'))]).toEqual([
        false,
        false,
      ]);
      expect([agent.read('.ssh/id_ed25519'), agent.mode('.ssh/id_ed25519')]).toEqual(['KEY\n', '600']);
      const { findings } = JSON.parse(lab.run(['doctor', '--json'], { uid: USER }).stdout);
      expect(findings).toContainEqual(expect.objectContaining({ code: 'init-state', severity: 'warning' }));
      rmSync(agent.path('.claude-state'));
    }
    // Gone, all of it comes again.
    expect(agent.start()).not.toContain('as it is');
    expect([agent.read('.bashrc'), agent.read('.ssh/id_ed25519')]).toEqual(['rc\n', 'KEY 9\n']);
  });

  if (isRoot) {
    test('root follows no link of the user’s, and takes nothing from where it leads', () => {
      const agent = new Agent(shell);
      agent.start();
      const outside = join(lab.root, 'outside');
      mkdirSync(outside);
      writeFileSync(join(outside, 'file'), 'of root\n', { mode: 0o600 });
      rmSync(agent.path('.ssh'), { recursive: true });
      for (const name of ['.ssh', '.claude-state/handed', 'link']) symlinkSync(outside, agent.path(name));
      agent.secret('ssh', { id_ed25519: 'KEY 9\n' });
      const said = agent.start();
      expect(said).toContain('.ssh is not a folder');
      expect(readdirSync(outside)).toEqual(['file']);
      expect([owner(outside), owner(join(outside, 'file'))]).toEqual(['0:0', '0:0']);
      expect(owner(agent.path('link'))).toBe(`${USER}:${USER}`);
      rmSync(agent.path('.claude-state'), { recursive: true });
      symlinkSync(outside, agent.path('.claude-state'));
      const [own, fill] = [agent.own(), agent.fill()];
      expect([own.code, fill.code]).toEqual([0, 0]);
      expect(own.stderr).not.toContain('full volume');
      expect(fill.stdout).toContain(
        `.claude-state, where claude-state keeps its records, is a link to ${outside}`,
      );
      expect(readdirSync(outside)).toEqual(['file']);
      expect(agent.read('.bashrc')).toBe('rc\n');
    });

    test('on a full volume what does not fit is named, what there was stays, and with room all of it comes', () => {
      const agent = new Agent(shell);
      lab.mount('-t', 'tmpfs', '-o', 'size=256k', 'none', agent.volume);
      agent.start();
      const filler = agent.path('filler');
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
      agent.secret('ssh', { id_ed25519: `KEY ${'x'.repeat(9000)}\n` });
      const said = agent.start();
      expect(said).toMatch(/secrets could not be handed|could not be written/);
      expect([agent.read('.ssh/id_ed25519'), agent.read('.env')]).toEqual(['KEY\n', 'TOKEN=1\n']);
      rmSync(filler);
      agent.start();
      expect(agent.read('.ssh/id_ed25519')).toHaveLength(9005);
      expect(agent.mode('.ssh/id_ed25519')).toBe('600');
    });

    test('what root made in the home becomes the user’s, with the mode that it had; other owners are meant', () => {
      const agent = new Agent(shell);
      agent.start();
      mkdirSync(agent.path('made/by'), { recursive: true });
      writeFileSync(agent.path('made/by/root'), 'x', { mode: 0o600 });
      writeFileSync(agent.path('of another'), 'x');
      give(agent.path('of another'), 100_000);
      agent.start();
      expect([owner(agent.path('made/by/root')), agent.mode('made/by/root')]).toEqual([
        `${USER}:${USER}`,
        '600',
      ]);
      expect(owner(agent.path('of another'))).toBe('100000:100000');
    });

    test('the volume of a shared login is the user’s, with a folder in it; one that is not there is a line', () => {
      const agent = new Agent(shell);
      const login = join(lab.root, 'login');
      expect(agent.own('--login', login).stderr).toContain('is not there');
      expect(agent.fill().code).toBe(0);
      expect(readFileSync(agent.path('.claude-state/trouble'), 'utf8')).toMatch(/^init-login\t/);
      mkdirSync(login);
      expect(agent.own('--login', login).code).toBe(0);
      expect([login, join(login, 'store')].map(owner)).toEqual([`${USER}:${USER}`, `${USER}:${USER}`]);
      expect(statSync(join(login, 'store')).mode & 0o777).toBe(0o700);
      agent.fill();
      expect(existsSync(agent.path('.claude-state/trouble'))).toBe(false);
    });

    test('a restored volume changes hands whole', () => {
      const agent = new Agent(shell);
      agent.start();
      for (const name of ['', '.bashrc', '.ssh', '.ssh/id_ed25519']) give(agent.path(name), 1234);
      give(agent.projects, 1234);
      // As package managers have them.
      lab.bind(agent.volume, agent.volume);
      linkSync(agent.path('.bashrc'), agent.path('.second'));
      agent.start();
      for (const name of ['', '.bashrc', '.ssh', '.ssh/id_ed25519']) {
        expect(owner(agent.path(name))).toBe(`${USER}:${USER}`);
      }
      expect(owner(agent.projects)).toBe(`${USER}:${USER}`);
    });
  }
});

describe.each(shells)('$name: repositories', (shell) => {
  const git = (folder: string, ...args: string[]) => {
    const identity = ['-c', 'user.name=x', '-c', 'user.email=x@x', '-c', 'init.defaultBranch=main'];
    const run = spawnSync('git', [...identity, '-C', folder, ...args], {
      encoding: 'utf8',
      env: { ...process.env, HOME: lab.root },
      ...(isRoot && { uid: USER, gid: USER }),
    });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout.trim();
  };

  /** A repository with a commit, and an agent that may write its projects. */
  function withSource() {
    const agent = new Agent(shell);
    if (lab.shell.path !== '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin') {
      const found = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
      const tools = join(lab.root, 'tools');
      mkdirSync(tools);
      symlinkSync(found, join(tools, 'git'));
      lab.environment = { ...lab.environment, CLAUDE_STATE_PATH: `${lab.shell.path}:${tools}` };
    }
    const source = join(lab.root, 'source');
    mkdirSync(source);
    if (isRoot) give(source, USER);
    git(source, 'init', '-q');
    commit(source, 'one');
    agent.start();
    return { agent, source, repository: `app file://${source} main` };
  }

  function commit(source: string, text: string): void {
    const readme = join(source, 'README');
    writeFileSync(readme, text);
    if (isRoot) give(readme, USER);
    git(source, 'add', '.');
    git(source, 'commit', '-qm', text);
  }

  test('a missing one is cloned, a clean one goes forward, a changed one is left', () => {
    const { agent, source, repository } = withSource();
    const readme = join(agent.projects, 'app/README');
    expect(agent.clone(repository).stdout).toContain('app: cloned');
    expect([readFileSync(readme, 'utf8'), owner(readme)]).toEqual(['one', `${USER}:${USER}`]);
    expect(agent.clone(repository).stdout).toContain('app: up to date');
    commit(source, 'two');
    expect(agent.clone(repository).stdout).toContain('app: brought up to date');
    expect(readFileSync(readme, 'utf8')).toBe('two');
    writeFileSync(readme, 'mine');
    commit(source, 'three');
    expect(agent.clone(repository).stdout).toContain('not committed');
    expect(readFileSync(readme, 'utf8')).toBe('mine');
  });

  test('one that cannot be reached is a line, and the others are cloned', () => {
    const { agent, source, repository } = withSource();
    const run = agent.clone(`gone file://${source}-gone`, repository);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(
      /^claude-state: gone could not be cloned from file:.*The next start tries again\.\n$/,
    );
    expect(run.stdout).toContain('app: cloned');
    expect(readdirSync(agent.projects)).toEqual(['app']);
    rmSync(source, { recursive: true });
    const later = agent.clone(repository);
    expect([later.code, later.stderr]).toEqual([
      0,
      expect.stringContaining('could not be brought up to date'),
    ]);
    expect(readFileSync(agent.path('.claude-state/trouble'), 'utf8')).toMatch(/^clone-unreachable\t/);
  });

  test('a folder is one name, below the projects', () => {
    const { agent } = withSource();
    for (const words of ['../x https://host/x', 'a/b https://host/x', '.x https://host/x', 'x', '']) {
      const { code, stderr } = agent.clone(words);
      expect([code, stderr]).toEqual([0, expect.stringContaining('names no folder and repository')]);
    }
    expect(readdirSync(agent.projects)).toEqual([]);
  });

  test('no hook of a clone runs, and a password of an address is not shown', () => {
    const { agent, source, repository } = withSource();
    agent.clone(repository);
    const hook = join(agent.projects, 'app/.git/hooks/post-merge');
    writeFileSync(hook, `#!/bin/sh\ntouch ${agent.path('hook-ran')}\n`, { mode: 0o755 });
    if (isRoot) give(hook, USER);
    commit(source, 'two');
    expect(agent.clone(repository).stdout).toContain('brought up to date');
    expect(existsSync(agent.path('hook-ran'))).toBe(false);
    const { stderr } = agent.clone('other https://me:SECRET@127.0.0.1:1/x.git');
    expect(stderr).toContain('https://127.0.0.1:1/x.git');
    expect(stderr).not.toContain('SECRET');
  });
});

describe.each(shells)('$name: the conversation', (shell) => {
  /** A claude that writes down how it was called, and records a conversation as the real one does. */
  function withClaude(body: string) {
    const agent = new Agent(shell);
    agent.start();
    const bin = join(lab.root, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'claude'), `#!/bin/sh\necho "$*" >>'${lab.root}/calls'\n${body}\n`, {
      mode: 0o755,
    });
    writeFileSync(join(lab.root, 'calls'), '', { mode: 0o666 });
    chmodSync(join(lab.root, 'calls'), 0o666);
    lab.environment = {
      ...lab.environment,
      PATH: `${lab.shell.path}:${bin}`,
      CLAUDE_STATE_CONVERSATION: conversation,
      CLAUDE_STATE_PROMPT: 'Do it',
    };
    return { agent, calls: () => readFileSync(join(lab.root, 'calls'), 'utf8').split('\n').filter(Boolean) };
  }

  /** A container's main process: until it says that it stays up, then stopped by a signal. */
  async function converse(signal: NodeJS.Signals = 'SIGTERM', seen = 'stays up') {
    const child = spawn(lab.shell.program, ['converse'], {
      env: lab.env(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...(isRoot && { uid: USER, gid: USER }),
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    await until(
      () => said.includes(seen) || readFileSync(join(lab.root, 'calls'), 'utf8').includes(seen),
      60_000,
    );
    process.kill(signal === 'SIGKILL' ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
    return { said, code: await ended };
  }

  const record = `mkdir -p "$CLAUDE_CONFIG_DIR/projects/-p"; echo '{"type":"user"}' >"$CLAUDE_CONFIG_DIR/projects/-p/${conversation}.jsonl"`;

  test('is begun once with the first prompt, and gone on with after that', async () => {
    const { calls } = withClaude(record);
    expect((await converse()).code).toBe(0);
    expect(calls()).toEqual([`--session-id ${conversation} -- Do it`]);
    const { said } = await converse();
    expect(calls()).toHaveLength(1);
    expect(said).not.toContain('given before');
  });

  test('killed right after it began, the first prompt is not given again', async () => {
    const { agent, calls } = withClaude('sleep 60');
    await converse('SIGKILL', 'Do it');
    const { said } = await converse();
    expect(calls()).toHaveLength(1);
    expect(said).toContain('it is not given again');
    rmSync(agent.path(`.claude-state/begun-${conversation}`));
    await converse('SIGKILL', `${conversation} -- Do it\n--session-id`);
    expect(calls()).toHaveLength(2);
  });

  test('a transcript in which nothing was said is put aside', async () => {
    const { agent, calls } = withClaude('');
    const folder = agent.path('.claude/projects/-p');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${conversation}.jsonl`), '{"type":"mode"}\n');
    if (isRoot)
      for (const path of [dirname(folder), folder, join(folder, `${conversation}.jsonl`)]) give(path, USER);
    await converse();
    expect(calls()).toEqual([`--session-id ${conversation} -- Do it`]);
    expect(readdirSync(folder)).toEqual([`${conversation}.jsonl.unfinished`]);
  });

  if (isRoot) {
    test('a transcript that cannot be read stays, and no other is begun', async () => {
      const { agent, calls } = withClaude('');
      const folder = agent.path('.claude/projects/-p');
      mkdirSync(folder, { recursive: true });
      for (const path of [dirname(folder), folder]) give(path, USER);
      writeFileSync(join(folder, `${conversation}.jsonl`), '{"type":"user"}\n', { mode: 0o600 });
      const { said } = await converse();
      expect([calls(), readdirSync(folder)]).toEqual([[], [`${conversation}.jsonl`]]);
      expect(said).toContain('cannot be read by uid');
    });
  }

  test('without a place to write down that it was given, the prompt is not given', async () => {
    const { agent, calls } = withClaude('');
    rmSync(agent.path('.claude-state'), { recursive: true });
    const { said } = await converse();
    expect(calls()).toEqual([]);
    expect(said).toContain('could be given twice');
  });

  test('when it ends, the container stays up, and Enter goes on with it', async () => {
    const { calls } = withClaude(record);
    // It has to have a terminal.
    const words = ['-qfec', `exec '${lab.shell.program}' converse`, '/dev/null'];
    const child = spawn('/usr/bin/script', words, {
      env: { ...lab.env(), SHELL: '/bin/sh' },
      ...(isRoot && { uid: USER, gid: USER }),
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    const turns = (count: number) => until(() => said.split('Press Enter').length > count, 60_000);
    await turns(1);
    child.stdin.write('\n');
    await turns(2);
    expect(calls()).toEqual([`--session-id ${conversation} -- Do it`, `--resume ${conversation}`]);
    const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    process.kill(Number(inside), 'SIGTERM');
    expect(await ended).toBe(0);
  });

  const helpers = [
    ['env', 'of coreutils', 'exec /usr/bin/env "$@"'],
    ['perl', 'where env is older or of busybox', 'exec /usr/bin/perl "$@"'],
    ['python3', 'where there is no perl', 'exec /usr/bin/python3 "$@"'],
  ] as const;
  // Busybox' shell takes its own env, wherever another one is.
  const reachable = helpers.filter(([name]) => name !== 'env' || !shell.name.startsWith('busybox'));
  test.each(reachable)('Ctrl+C is not ignored in Claude Code: %s, %s', async (name, _, body) => {
    const { calls } = withClaude(`grep SigIgn /proc/$$/status >>"${'$'}{0%/bin/claude}/calls"\n${record}`);
    // The one that is found, and none of the others.
    const first = join(lab.root, 'first');
    mkdirSync(first);
    for (const [each] of helpers) {
      const text = each === name ? body : 'exit 125';
      writeFileSync(join(first, each), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    lab.environment = { ...lab.environment, PATH: `${first}:${lab.environment.PATH}` };
    expect((await converse()).code).toBe(0);
    const ignored = Number.parseInt(calls().at(-1)?.split(/\s+/)[1] ?? '', 16);
    expect(calls()[0]).toBe(`--session-id ${conversation} -- Do it`);
    // INT, QUIT and PIPE.
    expect(ignored & 0x1006).toBe(0);
  });

  test('without such a program Claude Code is started all the same', async () => {
    const { calls } = withClaude(record);
    const first = join(lab.root, 'first');
    mkdirSync(first);
    for (const [each] of helpers) writeFileSync(join(first, each), '#!/bin/sh\nexit 125\n', { mode: 0o755 });
    lab.environment = { ...lab.environment, PATH: `${first}:${lab.environment.PATH}` };
    expect((await converse()).code).toBe(0);
    expect(calls()).toEqual([`--session-id ${conversation} -- Do it`]);
  });

  test('a signal ends Claude Code and then the container; without Claude Code it stays up', async () => {
    const { calls } = withClaude(
      `trap 'echo ended >>${'$'}{0%/bin/claude}/calls; exit 0' TERM; sleep 60 & wait`,
    );
    expect((await converse('SIGTERM', 'Do it')).code).toBe(0);
    expect(calls().at(-1)).toBe('ended');
    rmSync(join(lab.root, 'bin/claude'));
    const { said, code } = await converse();
    expect([said.includes('no claude in PATH'), code]).toEqual([true, 0]);
    expect(statSync(lab.root).isDirectory()).toBe(true);
  });
});
