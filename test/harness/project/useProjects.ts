import { afterAll, afterEach } from 'vitest';
import { type ComposeProjectOptions, makeComposeProject } from './composeProject.ts';
import { makeProject, type Project, type ProjectOptions } from './project.ts';

/** Makes the projects of a group of tests. */
export interface Projects {
  make(options?: ProjectOptions): Promise<Project>;
  makeCompose(options?: ComposeProjectOptions): Promise<Project>;
}

/**
 * The projects of a group of tests, with all that they have started: they go after the test that made them, or after the last
 * where one is for all.
 */
export function useProjects(until: 'each' | 'all' = 'each'): Projects {
  const made: Project[] = [];
  const keep = async (making: Promise<Project>) => {
    const project = await making;
    made.push(project);
    return project;
  };
  (until === 'each' ? afterEach : afterAll)(async () => {
    for (const project of made.splice(0)) await project.dispose();
  });
  return {
    make: (options) => keep(makeProject(options)),
    makeCompose: (options) => keep(makeComposeProject(options)),
  };
}
