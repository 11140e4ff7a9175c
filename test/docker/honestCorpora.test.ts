import { join } from 'node:path';
import { expect, it } from 'vitest';
import { record } from '../harness/recording/record.ts';
import { type ClaudeVersion, claudeVersions, newestClaude } from '../harness/start/claudeCode.ts';
import { describeDocker, useHarness } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';
import { alarmsOf } from '../unit/verify/support.ts';

/** Of other versions, unit tests judge what `scripts/recordTranscripts.ts` kept. */
const versions = rounds<readonly ClaudeVersion[], readonly ClaudeVersion[]>({
  short: [],
  long: [...claudeVersions, newestClaude],
});

describeDocker('conversations as those that fixtures are made of', () => {
  it.each(versions)('of Claude Code %s raise no alarm', { timeout: 1_200_000 }, async (version) => {
    const { files } = await record(join(useHarness().claude[version], 'claude'));
    const transcripts = files.filter(({ path }) => path.endsWith('.jsonl'));
    expect(transcripts.length).toBeGreaterThan(4);
    const alarms = transcripts.flatMap(({ path, text }) =>
      alarmsOf(path, /^[0-9a-f-]{36}/.exec(path)?.[0], text.trimEnd().split('\n')),
    );
    expect(alarms.map(({ code, path, message, evidence }) => [code, path, message, evidence])).toEqual([]);
  });

  // A file without a test would be a failure of the short form.
  it('are held in the long form only', () => {
    expect(versions).toHaveLength(rounds({ short: 0, long: 3 }));
  });
});
