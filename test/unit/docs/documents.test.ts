import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../cli/src/program/createProgram.ts';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { verifyCodes } from '../../../core/src/verify/verifyCodes.ts';
import { repository } from '../../harness/system/repository.ts';
import { anchorsOf, documents, ourCommandLines, prose, relativeLinks, resolveLink } from './documents.ts';

const generated = /^<!-- Generated/;

it('README has at most 900 words', () => {
  const [, readme = ''] = documents.find(([path]) => path === 'README.md') ?? [];
  expect(readme.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(900);
});

describe.each(documents)('%s', (path, text) => {
  it('has no link that leads nowhere', () => {
    const broken = relativeLinks(text).filter((target) => {
      const { path: file, anchor } = resolveLink(path, target);
      const full = join(repository, file);
      if (!existsSync(full)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(full, 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('shows only commands and options that there are', () => {
    const wrong = ourCommandLines(text).flatMap((line) => {
      const problem = parseProblem(line);
      return problem === undefined ? [] : [`${line}: ${problem}`];
    });
    expect(wrong).toEqual([]);
  });
});

const features = ['claude-sessions', 'claude-persist', 'claude-profile'];

// A released version, in the changelog, may have had others.
it.each(documents.filter(([path]) => path !== 'CHANGELOG.md'))(
  '%s names only checks that there are',
  (_, text) => {
    const codes = new Set<string>([...allChecks.map(({ code }) => code), ...verifyCodes]);
    const named = [...prose(text).matchAll(/(?:checks|verify)\.md#([\w-]+)|\[`([a-z]+(?:-[a-z]+)+)`\]/g)];
    const wrong = named.flatMap(([, anchor, code]) => {
      const name = anchor ?? code ?? '';
      return codes.has(name) || features.includes(name) ? [] : [name];
    });
    expect(wrong).toEqual([]);
  },
);

it('there is much to look at', () => {
  expect(documents.flatMap(([, text]) => ourCommandLines(text)).length).toBeGreaterThan(80);
  expect(documents.flatMap(([, text]) => relativeLinks(text)).length).toBeGreaterThan(80);
});

it('the generated pages are among them', () => {
  const pages = documents.filter(([, text]) => generated.test(text)).map(([path]) => path);
  expect(pages).toEqual(expect.arrayContaining(['docs/checks.md', 'docs/verify.md']));
});

describe('what is wrong is seen', () => {
  it.each([
    ['claude-sessions shar', /unknown command/],
    ['npx claude-sessions share --dryrun', /unknown option/],
    ['claude-sessions share --memory all', /Allowed choices/],
    ['claude-sessions status a b', /too many arguments/],
  ])('%s', (line, problem) => {
    expect(parseProblem(line)).toMatch(problem);
  });

  it.each([
    'claude-sessions',
    'claude-sessions share ~/app --up',
    "claude-sessions shell 'a b' -- ls -l",
    'claude-sessions [command] --help',
  ])('and %s is right', (line) => {
    expect(parseProblem(line)).toBeUndefined();
  });

  it('links and headings', () => {
    expect(relativeLinks('[a](b.md#c) ![p](d.png) [x](https://e)\n```\n[no](no.md)\n```\n')).toEqual([
      'b.md#c',
      'd.png',
    ]);
    expect(anchorsOf('# `share`, or *isolate*\n## What remains\n## What remains\n')).toEqual([
      'share-or-isolate',
      'what-remains',
      'what-remains-1',
    ]);
  });
});

/** What the declared program says of a line; undefined when it takes it. Nothing is run. */
function parseProblem(line: string): string | undefined {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, one, two, three]) => one ?? two ?? three ?? '',
  );
  const args = words.slice(words[0] === 'npx' ? 2 : 1).filter((word) => !/^(…|\.\.\.)$/.test(word));
  if (args.length === 0 || /^\[?(command|COMMAND)\]?$/.test(args[0] ?? '')) return undefined;
  const program = createProgram();
  muted(program);
  try {
    program.parse(args, { from: 'user' });
    return undefined;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    // A command may be named without what it takes.
    if (code === 'commander.missingArgument' && args.length === 1) return undefined;
    return code === 'commander.helpDisplayed' || code === 'commander.version' ? undefined : message;
  }
}

/** Makes a command and those below it parse and do nothing. */
function muted(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  for (const each of command.commands) muted(each as Command);
}
