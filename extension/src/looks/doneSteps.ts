import type { ProjectState } from './ProjectState.ts';

/** What of the walkthrough is done in this window, by whatever means: a command, the command line, a colleague's commit. */
export function doneSteps(states: readonly ProjectState[]): {
  readonly setUp: boolean;
  readonly built: boolean;
} {
  const looks = states.flatMap(({ look, failure }) => (look && !failure ? [look] : []));
  const isSetUp = looks.filter(({ mode }) => mode !== 'none');
  return {
    setUp: isSetUp.length > 0,
    built: isSetUp.some(({ status, container }) => {
      return container !== undefined && (status.state === 'shared' || status.state === 'isolated');
    }),
  };
}
