import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { configDirOfLink, memoryName, preparedNames } from '@claude-sessions/core/prepare/layout.ts';
import { projectAnswers } from '@claude-sessions/core/prepare/projectAnswers.ts';
import type { Login } from '@claude-sessions/core/share/login.ts';
import { projectSlug } from '@claude-sessions/core/slug.ts';
import { readTextIfAny } from '../host/files.ts';
import { findMemoryRoot } from '../host/memoryRoot.ts';
import { realPathOf } from '../host/realPath.ts';
import { readHostLink } from '../workspace/preparedProject.ts';
import { hostConfigDir, type Workspace } from '../workspace/workspace.ts';

export interface HostClaude {
  /** The folder in which Claude Code files this project's conversations. It need not exist. */
  readonly projectFolder: string;
  /** The folder in which it files this project's memory, by the top of the git repository. It need not exist either. */
  readonly memoryFolder: string;
  /** The memory folder that the container gets, where *prepare* keeps to another. */
  readonly keptMemory: string | undefined;
  /** Whose memory the container gets, where that is not filed by the project's own folder: a path. */
  readonly memoryOf: string | undefined;
  readonly conversations: number;
  readonly otherProjects: number;
  /** It has been through its first start, so a container need not ask again. */
  readonly onboarded: boolean;
  /** It trusts the project, so a container need not ask either. */
  readonly trusted: boolean;
  /** What *prepare* passes on of what it knows of the project: see `projectAnswers`. */
  readonly answers: string;
  /** The config directory that this dev container keeps to, when the environment now names another. */
  readonly keepsTo: string | undefined;
  /** The prepared link by which it does. */
  readonly keptBy: string | undefined;
}

/** Looks at the host's config directory; what is missing counts as empty. Reads no conversation and no secret. */
export async function readHostClaude(workspace: Workspace, env: NodeJS.ProcessEnv): Promise<HostClaude> {
  const { given, link, linked, configDir } = await findConfigDir(workspace, env);
  const slug = projectSlug(workspace.realFolder);
  const projects = join(configDir, 'projects');
  const memoryRoot = await findMemoryRoot(workspace.realFolder);
  const memoryFolder = join(projects, projectSlug(memoryRoot), memoryName);
  const keptMemory = await keptMemoryFolder(workspace, memoryFolder);
  const names = await readdir(projects).catch(() => []);
  const files = await readdir(join(projects, slug)).catch(() => []);
  const usual = join(workspace.home, '.claude');
  const beside = configDir === given ? !env.CLAUDE_CONFIG_DIR : configDir === usual;
  const state = join(beside ? workspace.home : configDir, '.claude.json');
  const text = (await readTextIfAny(state).catch(() => undefined)) ?? '';
  const answers = projectAnswers(text, { workspace: workspace.realFolder, root: memoryRoot }).text;
  return {
    projectFolder: join(projects, slug),
    memoryFolder,
    keptMemory,
    memoryOf: keptMemory ?? (memoryRoot === workspace.realFolder ? undefined : memoryRoot),
    conversations: files.filter((name) => name.endsWith('.jsonl')).length,
    otherProjects: names.filter((name) => name !== slug && !name.startsWith('.')).length,
    trusted: answers !== undefined,
    answers: answers ?? '',
    onboarded: /^ {2}"hasCompletedOnboarding": true/m.test(text),
    keepsTo: linked !== undefined && realPathOf(linked) !== realPathOf(given) ? linked : undefined,
    keptBy: link?.path,
  };
}

/** The folder in which Claude Code on this host files the project's conversations. It need not exist. */
export async function findProjectFolder(workspace: Workspace, env: NodeJS.ProcessEnv): Promise<string> {
  const { configDir } = await findConfigDir(workspace, env);
  return join(configDir, 'projects', projectSlug(workspace.realFolder));
}

async function findConfigDir(workspace: Workspace, env: NodeJS.ProcessEnv) {
  const given = hostConfigDir(workspace.home, env);
  const link = await readHostLink(workspace.preparedFolder);
  // The config directory that *prepare* took at its first run, and goes on with.
  const linked = link && configDirOfLink(link.target, workspace.realFolder, process.platform);
  return { given, link, linked, configDir: linked ?? given };
}

/** Says that host and container go different ways, where they do; a sentence and what to do. */
export function keepsToWarning(
  { keepsTo, keptBy }: Pick<HostClaude, 'keepsTo' | 'keptBy'>,
  env: NodeJS.ProcessEnv,
): string[] {
  if (keepsTo === undefined) return [];
  const now = env.CLAUDE_CONFIG_DIR
    ? `CLAUDE_CONFIG_DIR is ${env.CLAUDE_CONFIG_DIR}`
    : 'CLAUDE_CONFIG_DIR is not set';
  return [
    `this dev container keeps to the conversations in ${keepsTo}, while ${now} here: Claude Code on this host files them elsewhere. To move the container, delete ${keptBy} and rebuild.`,
  ];
}

const loginQuestion = 'log in (once: the login is kept across rebuilds)';

const loginQuestions: Readonly<Record<Login, string>> = {
  own: loginQuestion,
  token: loginQuestion,
  shared: 'log in (unless you have done so in a dev container that shares the login)',
  'host-readonly': 'log in (nobody is logged in on this host)',
};

const possibleLoginQuestion =
  'log in (unless you have done so in this dev container before: the login is kept across rebuilds)';

/** The same where the container's own volume was in use before, and nobody could look whether it is there. */
export function withPossibleLogin(questions: readonly string[]): string[] {
  return questions.map((question) => (question === loginQuestion ? possibleLoginQuestion : question));
}

/** Those that are left where the container's own volume is there already, or gets a login. */
export function withoutLogin(questions: readonly string[]): string[] {
  const ofLogin = [...Object.values(loginQuestions), possibleLoginQuestion];
  return questions.filter((question) => !ofLogin.includes(question));
}

/** Where the prepared link leads to another memory than that of now: see *prepare*. */
async function keptMemoryFolder(workspace: Workspace, memoryFolder: string): Promise<string | undefined> {
  const link = join(workspace.preparedFolder, preparedNames.memory);
  const target = await readlink(link).catch(() => undefined);
  return target !== undefined && realPathOf(target) !== realPathOf(memoryFolder) ? target : undefined;
}

/**
 * Questions that Claude Code will still ask at its first start in the container, in a user's words.
 * @param hasLogin the token, or the login of the host, that may be handed over is there at all
 */
export function firstStartQuestions(
  host: Pick<HostClaude, 'onboarded' | 'trusted'>,
  shared: { profile: boolean; login: Login },
  hasLogin: boolean,
): string[] {
  return [
    ...(host.onboarded && shared.profile ? [] : ['choose a theme', 'read the security notes']),
    ...(isHandedOver(shared.login) && hasLogin ? [] : [loginQuestions[shared.login]]),
    ...(host.trusted && shared.profile ? [] : ['trust the project folder']),
  ];
}

function isHandedOver(login: Login): boolean {
  return login === 'token' || login === 'host-readonly';
}
