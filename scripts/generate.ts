// `npm run generate`: writes what follows from the catalogues in schemas/, from the checks and from the declared commands. With --check it only says what is out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { claudePaths, copiedFiles, optionalDirectories, profileDirectories } from '../core/src/catalogue.ts';
import { containerHostDir, hostHome, hostPreparedDir } from '../core/src/containerPaths.ts';
import { parseDocument } from '../core/src/devcontainer/document.ts';
import { nodeAt, setMember } from '../core/src/devcontainer/edit.ts';
import { PROFILE_FOLDERS } from '../core/src/prepare/layout.ts';
import { privateNames, secretNames } from '../core/src/prepare/linked.ts';
import { simpleSettings } from '../core/src/prepare/simpleSettings.ts';
import catalogue from '../schemas/claude-paths.json';
import { answersTable, catalogueTable, homeTable } from './catalogueTable.ts';
import { checksPage } from './checksPage.ts';
import { featureDocs } from './featureDocs.ts';
import { lineTable } from './lineTable.ts';
import { manPage } from './manPage.ts';
import { verifyPage } from './verifyPage.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A file that is generated, whole or in part: its text as it should be, from its text as it is. */
interface Generated {
  readonly path: string;
  readonly render: (current: string) => string;
}

const profileMounts = [
  ...profileDirectories.map((name) => bind(`${hostHome}/.claude/${name}`, name)),
  bind(`${hostPreparedDir}/files`, 'files'),
];

/** Functions that prepare.sh, which has to stand alone, and the program in the container have alike. */
const slugFunction = /^project_slug\(\) \{\n[\s\S]*?^\}\n/m;
const rootFunctions = /^memory_root\(\) \{\n[\s\S]*?^git_path\(\) \{\n[\s\S]*?^\}\n/m;
/** What `migrate` of the command line, and the program in the container, know other layouts by. */
const layoutFunctions = /^is_state\(\) \{\n[\s\S]*?^layout\(\) \{\n[\s\S]*?^\}\n/m;
const copyShell = await readFile(`${root}/core/assets/copyState.sh`, 'utf8');
const prepareShell = await readFile(`${root}/core/assets/prepare.sh`, 'utf8');

/** What an image may have in `~/.claude` and no volume needs: of one machine, or made anew. */
const imageLeftOut = claudePaths
  .filter((entry) => ['runtime', 'cache', 'legacy'].includes(entry.class))
  .map((entry) => entry.name);

/** What of the container user's home lies in the container's own layer. */
const homeLinks = catalogue.home.filter((entry) => entry.class !== 'cache').map((entry) => entry.name);
/** What is not brought from an image's home: those, and what is made anew. */
const homeLeftOut = [
  ...catalogue.home.map((entry) => entry.name),
  ...['.claude-state', ...imageLeftOut].map((name) => `.claude/${name}`),
];

const targets: readonly Generated[] = [
  {
    path: 'feature/src/claude-profile/devcontainer-feature.json',
    render: (text) => withMounts(text, profileMounts),
  },
  {
    path: 'docs/what-is-shared.md',
    render: (text) =>
      between(
        between(text, 'catalogue', catalogueTable(claudePaths)),
        'answers',
        answersTable(catalogue.answers),
      ),
  },
  listIn('core/assets/prepare.sh', /^PROFILE='(.*)'$/m, PROFILE_FOLDERS),
  {
    path: 'core/assets/prepare.ps1',
    render: (text) => text.replace(/^\$Folders = .*$/m, `$Folders = ${quoted(PROFILE_FOLDERS)}`),
  },
  listIn('core/assets/prepare.sh', /^SIMPLE='([^']*)'$/m, simpleSettings),
  listIn('core/assets/prepare.sh', /^SECRET='([^']*)'$/m, secretNames),
  listIn('core/assets/prepare.sh', /^PRIVATE='([^']*)'$/m, privateNames),
  listIn('core/assets/prepare.ps1', /^\$Secret = -split '([^']*)'$/m, secretNames),
  listIn('core/assets/prepare.ps1', /^\$Private = -split '([^']*)'$/m, privateNames),
  listIn('core/assets/prepare.ps1', /^\$Simple = -split '([^']*)'$/m, simpleSettings),
  listIn('feature/lib/profile.sh', /^PROFILE_DIRECTORIES='(.*)'$/m, profileDirectories),
  listIn('feature/lib/profile.sh', /^PROFILE_OPT_IN='(.*)'$/m, optionalDirectories),
  functionsIn('feature/lib/slug.sh', slugFunction, prepareShell),
  functionsIn('feature/lib/gitRoot.sh', rootFunctions, prepareShell),
  functionsIn('feature/lib/migrate.sh', layoutFunctions, copyShell),
  listIn('feature/install/state.sh', /^IMAGE_LEFT_OUT='(.*)'$/m, imageLeftOut),
  listIn('feature/install/home.sh', /^HOME_LINKS='([^']*)'$/m, homeLinks),
  listIn('feature/install/home.sh', /^HOME_LEFT_OUT='([^']*)'$/m, homeLeftOut),
  listIn('feature/lib/home.sh', /^HOME_LINKS='([^']*)'$/m, homeLinks),
  { path: 'docs/home.md', render: (text) => between(text, 'home', homeTable(catalogue.home)) },
  listIn('feature/lib/profile.sh', /^PROFILE_FILES='(.*)'$/m, copiedFiles),
];

function functionsIn(path: string, pattern: RegExp, source: string): Generated {
  return { path, render: (text) => text.replace(pattern, () => pattern.exec(source)?.[0] ?? '') };
}

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

function bind(source: string, name: string): string {
  return `type=bind,source=${source},target=${containerHostDir}/${name},readonly`;
}

function withMounts(text: string, mounts: readonly string[]): string {
  const node = nodeAt(text, ['mounts']);
  const same =
    node &&
    JSON.stringify(JSON.parse(text.slice(node.offset, node.offset + node.length))) === JSON.stringify(mounts);
  return same ? text : setMember(text, [], 'mounts', mounts, parseDocument(text));
}

/** Puts text between two marker comments of a Markdown file. */
function between(text: string, name: string, content: string): string {
  const start = `<!-- generated: ${name} -->`;
  const end = '<!-- end -->';
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The page has no "${start}" … "${end}"`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

/** A list of names, separated by white space, in a file that cannot read the catalogue itself. */
function listIn(path: string, pattern: RegExp, names: readonly string[]): Generated {
  return {
    path,
    render: (text) => {
      if (!pattern.test(text)) throw new Error(`${path} has no line like ${pattern}`);
      return text.replace(pattern, (line, list: string) =>
        line.replace(list, list.includes('\n') ? wrapped(names) : names.join(' ')),
      );
    },
  };
}

/** Names on lines that a reader need not scroll. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const longer = `${lines.at(-1) ?? ''} ${name}`;
    if (lines.length > 0 && longer.length <= 110) lines[lines.length - 1] = longer;
    else lines.push(`  ${name}`);
  }
  return `\n${lines.join('\n')}\n`;
}

const check = process.argv.includes('--check');
const texts = new Map<string, { before: string; after: string }>();
for (const { path, render } of targets) {
  const before = texts.get(path)?.before ?? (await readFile(`${root}/${path}`, 'utf8'));
  texts.set(path, { before, after: render(texts.get(path)?.after ?? before) });
}
for (const [path, after] of [
  ...(await featureDocs(root)),
  ['docs/checks.md', checksPage()] as const,
  ['docs/verify.md', verifyPage()] as const,
  ['core/src/verify/lineTable.ts', lineTable()] as const,
  ['cli/man/claude-sessions.1', manPage()] as const,
]) {
  texts.set(path, { before: await readFile(`${root}/${path}`, 'utf8').catch(() => ''), after });
}
let stale = 0;
for (const [path, { before, after }] of texts) {
  if (before === after) continue;
  stale++;
  if (check) console.error(`${path} is out of date: run \`npm run generate\`.`);
  else await writeFile(`${root}/${path}`, after);
}
if (check && stale > 0) process.exitCode = 1;
