import { join } from 'node:path';
import { expect, it } from 'vitest';
import { put } from '../harness/place/put.ts';
import { findingsOf } from '../harness/project/verify.ts';
import type { RecordedPlace } from '../harness/recording/RecordedPlace.ts';
import { record } from '../harness/recording/record.ts';
import { type ClaudeVersion, claudeVersions, newestClaude } from '../harness/start/claudeCode.ts';
import { describeDocker, useHarness } from '../harness/start/harness.ts';
import { repository } from '../harness/system/repository.ts';
import { rounds } from '../harness/system/rounds.ts';
import { type Finished, succeeded, tryRun } from '../harness/system/run.ts';

const versions = rounds<readonly ClaudeVersion[], readonly ClaudeVersion[]>({
  short: [],
  long: [...claudeVersions, newestClaude],
});

/** As `scripts/recordTranscripts.ts` records them. What is kept of other versions, unit tests judge. */
describeDocker('the conversations that fixtures are made of, held again', () => {
  it.each(versions)('with Claude Code %s raise no alarm', { timeout: 1_200_000 }, async (version) => {
    const { files } = await record(join(useHarness().claude[version], 'claude'), {
      before: async (place) => {
        put(join(place.host.folder, '.devcontainer/devcontainer.json'), '{"image": "x"}\n');
        succeeded(await ours(place, 'share', '--no-install-claude'));
      },
      after: async (place) => {
        // What it had is on no host.
        place.removeContainer();
        const { code, stdout } = await ours(place, 'verify', '--json');
        expect(findingsOf({ code, stderr: '', json: JSON.parse(stdout) })).toEqual([]);
      },
    });
    expect(files.length).toBeGreaterThan(4);
  });

  // So that there is a test in the short form, too.
  it('are held in the long form', () => {
    expect(versions.length).toBe(rounds({ short: 0, long: 3 }));
  });
});

/** Our command line, as whoever runs the tests, as the clients do. */
function ours({ home, host: { folder } }: RecordedPlace, ...args: string[]): Promise<Finished> {
  const program = join(repository, 'cli/bin/claude-sessions.js');
  const env = { HOME: home, PATH: '/usr/bin:/bin' };
  return tryRun(process.execPath, [program, ...args], { cwd: folder, env });
}
