import { allChecks } from '../../../core/src/checks/allChecks.ts';
import type { InsideFacts } from '../../../core/src/container/insideReport.ts';
import { expectedMounts } from '../../../core/src/container/mountDrift.ts';
import { documentValue, parseDocument } from '../../../core/src/devcontainer/document.ts';
import { runChecks } from '../../../core/src/findings/check.ts';
import type {
  ConfigurationFacts,
  ContainerFacts,
  EngineFacts,
  Facts,
  HostFacts,
  PathFacts,
} from '../../../core/src/findings/facts.ts';
import type { Finding } from '../../../core/src/findings/finding.ts';
import { configuredMounts } from '../../../core/src/mounts/configuredMounts.ts';
import { readConfigured } from '../../../core/src/share/readConfigured.ts';

const home = '/home/me';
const id = '0123456789abcdefghijklmnopqrstuv0123456789abcdefghij';
const prepared = `${home}/.claude-sessions/${id}`;
const projectFolder = `${home}/.claude/projects/-home-me-app`;

export const places = { home, id, prepared, projectFolder, workspace: `${home}/app` };

export const directory = (path: string, realPath = path): PathFacts => {
  return { path, kind: 'directory', link: false, realPath, uid: 1000 };
};
export const linkTo = (path: string, realPath: string): PathFacts => {
  return { ...directory(path, realPath), link: true };
};
export const file = (path: string): PathFacts => ({ ...directory(path), kind: 'file' });
export const missing = (path: string): PathFacts => {
  return { path, kind: 'missing', link: false, realPath: path };
};

/** What is known of a devcontainer.json by its text. */
export function configurationOf(source: string): ConfigurationFacts {
  const document = parseDocument(source);
  const readable = document.root?.type === 'object';
  return {
    file: '.devcontainer/devcontainer.json',
    document,
    collections: [],
    ...(readable && { configured: readConfigured(document) }),
  };
}

/** A host on which all is well. */
export function healthyHost(changes: Partial<HostFacts> = {}): HostFacts {
  return {
    platform: 'linux',
    uid: 1000,
    paths: {
      home,
      workspaceFolder: places.workspace,
      claudePlaces: ['.claude', '.claude.json', '.claude-sessions'].map((name) => `${home}/${name}`),
      variable: (name) => (name === 'HOME' ? home : undefined),
      resolve: (path) => path,
      defaultWorkspaceMount: places.workspace,
    },
    configDir: `${home}/.claude`,
    env: { HOME: home },
    workspace: directory(places.workspace),
    devcontainerId: id,
    prepared: {
      folder: directory(prepared),
      project: linkTo(`${prepared}/project`, projectFolder),
      memory: linkTo(`${prepared}/memory`, `${projectFolder}/memory`),
      ownMemory: directory(`${prepared}/project/memory`, `${projectFolder}/memory`),
      files: directory(`${prepared}/files`),
    },
    projectFolder: directory(projectFolder),
    memoryFolder: directory(`${projectFolder}/memory`),
    foreignTranscripts: [],
    sources: [],
    ownSources: [],
    scripts: null,
    teamChanged: false,
    settings: { leftOut: [], notCopied: [], commands: [] },
    linksNotCopied: [],
    clientVersions: [],
    openSessions: [],
    ...changes,
  };
}

/** The host with the sources of a document's binds: each a folder of its own, but where something else is said. */
export function hostOf(
  source: string,
  lies: Record<string, PathFacts> = {},
  changes: Partial<HostFacts> = {},
): HostFacts {
  const sources = configuredMounts(documentValue(parseDocument(source))).flatMap(({ mount }, index) => {
    const path = mount.source
      ?.replace(/(\$\{localEnv:(HOME|USERPROFILE)\})+/, home)
      .replace('${localWorkspaceFolder}', places.workspace)
      .replace('${devcontainerId}', id);
    if (mount.type !== 'bind' || !path?.startsWith('/')) return [];
    return [{ index, source: lies[path] ?? directory(path) }];
  });
  const ofOurs =
    readConfigured(parseDocument(source)).mode === 'share' ? { scripts: 'current' as const } : {};
  return healthyHost({ sources, ...ofOurs, ...changes });
}

export function engineFacts(changes: Partial<EngineFacts> = {}): EngineFacts {
  return { command: 'docker', impostors: [], hasContainer: true, ...changes };
}

/** A running container, as it should be. */
export function containerFacts(changes: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    container: {
      id: 'abc',
      name: 'happy',
      image: 'img',
      running: true,
      labels: {},
      mounts: [],
    } as unknown as ContainerFacts['container'],
    expected: expectedMounts('none', readConfigured(parseDocument('{}')).options, [], {
      devcontainerId: id,
      claudeFolder: `${home}/.claude`,
      preparedFolder: prepared,
    }),
    drift: { missing: [], unexpected: [], wrong: [], notOurs: [] },
    builtFrom: [],
    remoteUser: 'vscode',
    ...changes,
  };
}

type Doctor = NonNullable<InsideFacts['doctor']>;

/** The inside, as it should be, with what `claude-state doctor` found. */
export function insideFacts(
  changes: Partial<InsideFacts> = {},
  findings: Doctor['findings'] = [],
): InsideFacts {
  return {
    doctor: {
      version: '1.0.0',
      mode: 'share',
      configDir: '/home/vscode/.claude',
      folder: '/workspaces/app',
      slug: '-workspaces-app',
      findings,
    },
    openSessions: [],
    missingCommands: [],
    claudeFound: true,
    ...changes,
  };
}

/** What one check finds; `undefined` when it is unknown. */
export function findingsOf(code: string, facts: Facts): readonly Finding[] | undefined {
  const check = allChecks.find((each) => each.code === code);
  if (!check) throw new Error(`there is no check ${code}`);
  const [result] = runChecks([check], facts);
  return result?.state === 'looked' ? result.findings : undefined;
}

/** What all checks find together, as lines of severity and code. */
export function codesOf(facts: Facts): string[] {
  return runChecks(allChecks, facts).flatMap((result) =>
    result.state === 'looked' ? result.findings.map(({ severity, code }) => `${severity} ${code}`) : [],
  );
}
