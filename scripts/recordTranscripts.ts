// `npx tsx scripts/recordTranscripts.ts VERSION CLIENT [FOLDER]`: has a client of that version hold conversations with a mock of the API,
// and keeps of them what test/fixtures/ has of each version. All of it goes to FOLDER. Run by hand for a new version.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { writeFixtures } from '../test/harness/recording/fixtures.ts';
import { record } from '../test/harness/recording/record.ts';

const [version, client, folder] = process.argv.slice(2);
if (!version || !client) {
  console.error('Usage: npx tsx scripts/recordTranscripts.ts VERSION PATH-OF-CLIENT [FOLDER]');
  process.exitCode = 2;
} else {
  const recording = await record(resolve(client), console.error);
  writeFixtures(version, recording);
  console.error(`tools: ${recording.tools.join(' ')}`);
  for (const { path, text } of folder ? recording.files : []) {
    const to = join(folder ?? '', path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
}
