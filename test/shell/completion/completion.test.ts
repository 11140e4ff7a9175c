import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashCompletion } from '../../../cli/src/completion/bashCompletion.ts';
import { fishCompletion } from '../../../cli/src/completion/fishCompletion.ts';
import { completedProgram } from '../../../cli/src/completion/model.ts';
import { zshCompletion } from '../../../cli/src/completion/zshCompletion.ts';
import { createProgram } from '../../../cli/src/program/createProgram.ts';
import { newFolder } from '../../harness/place/newFolder.ts';
import { put } from '../../harness/place/Place.ts';
import { TypedShell } from './TypedShell.ts';

const model = completedProgram(createProgram());
const names = model.commands.map(({ name }) => name);
const root = newFolder();
const project = join(root, 'project');

/** In the place of our program: it prints the words that it is given. */
const stub = '#!/bin/sh\nprintf got; for each; do printf " <%s>" "$each"; done; echo\n';
const env = { HOME: root, PATH: `${join(root, 'bin')}:${process.env.PATH}`, LC_ALL: 'C.UTF-8' };

const scripts = {
  bash: bashCompletion(model),
  zsh: zshCompletion(model),
  fish: fishCompletion(model),
} as const;
type Shell = keyof typeof scripts;

const isThere = (program: string) => spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;

/** Without the shell there is nothing to try, but in CI that is a failure. */
const describeWith = (shell: Shell) => describe.skipIf(!isThere(shell) && process.env.CI !== 'true');

beforeAll(() => {
  put(join(root, 'bin/claude-sessions'), stub, 0o755);
  for (const [shell, text] of Object.entries(scripts)) put(join(root, `completion.${shell}`), text);
  for (const file of ['fol der/x', 'folder2/x', 'filex']) put(join(project, file), '');
});

/** What is completed in the three shells alike: the words typed, and what is offered. */
const offers: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['', names],
  ['sha', ['share']],
  ['share --mem', ['--memory']],
  ['share --memory ', ['ro', 'rw']],
  ['share --memory r', ['ro', 'rw']],
  ['share --tasks --login t', ['token']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['config ', ['set', 'unset']],
  ['config set ', ['collection', 'dockerPath', 'login', 'resticPath', 'resticRepository']],
  ['config set d', ['dockerPath']],
  ['help ver', ['verify']],
  ['isolate --memo', []],
  ...model.commands.map(
    ({ name, options }) =>
      [`${name} --`, options.flatMap((each) => each.names.filter((word) => word.startsWith('--')))] as const,
  ),
];

describeWith('bash')('bash', () => {
  /** Asks the function itself. */
  function offered(typed: readonly string[], cwd = project): string[] {
    const code = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _claude_sessions
      for each in "\${COMPREPLY[@]}"; do printf '%s\\n' "$each"; done`;
    const done = spawnSync('bash', ['--norc', '-uc', code, 'x', join(root, 'completion.bash'), ...typed], {
      cwd,
      env,
      encoding: 'utf8',
    });
    expect(done.stderr).toBe('');
    return done.stdout.split('\n').filter(Boolean);
  }

  it.each(offers)('claude-sessions %s', (typed, expected) => {
    expect(offered(['claude-sessions', ...typed.split(' ')]).sort()).toEqual([...expected].sort());
  });

  it.each([
    [
      ['share', '--memory', '=', 'r'],
      ['ro', 'rw'],
    ],
    [
      ['share', '--memory', '='],
      ['ro', 'rw'],
    ],
    [['config', 'set', 'dockerPath', 'x', ''], []],
    [['shell', '--', '--mem'], []],
    [['nonsense', ''], []],
  ])('as bash splits words: %j', (typed, expected) => {
    expect(offered(['claude-sessions', ...typed])).toEqual(expected);
  });

  it('evaluates nothing that is typed', () => {
    for (const word of ['$(touch hacked)', '`touch hacked`', '"$(touch hacked)"', '<(touch hacked)']) {
      offered(['claude-sessions', 'share', word, '--mem']);
      offered(['claude-sessions', 'share', '--memory', word]);
      offered(['claude-sessions', word]);
    }
    expect(existsSync(join(project, 'hacked'))).toBe(false);
  });

  it.skipIf(!isThere('shellcheck') && process.env.CI !== 'true')('is clean to shellcheck', () => {
    const { stdout } = spawnSync('shellcheck', ['-s', 'bash', join(root, 'completion.bash')], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});

describeWith('fish')('fish', () => {
  function offered(typed: string): string[] {
    const code = 'source $argv[1]; complete -C "claude-sessions $argv[2]"';
    const args = ['--no-config', '-c', code, join(root, 'completion.fish'), typed];
    const { stdout, stderr } = spawnSync('fish', args, { cwd: project, env, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
  }

  it.each(offers)('claude-sessions %s', (typed, expected) => {
    expect(offered(typed).sort()).toEqual([...expected].sort());
  });

  it('folders, and files for an option that takes one', () => {
    expect(offered('share ./fo')).toEqual(['./fol der/', './folder2/']);
    expect(offered('share --memory rw ./fo')).toEqual(['./fol der/', './folder2/']);
    expect(offered('share --config ./fi')).toEqual(['./filex']);
    expect(offered('share --memory=')).toEqual(['--memory=ro', '--memory=rw']);
  });
});

const typed = {
  bash: { start: 'bash --norc --noprofile -i', setUp: 'source ../completion.bash' },
  zsh: { start: 'zsh -f -i', setUp: 'autoload -Uz compinit; compinit -u; source ../completion.zsh' },
} as const;

for (const shell of ['bash', 'zsh'] as const) {
  describeWith(shell)(`${shell} on a terminal`, () => {
    let session: TypedShell;
    const got = async (line: string) => {
      const shown = await session.type(`${line}\n`, /^got.*\r?\n/m);
      return [...(/^got(.*)$/m.exec(shown)?.[1] ?? '').matchAll(/<(.*?)>/g)].map(([, word]) => word);
    };

    beforeAll(async () => {
      session = new TypedShell(typed[shell].start, project, env);
      await session.type(`${typed[shell].setUp}; echo loa""ded\n`, /loaded/);
    }, 90_000);
    afterAll(() => session.end());

    it.each([
      ['sha\t', ['share']],
      ['share --mem\trw', ['share', '--memory', 'rw']],
      ['share --memory=r\tw', ['share', '--memory=rw']],
      ['share --login t\t', ['share', '--login', 'token']],
      ['config se\tdock\tpodman', ['config', 'set', 'dockerPath', 'podman']],
      ['completion f\t', ['completion', 'fish']],
      ['share --config fil\t', ['share', '--config', 'filex']],
      ['shell -- fil\t', ['shell', '--', 'filex']],
    ])('%j', async (line, words) => {
      expect(await got(`claude-sessions ${line}`)).toEqual(words);
    });

    it.each(['share fol\\ \t', 'share --tasks fol\\ \t', 'doctor fol\\ \t'])('a folder: %j', async (line) => {
      expect((await got(`claude-sessions ${line}`)).at(-1)).toMatch(/^fol der\/?$/);
    });

    it('a file is no project folder', async () => {
      expect((await got('claude-sessions share fil\t')).at(-1)).toBe('fil');
    });

    it('evaluates nothing that is typed', async () => {
      await session.type('claude-sessions share "$(touch hacked)" --mem\t\u0015echo do""ne\n', /done/);
      expect(existsSync(join(project, 'hacked'))).toBe(false);
    });
  });
}

describeWith('zsh')('zsh', () => {
  it('knows every command and option', () => {
    for (const { name, summary, options } of model.commands) {
      expect(scripts.zsh).toContain(`'${name}:${summary.replaceAll("'", "'\\''")}'`);
      for (const option of options) for (const word of option.names) expect(scripts.zsh).toContain(word);
    }
    expect(spawnSync('zsh', ['-n', join(root, 'completion.zsh')]).status).toBe(0);
  });

  it('works from a folder of $fpath, too', async () => {
    const functions = join(root, 'functions');
    put(join(functions, '_claude-sessions'), scripts.zsh);
    const session = new TypedShell('zsh -f -i', project, env);
    try {
      await session.type(
        `fpath=(${functions} $fpath); autoload -Uz compinit; compinit -u -D; echo loa""ded\n`,
        /loaded/,
      );
      const shown = await session.type('claude-sessions share --mem\trw\n', /^got.*\r?\n/m);
      expect(shown).toContain('got <share> <--memory> <rw>');
    } finally {
      session.end();
    }
  });
});
