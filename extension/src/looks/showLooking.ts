import * as vscode from 'vscode';
import type { WindowKind } from '../window/windowKind.ts';
import { doneSteps } from './doneSteps.ts';
import { isNotSetUp } from './isNotSetUp.ts';
import type { Looker } from './Looker.ts';
import type { ProjectState } from './ProjectState.ts';

/** Tells VS Code how the looking goes: by context keys, for the manifest's `when`s, and by progress in the view. */
export function showLooking(looker: Looker, viewId: string, windowKind: () => WindowKind): vscode.Disposable {
  const keys = new Map<string, boolean | string | undefined>();
  const setKey = (name: string, value: boolean | string | undefined) => {
    if (keys.get(name) === value) return;
    keys.set(name, value);
    void vscode.commands.executeCommand('setContext', `claudeSessions.${name}`, value);
  };
  let end: (() => void) | undefined;
  const update = () => {
    setKey('hasProjects', looker.states.length > 0);
    setKey('looking', looker.looking);
    setKey('notSetUp', isNotSetUp(looker.states, windowKind()));
    const { setUp, built } = doneSteps(looker.states);
    setKey('setUp', setUp);
    setKey('built', built);
    setKey('restricted', windowKind() === 'restricted');
    setKey('inside', windowKind() === 'container');
    setKey('guard', guardKey(looker.states));
    if (looker.looking && !end) {
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      void vscode.window.withProgress({ location: { viewId } }, () => ended);
    } else if (!looker.looking && end) {
      end();
      end = undefined;
    }
  };
  setKey('active', true);
  update();
  const listening = looker.onDidChange(update);
  return {
    dispose: () => {
      listening.dispose();
      end?.();
    },
  };
}

/** Which way the guard can be turned, for the palette: either where it is broken, or was not looked at. */
function guardKey(states: readonly ProjectState[]): 'on' | 'off' | undefined {
  const guard = states.find(({ look }) => look?.guard)?.look?.guard;
  if (!guard || guard.problems.length > 0) return undefined;
  return guard.on ? 'on' : 'off';
}
