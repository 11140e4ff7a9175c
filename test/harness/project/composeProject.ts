import { join } from 'node:path';
import { useHarness } from '../start/harness.ts';
import { tryRunAs } from '../system/hostUser.ts';
import { type Finished, succeeded } from '../system/run.ts';
import { hostEnvironment } from './devcontainer.ts';
import { claudeCodeFolder } from './devcontainerText.ts';
import { configOf, makeProject, type Project, type ProjectOptions, writeHostFile } from './project.ts';

/** What `dockerComposeFile` is in devcontainer.json. */
export type ComposeForm = string | string[];

/** What is special about a project under Compose; the rest as without. The real Claude Code is always there. */
export interface ComposeProjectOptions extends Omit<ProjectOptions, 'claude' | 'name'> {
  form?: ComposeForm;
  /** The folder of docker-compose.yml, relative to the project. */
  place?: string;
  /** More volumes of the service, in YAML flow style. */
  volumes?: string[];
}

/** A project whose dev container is the service `app` of a Compose file, beside a service `db`. */
export async function makeComposeProject(options: ComposeProjectOptions = {}): Promise<Project> {
  const { form = 'docker-compose.yml', place = '.devcontainer', volumes = [], ...rest } = options;
  const project = await makeProject(rest);
  const { image, remoteUser, features, mounts, more } = configOf(rest);
  const up = place === '.' ? '.' : '..';
  // `sleep` as the first process ends by no signal but the last: nobody has to wait for it.
  const always = [`    image: ${image}`, '    network_mode: host', '    stop_grace_period: 0s'];
  const service = (lines: string[]) => [...always, ...lines].join('\n');
  const compose = [
    '# What the whole team runs.',
    'services:',
    '  app:',
    service([
      '    volumes:',
      `      - ${up}:/workspaces/app`,
      `      - ${useHarness().claude['2.1.329']}:${claudeCodeFolder}:ro`,
      ...volumes.map((volume) => `      - ${volume}`),
      '    command: sleep infinity',
    ]),
    '  db:',
    service(['    command: sleep infinity']),
  ];
  writeHostFile(join(project.folder, place, 'docker-compose.yml'), `${compose.join('\n')}\n`);
  const config = { remoteUser, features, mounts, ...more };
  const lines = [
    '{',
    '  // The dev container is one of several services.',
    `  "dockerComposeFile": ${JSON.stringify(form)}, // there`,
    '  "service": "app",',
    '  "workspaceFolder": "/workspaces/app",',
    ...Object.entries(config).flatMap(([name, value]) =>
      value === undefined ? [] : [`  ${JSON.stringify(name)}: ${JSON.stringify(value)},`],
    ),
    '}',
    '',
  ];
  writeHostFile(project.config, lines.join('\n'));
  return project;
}

/** `docker compose` as the host's user, in the project's folder. */
export async function runCompose(project: Project, args: readonly string[]): Promise<Finished> {
  return succeeded(await tryCompose(project, args));
}

/** As `runCompose`, for what is expected to fail. */
export function tryCompose(project: Project, args: readonly string[]): Promise<Finished> {
  const { user, engine } = useHarness();
  const options = { env: hostEnvironment(project), cwd: project.folder };
  return tryRunAs(user, engine.docker, ['compose', ...args], options);
}
