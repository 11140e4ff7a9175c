import type { FilePlace } from '../filePlace.ts';
import type { ComposeHost, FileReading } from './composeHost.ts';
import type { UnknownSetting } from './containerSettings.ts';
import { parseEnvFile } from './envFile.ts';
import { envVariable } from './envVariable.ts';
import { FileScope } from './FileScope.ts';
import { readService } from './readService.ts';
import { emptyService, itemsOf, memberOf, mergeServices, type Service } from './service.ts';
import { parseYaml, type YamlNode } from './yamlTree.ts';

/** The files of a Compose project, put together. */
export interface ComposeProject {
  readonly services: Map<string, Service>;
  readonly volumes: Map<string, unknown>;
  readonly secrets: Map<string, unknown>;
  readonly configs: Map<string, unknown>;
}

type Variables = (name: string) => string | undefined;

/** Nobody's project has so many files; nor does anybody extend or include from so deep. */
const maxFiles = 40;
const maxDepth = 20;

/** Nor do its services name files so often, all together. */
const maxLooks = 400;

/** Nor are its files together as long; the library takes seconds for some texts of this length. */
const maxText = 1024 * 1024;
const tooMany: FileReading = { why: 'is not read: there are too many files' };

/** Loads Compose files with those that they include and extend. Fetches nothing; what cannot be read is noted. */
export class ComposeLoader {
  /** Absolute paths. */
  readonly files = new Set<string>();
  readonly unknown: UnknownSetting[] = [];
  private readonly host: ComposeHost;
  private readonly reads = new Map<string, Promise<FileReading>>();
  private looks = 0;
  private loads = 0;
  private textLength = 0;
  private readonly roots = new Map<string, YamlNode | undefined>();

  constructor(host: ComposeHost) {
    const read = async (path: string) => {
      if (this.reads.size >= maxFiles && !this.reads.has(path)) return tooMany;
      this.files.add(path);
      if (++this.looks > maxLooks) return tooMany;
      const reading = this.reads.get(path) ?? host.read(path);
      this.reads.set(path, reading);
      return reading;
    };
    this.host = { ...host, read };
  }

  /**
   * @param paths files of one project, of which each goes over those before it
   * @param folder of the project: relative paths start there, and `.env` lies there
   * @param at where they are named, when that is a Compose file
   */
  async load(
    paths: readonly string[],
    folder: string,
    { at, variables = this.host.variable, envFiles, depth = 0 }: LoadOptions = {},
  ): Promise<ComposeProject> {
    const project = emptyProject();
    const known = await this.withDotEnv(envFiles ?? [this.host.resolve(folder, '.env')], variables);
    for (const path of paths) {
      const scope = new FileScope(this.host, folder, known, this.unknown);
      const root = await this.rootOf(path, at, scope);
      if (!root) continue;
      await this.include(project, root, scope, depth);
      const services = memberOf(root, 'services');
      for (const name of services?.kind === 'map' ? services.members.keys() : []) {
        const service = await this.serviceOf(path, root, name, scope, []);
        if (!service) continue;
        project.services.set(name, mergeServices(project.services.get(name) ?? emptyService, service));
      }
      takeStores(project, root, scope);
    }
    return project;
  }

  private async include(
    project: ComposeProject,
    root: YamlNode,
    scope: FileScope,
    depth: number,
  ): Promise<void> {
    for (const item of itemsOf(memberOf(root, 'include'))) {
      const named = itemsOf(memberOf(item, 'path') ?? item).flatMap((each) => scope.text(each) ?? []);
      const paths = named
        .filter((each) => this.isLocal(each, item.at, scope))
        .map((each) => scope.path(each));
      const [first] = paths;
      if (first === undefined) continue;
      if (depth >= maxDepth || ++this.loads > maxFiles)
        return scope.addUnknown('it includes too many files in one another', item.at, true);
      const directory = scope.text(memberOf(item, 'project_directory'));
      const folder = directory === undefined ? this.host.folderOf(first) : scope.path(directory);
      const envFiles = itemsOf(memberOf(item, 'env_file')).flatMap((each) => scope.text(each) ?? []);
      const included = await this.load(paths, folder, {
        at: item.at,
        variables: scope.variable,
        ...(envFiles.length > 0 && { envFiles: envFiles.map((each) => scope.path(each)) }),
        depth: depth + 1,
      });
      for (const key of ['services', 'volumes', 'secrets', 'configs'] as const) {
        for (const [name, value] of included[key]) (project[key] as Map<string, unknown>).set(name, value);
      }
    }
  }

  /** A service with what it extends. @param trail by which it was come to */
  private async serviceOf(
    path: string,
    root: YamlNode,
    name: string,
    scope: FileScope,
    trail: readonly string[],
  ): Promise<Service | undefined> {
    const node = memberOf(memberOf(root, 'services'), name);
    if (!node) return undefined;
    const own = await readService(node, scope);
    const base = memberOf(node, 'extends');
    if (!base) return own;
    const step = `${path}\n${name}`;
    if (trail.includes(step) || trail.length >= maxDepth) {
      scope.addUnknown(`the service ${name} extends itself, or too many others`, base.at, true);
      return own;
    }
    const extended = await this.extended(base, path, root, scope, [...trail, step]);
    return extended ? mergeServices(extended, own) : own;
  }

  private async extended(
    base: YamlNode,
    path: string,
    root: YamlNode,
    scope: FileScope,
    trail: readonly string[],
  ): Promise<Service | undefined> {
    const service = scope.text(memberOf(base, 'service') ?? base);
    const file = scope.text(memberOf(base, 'file'));
    if (service === undefined) return undefined;
    let found: Service | undefined;
    if (file === undefined) {
      found = await this.serviceOf(path, root, service, scope, trail);
    } else if (this.isLocal(file, base.at, scope)) {
      const other = scope.path(file);
      const otherScope = new FileScope(this.host, this.host.folderOf(other), scope.variable, this.unknown);
      const otherRoot = await this.rootOf(other, base.at, otherScope);
      if (!otherRoot) return undefined;
      found = await this.serviceOf(other, otherRoot, service, otherScope, trail);
    } else {
      return undefined;
    }
    if (!found) scope.addUnknown(`the service ${service}, which is extended, is missing`, base.at, true);
    return found;
  }

  private isLocal(file: string, at: FilePlace, scope: FileScope): boolean {
    const isRemote = /^[a-z][a-z0-9+.-]+:\/\/|^(oci|git@|github\.com\/)/i.test(file);
    if (isRemote) scope.addUnknown('a file is named that Compose fetches from elsewhere', at, false);
    return !isRemote;
  }

  private async rootOf(
    path: string,
    at: FilePlace | undefined,
    scope: FileScope,
  ): Promise<YamlNode | undefined> {
    if (this.roots.has(path)) return this.roots.get(path);
    const shown = this.host.shown(path);
    const file = await this.host.read(path);
    if (!file || 'why' in file) {
      scope.addUnknown(`${shown} ${file ? file.why : 'is missing'}`, at, true);
      this.roots.set(path, undefined);
      return undefined;
    }
    this.textLength += file.text.length;
    if (this.textLength > maxText) {
      scope.addUnknown(`${shown} is not read: the files before it are too long`, at, true);
      return undefined;
    }
    const { root, problems } = parseYaml(file.text.replace(/^\uFEFF/, ''), shown);
    for (const problem of problems) scope.addUnknown(problem.why, problem.at, true);
    this.roots.set(path, root);
    return root;
  }

  /** With the variables of files such as `.env`, over which the environment goes. */
  private async withDotEnv(paths: readonly string[], variables: Variables): Promise<Variables> {
    const known = new Map<string, string>();
    const lookup = (name: string) => variables(name) ?? known.get(name);
    for (const path of paths) {
      const file = await this.host.read(path);
      for (const line of file && 'text' in file ? parseEnvFile(file.text, '') : []) {
        const { name, value } = envVariable(line, lookup);
        if (value !== undefined) known.set(name, value);
      }
    }
    return lookup;
  }
}

interface LoadOptions {
  readonly at?: FilePlace;
  readonly variables?: Variables;
  /** In the place of the project's `.env`. */
  readonly envFiles?: readonly string[];
  readonly depth?: number;
}

function emptyProject(): ComposeProject {
  return { services: new Map(), volumes: new Map(), secrets: new Map(), configs: new Map() };
}

/** Volumes, secrets and configs; those of a later file hold. */
function takeStores(project: ComposeProject, root: YamlNode, scope: FileScope): void {
  for (const key of ['volumes', 'secrets', 'configs'] as const) {
    const node = memberOf(root, key);
    for (const [name, member] of node?.kind === 'map' ? node.members : []) {
      const value = scope.plain(member.node);
      project[key].set(name, key === 'volumes' ? value : withFile(value, scope));
    }
  }
}

function withFile(value: unknown, scope: FileScope): unknown {
  if (typeof value !== 'object' || value === null || !('file' in value)) return value;
  return typeof value.file === 'string' ? { ...value, file: scope.path(value.file) } : value;
}
