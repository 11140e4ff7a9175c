import { hideAssigned } from '@claude-sessions/core/report/hideAssigned.ts';
import { hideHome } from '@claude-sessions/core/report/hideHome.ts';
import type { Project } from '../../../cli/src/api/types.ts';
import { hideSecrets } from '../../../cli/src/host/hideSecrets.ts';
import type { Failure } from '../errors/failureOf.ts';
import { plainLine } from '../text/plainText.ts';

/**
 * What a report says of a dev container that could not be looked at; as code, where Markdown means nothing, and as little to be
 * seen of secrets and of the user as in the rest of it.
 */
export function failureSection({ configFile }: Project, { message, hint }: Failure, home: string): string {
  const lines = [configFile, message, hint].map(
    (line) => `    ${plainLine(hideHome(hideAssigned(hideSecrets(line)), home), 1000)}`,
  );
  return ['## Not looked at', '', ...lines, ''].join('\n');
}
