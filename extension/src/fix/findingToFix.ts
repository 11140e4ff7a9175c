import { findingsOf } from '@claude-sessions/core/findings/check.ts';
import { fixesOf } from '@claude-sessions/core/findings/finding.ts';
import * as vscode from 'vscode';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import type { FixRequest } from '../../server/src/contract/serverHost.ts';
import { UserError } from '../errors/UserError.ts';
import type { Services } from '../services/Services.ts';
import type { ShownFinding } from '../view/shownFinding.ts';
import { shownFinding } from '../view/shownFinding.ts';
import { isFixRequest } from './fixRequest.ts';

/** The finding that a fix was asked for. @throws UserError when there is none */
export async function findingToFix(services: Services, argument: unknown): Promise<ShownFinding> {
  const shown = shownFinding(argument);
  if (shown) return ownFinding(services, shown);
  if (isFixRequest(argument)) return findAsked(services, argument);
  throw new UserError('No finding was named.', 'Choose one in the view Checks.');
}

/** Of what anybody may call it with only what a look of this window found is fixed: a fix writes what its finding says. */
function ownFinding({ looker }: Pick<Services, 'looker'>, { look, finding }: ShownFinding): ShownFinding {
  const isOwn = looker.hasMade(look) && findingsOf(look.results).includes(finding);
  if (isOwn) return { project: look.project, look, finding };
  throw new UserError('This is no finding of this window.', 'Choose one in the view Checks.');
}

/** Found by the last look, else by a new one. */
async function findAsked(services: Services, request: FixRequest): Promise<ShownFinding> {
  const { looker } = services;
  const path = vscode.Uri.parse(request.uri).fsPath;
  const find = () => {
    const state = looker.states.find(({ project }) => project.configFile === path);
    return state?.look && findIn(state.look, request);
  };
  const known = find();
  if (known) return known;
  await looker.refreshOne(path, 'a fix was asked for');
  const found = find();
  if (found) return found;
  throw new UserError(
    `Nothing of the kind "${request.code}" is found in ${path} any more.`,
    'Refresh the view Checks.',
  );
}

function findIn(look: EditorLook, { code, kind }: FixRequest): ShownFinding | undefined {
  const finding = findingsOf(look.results).find((one) => one.code === code && fixesOf(one)[0]?.kind === kind);
  return finding && { project: look.project, look, finding };
}
