import type { Project } from '../../../cli/src/api/types.ts';
import type { Failure } from '../looks/failureOf.ts';
import { plainLine } from '../view/plainText.ts';

/** What a report says of a dev container that could not be looked at; as code, where Markdown means nothing. */
export function failureSection({ configFile }: Project, { message, hint }: Failure): string {
  const lines = [configFile, message, hint].map((line) => `    ${plainLine(line, 1000)}`);
  return ['## Not looked at', '', ...lines, ''].join('\n');
}
