import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { rangeAt, readDocument } from '../../findings/readDocument.ts';
import { modeCommand } from '../../findings/words.ts';
import {
  composeFile,
  composeFilesOf,
  isComposeFileInPlace,
  isOurComposeFile,
  isServiceName,
} from '../../share/compose.ts';
import type { Configured } from '../../share/readConfigured.ts';

export const composeShareIncomplete = defineCheck({
  code: 'compose-share-incomplete',
  place: 'configuration',
  severity: 'error',
  title: 'Compose set-up incomplete',
  why: 'Under Docker Compose sharing takes three things that have to fit: our Compose file at the end of `dockerComposeFile`, which mounts what is shared into one service; the prepare command, which writes that file and names the service; and the Feature `claude-persist`, which keeps the state and links what is mounted.',
  remedy: 'Run `claude-sessions share` again, which writes all three; `--fix` does.',
  fromAbsence: true,
  needs: ['configuration'],
  find({ configuration }) {
    const { configured, document } = configuration;
    const { value } = readDocument(configuration);
    const files = composeFilesOf(value.dockerComposeFile);
    if (!configured || !files.some(isOurComposeFile)) return [];
    const why = whatIsWrong(configured, files);
    if (why === undefined) return [];
    const canBeWritten = isServiceName(configured.service);
    return [
      found({
        severity: 'error',
        message: `What is shared under Docker Compose does not reach the dev container as it should: ${why}.`,
        evidence: [composeFile, `service: ${JSON.stringify(configured.service) ?? 'none'}`],
        fix: canBeWritten
          ? advice`Run ${modeCommand(configuration)} again.`
          : advice`Name the service in devcontainer.json, then run ${modeCommand(configuration)} again.`,
        action: canBeWritten ? { kind: 'applyMode' } : undefined,
        range: rangeAt(document, ['dockerComposeFile']),
      }),
    ];
  },
});

function whatIsWrong(
  { service, compose, features }: Configured,
  files: readonly unknown[],
): string | undefined {
  if (!isServiceName(service)) return 'devcontainer.json names no service';
  if (compose?.service !== service) return `it is mounted into the service "${compose?.service}"`;
  if (features.length === 0) return 'the Feature that links it is missing';
  return isComposeFileInPlace(files) ? undefined : 'its Compose file has to be the last one, behind others';
}
