import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cleanBelow } from '../engine/cleanEngine.ts';
import { type ImageName, remoteUsers } from '../engine/imageRecipes.ts';
import type { ClaudeVersion } from '../start/claudeCode.ts';
import { useDocker, useHarness } from '../start/harness.ts';
import { giveTo, runAs } from '../system/hostUser.ts';
import { claudeCodeMount, type DevcontainerConfig, devcontainerText } from './devcontainerText.ts';

/** A throwaway host home and a project, both the host user's. */
export interface Project {
  /** Holds everything of this project, the home too. */
  root: string;
  /** HOME on the host. */
  home: string;
  /** The project's folder, a git repository. */
  folder: string;
  /** Its devcontainer.json. */
  config: string;
  /** Removes its containers, volumes and files; its images too, unless the engine is ours alone and goes by itself. */
  dispose(): Promise<void>;
}

/** What is special about a project; without anything a container of the image `vscode`, its user the one of that name. */
export interface ProjectOptions extends Partial<DevcontainerConfig> {
  /** One of the tests' images, or a reference that is only to be read. */
  image?: ImageName | `${string}:${string}`;
  /** The real Claude Code of this version is mounted in the container. */
  claude?: ClaudeVersion;
  /** The project folder's name. */
  name?: string;
  /** Another project's home, when one person has two projects. */
  home?: string;
}

/** What devcontainer.json says of a project with these options. */
export function configOf({ claude, name: _, home: __, ...options }: ProjectOptions): DevcontainerConfig {
  const harness = useHarness();
  const image = options.image ?? 'vscode';
  const isOurs = (name: string): name is ImageName => name in harness.images;
  const user = isOurs(image) ? remoteUsers[image] : undefined;
  const mounts = [...(claude ? [claudeCodeMount(harness.claude[claude])] : []), ...(options.mounts ?? [])];
  return {
    ...(user && { remoteUser: user }),
    ...options,
    image: isOurs(image) ? harness.images[image] : image,
    ...(mounts.length > 0 && { mounts }),
  };
}

/** Makes a project with one commit and a commented devcontainer.json. */
export async function makeProject(options: ProjectOptions = {}): Promise<Project> {
  const { user, runDirectory } = useHarness();
  const { name = 'app', home } = options;
  const root = mkdtempSync(join(runDirectory, 'tmp/p-'));
  giveTo(user, root);
  const project: Project = {
    root,
    home: home ?? makeFolder(join(root, 'home')),
    folder: makeFolder(join(root, 'work', name)),
    config: join(root, 'work', name, '.devcontainer/devcontainer.json'),
    dispose: async () => {
      // What was built once, the next project with the same Features has: their installation is most of a first start.
      await cleanBelow(useDocker(), root, { imagesStay: useHarness().engine.isPrivate });
      // A client whose terminal was closed writes its state once more.
      rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
  writeHostFile(project.config, devcontainerText(configOf(options)));
  writeHostFile(join(project.folder, 'hello.txt'), 'hello\n');
  await commitAll(project);
  return project;
}

/** Writes a file (and its folders) as the host's user would. */
export function writeHostFile(path: string, text: string | Buffer, mode = 0o644): string {
  makeFolder(dirname(path));
  writeFileSync(path, text);
  chmodSync(path, mode);
  giveTo(useHarness().user, path);
  return path;
}

/** Makes a folder, and those above it that are missing, the host user's; returns it. */
export function makeFolder(path: string): string {
  const first = mkdirSync(path, { recursive: true });
  for (let made = path; first && made.length >= first.length; made = dirname(made)) {
    giveTo(useHarness().user, made);
  }
  return path;
}

async function commitAll({ folder, home }: Project): Promise<void> {
  const identity = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.invalid'];
  const git = (...args: string[]) =>
    runAs(useHarness().user, 'git', [...identity, '-C', folder, ...args], { env: { HOME: home } });
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'first');
}
