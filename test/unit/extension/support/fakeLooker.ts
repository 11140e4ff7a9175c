import { Emitter } from '../../../../extension/src/looks/Emitter.ts';
import type { ProjectState } from '../../../../extension/src/looks/ProjectState.ts';

/** A Looker whose states a test sets; what it is asked for is listed. */
export function fakeLooker(states: ProjectState[] = []) {
  const changed = new Emitter();
  const asked: string[] = [];
  return {
    states: states as readonly ProjectState[],
    looking: false,
    onDidChange: changed.event,
    refresh: async (reason: string) => void asked.push(reason),
    refreshOne: async (configFile: string) => void asked.push(configFile),
    asked,
    /** A look has come to an end. */
    end(now: ProjectState[]) {
      this.states = now;
      changed.fire();
    },
  };
}
