import { homedir } from 'node:os';
import type { Engine } from '../host/engine.ts';
import { containerSources } from './containers/containerSources.ts';
import type { ContainersOf } from './containers/openSide.ts';
import type { FindRequest } from './findConversations.ts';

/** The same, and what lies in containers of the project, or in all; the engine is asked when that is looked for. */
export function withContainers(request: FindRequest, engine: Engine): FindRequest {
  const { home = homedir(), project, onTrouble } = request;
  const of = project === undefined ? { home } : { home, folder: project, realFolder: project };
  return { ...request, sources: () => containerSources(of, engine, onTrouble) };
}

/** Asks an engine for the containers of a project. */
export function containersBy(engine: Engine, home = homedir()): ContainersOf {
  return (project) => containerSources({ home, folder: project, realFolder: project }, engine);
}
