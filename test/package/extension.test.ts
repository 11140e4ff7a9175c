import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allChecks } from '../../core/src/checks/allChecks.ts';
import { newFolder } from '../harness/place/newFolder.ts';
import { repository } from '../harness/system/repository.ts';
import { type PackedExtension, packExtension } from '../harness/vscode/packExtension.ts';
import { unpackExtension } from '../harness/vscode/unpackExtension.ts';

let packed: PackedExtension;
let before: string[];

/** What lies beside the manifest, and what was packed before. */
const around = () => [
  ...readdirSync(join(repository, 'extension')),
  ...readdirSync(repository).filter((name) => name.endsWith('.vsix')),
];

beforeAll(() => {
  before = around();
  packed = packExtension();
}, 120_000);
afterAll(() => packed?.dispose());

const names = () => [...packed.files.keys()].sort();
const readJson = (path: string) => JSON.parse(readFileSync(join(repository, path), 'utf8'));

describe('the packed extension', () => {
  test('holds what runs, its pictures and words, and nothing else', () => {
    const chunk = /^extension\/dist\/node\/[\w-]+-[A-Z0-9]{8}\.mjs$/;
    expect(names().filter((name) => !chunk.test(name))).toEqual([
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/changelog.md',
      'extension/dist/extension.js',
      'extension/dist/languageClient.js',
      'extension/dist/node/api.mjs',
      'extension/dist/node/cli.mjs',
      'extension/dist/node/countWorker.mjs',
      'extension/dist/node/scanWorker.mjs',
      'extension/dist/node/searchWorker.mjs',
      'extension/dist/node/server.mjs',
      'extension/dist/protocol.js',
      'extension/dist/usagePanel.js',
      'extension/media/icon.png',
      'extension/media/view.svg',
      'extension/media/walkthrough/check.svg',
      'extension/media/walkthrough/continue.svg',
      'extension/media/walkthrough/keep.svg',
      'extension/media/walkthrough/share.svg',
      'extension/media/walkthrough/why.svg',
      'extension/package.json',
      'extension/package.nls.json',
      'extension/readme.md',
    ]);
  });

  test('is below 590 kB', () => {
    console.log(`The .vsix has ${(packed.size / 1000).toFixed(1)} kB.`);
    expect(packed.size).toBeLessThan(590_000);
  });

  test('holds every module that its modules import', () => {
    for (const name of names().filter((path) => path.endsWith('.mjs'))) {
      for (const [, imported] of packed.text(name).matchAll(/(?:from|import\(?)["']\.\/([\w-]+\.mjs)["']/g)) {
        expect(names(), `imported by ${name}`).toContain(`extension/dist/node/${imported}`);
      }
    }
  });

  test('has the libraries of the protocol once, for the client and the server', () => {
    const holds = names().filter(
      (name) => /js$/.test(name) && packed.text(name).includes('textDocument/willSaveWaitUntil'),
    );
    expect(holds).toEqual(['extension/dist/protocol.js']);
    expect(packed.text('extension/dist/languageClient.js')).toContain('require("./protocol.js")');
    expect(packed.text('extension/dist/node/server.mjs')).toContain('("../protocol.js")');
  });

  test('has the commands in it that rebuild in a terminal, continue there or are the guard’s, and no others', () => {
    const folder = newFolder();
    try {
      unpackExtension(packed, folder);
      const config = join(folder, 'app/.devcontainer/devcontainer.json');
      const text = '{\n  "image": "debian" // the image\n}\n';
      mkdirSync(dirname(config), { recursive: true });
      writeFileSync(config, text);
      const env = { PATH: process.env.PATH ?? '', HOME: folder, DOCKER_PATH: '/nonexistent' };
      const run = (...args: string[]) =>
        spawnSync(process.execPath, [join(folder, 'extension/dist/node/cli.mjs'), ...args], {
          env,
          encoding: 'utf8',
        });
      const app = join(folder, 'app');
      for (const mode of ['share', 'isolate']) {
        const { status, stderr } = run(mode, app);
        expect(status, `${mode}: ${stderr}`).toBe(0);
        expect(JSON.parse(run('doctor', '--json', app).stdout)).toMatchObject({ mode });
      }
      // There is no Claude Code that it could find.
      env.PATH = folder;
      expect(run('continue', '--host', app)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('no `claude` on your PATH'),
      });
      expect(run('resume', '0e7e4f5c', app)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('There is no conversation 0e7e4f5c.'),
      });
      expect(run('guard', 'check')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('no event or process of a hook'),
      });
      expect(run('remove', app)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('unknown command'),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('leaves the texts of the pages of checks to the documentation', () => {
    const all = [...packed.files].map(([, content]) => content.toString()).join('\n');
    const page = readFileSync(join(repository, 'docs/checks.md'), 'utf8');
    const texts = allChecks.map(({ why }) => why.slice(0, 50)).filter((why) => page.includes(why));
    expect(texts.length).toBeGreaterThan(60);
    const brought = texts.filter((why) => all.includes(why.replaceAll('`', '\\`')) || all.includes(why));
    // What is put together from parts is not found by its form.
    expect(brought.length, brought.join('\n')).toBeLessThan(12);
  });

  test('tells nothing of the machine that built it', () => {
    const machine = [repository, 'sourceMappingURL=', 'sourcesContent'];
    if (homedir().split('/').length > 2) machine.push(homedir());
    if (hostname().length > 5) machine.push(hostname());
    const privateHost =
      /\b(?:10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+)\b|https?:\/\/[\w.-]*(?:localhost|\.local|\.internal|\.corp|\.lan)\b/;
    for (const [name, content] of packed.files) {
      const text = content.toString('latin1');
      for (const word of machine) expect(text.includes(word), `${word} in ${name}`).toBe(false);
      expect(text.match(privateHost)?.[0], `in ${name}`).toBeUndefined();
    }
  });

  test('leaves the working tree as it was', () => {
    expect(around()).toEqual(before);
  });
});

describe('the manifest', () => {
  const manifest = () => JSON.parse(packed.text('extension/package.json'));

  test('says what both registries of extensions ask for', () => {
    expect(manifest()).toMatchObject({
      publisher: 'claude-sessions',
      name: 'claude-sessions',
      license: 'MIT',
      repository: { type: 'git', url: expect.stringMatching(/^https:\/\/github\.com\/.+\.git$/) },
      bugs: { url: expect.stringMatching(/^https:/) },
      icon: 'media/icon.png',
    });
    const { keywords, categories } = manifest();
    expect(keywords.length).toBeLessThanOrEqual(30);
    // https://code.visualstudio.com/api/references/extension-manifest
    const known =
      'AI Azure Chat "Data Science" Debuggers "Extension Packs" Education Formatters Keymaps "Language Packs" Linters "Machine Learning" Notebooks Other "Programming Languages" "SCM Providers" Snippets Testing Themes Visualization'
        .match(/"[^"]+"|\S+/g)
        ?.map((word) => word.replaceAll('"', ''));
    expect(known).toEqual(expect.arrayContaining(categories));
  });

  test('has the version of everything else', () => {
    const { version } = readJson('package.json');
    expect(manifest().version).toBe(version);
    expect(packed.text('extension.vsixmanifest')).toContain(` Version="${version}" `);
    expect(packed.text('extension/changelog.md')).toContain(`## ${version}`);
  });

  test('names nothing that only a developer needs', () => {
    for (const key of ['scripts', 'dependencies', 'devDependencies', 'private', 'type', 'workspaces']) {
      expect(manifest()).not.toHaveProperty(key);
    }
  });

  test('asks for a VS Code that the language client runs on, and is compiled against no newer one', () => {
    const number = (range: string) => {
      const [, major, minor] = /(\d+)\.(\d+)/.exec(range) ?? [];
      return Number(major) * 1000 + Number(minor);
    };
    const wanted = number(manifest().engines.vscode);
    expect(wanted).toBeGreaterThanOrEqual(
      number(readJson('node_modules/vscode-languageclient/package.json').engines.vscode),
    );
    expect(number(readJson('node_modules/@types/vscode/package.json').version)).toBeLessThanOrEqual(wanted);
  });

  test('has a PNG of 128 pixels or more for its icon', () => {
    const icon = packed.files.get('extension/media/icon.png');
    expect(icon?.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(icon?.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
    expect(icon?.readUInt32BE(20)).toBe(icon?.readUInt32BE(16));
  });

  test('takes every word from package.nls.json, and leaves none there unused', () => {
    const used = [...packed.text('extension/package.json').matchAll(/%([\w.-]+)%/g)].map(([, key]) => key);
    expect(Object.keys(JSON.parse(packed.text('extension/package.nls.json'))).sort()).toEqual(
      [...new Set(used)].sort(),
    );
  });

  test('names no file that is not there', () => {
    for (const [, path] of packed
      .text('extension/package.json')
      .matchAll(/"((?:\.\/)?(?:media|dist)\/[^"*]+)"/g)) {
      expect(names()).toContain(`extension/${path?.replace('./', '')}`);
    }
  });

  test('puts into menus, keys and texts only commands that exist', () => {
    const { contributes } = manifest();
    const known = contributes.commands.map(({ command }: { command: string }) => command);
    expect(new Set(known).size).toBe(known.length);
    const inMenus = Object.values<{ command?: string }[]>(contributes.menus ?? {}).flat();
    const used = [...inMenus, ...(contributes.keybindings ?? [])].flatMap(({ command }) => command ?? []);
    const texts = packed.text('extension/package.json') + packed.text('extension/package.nls.json');
    used.push(
      ...[...texts.matchAll(/(?:\(command:|onCommand:)(claudeSessions\.\w+)/g)].map(([, id]) => `${id}`),
    );
    expect(used.filter((command) => !known.includes(command))).toEqual([]);
  });

  test('is the extension that the Features install', () => {
    const { publisher, name } = manifest();
    for (const id of ['claude-persist', 'claude-sessions']) {
      const { customizations } = readJson(`feature/src/${id}/devcontainer-feature.json`);
      expect(customizations.vscode.extensions).toEqual([`${publisher}.${name}`]);
    }
  });
});

describe('the README of the registries', () => {
  const targets = () => {
    const text = packed.text('extension/readme.md').replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
    return {
      links: [...text.matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)/g)].map(([, target]) => `${target}`),
      pictures: [...text.matchAll(/!\[[^\]]*\]\(([^)\s]+)|<img[^>]+src="([^"]+)/g)].map(
        ([, markdown, html]) => markdown ?? `${html}`,
      ),
    };
  };

  test('links to nothing relative', () => {
    const relative = targets().links.filter((target) => !/^(https:|#)/.test(target));
    expect(relative).toEqual([]);
    expect(targets().links.length).toBeGreaterThan(0);
  });

  test('has pictures by https only, and no SVG, which the registries refuse', () => {
    expect(targets().pictures.filter((target) => !/^https:.+\.(png|gif|jpe?g|webp)$/.test(target))).toEqual(
      [],
    );
  });
});

test('the walkthrough has a picture with a description for each step, in the colours of the theme', () => {
  const { walkthroughs } = JSON.parse(packed.text('extension/package.json')).contributes;
  for (const { media } of walkthroughs[0].steps) {
    expect(media.altText).toMatch(/^%walkthrough\..+\.alt%$/);
    const picture = packed.text(`extension/${media.svg}`);
    // A colour of its own is allowed only as what a theme falls back to.
    expect(picture.replace(/var\(--vscode-[\w-]+, (?:#\w+|\w+)\)/g, '')).not.toMatch(/#[0-9a-f]{3,8}\b/i);
    expect(picture).not.toMatch(/<script|\son\w+=|href=/);
  }
});
