// `npx tsx scripts/transcriptKinds.ts PATH...`: the kinds of transcript lines that clients know, as JSON. Run by hand for a new version.
import { clientText } from './transcriptKinds/clientText.ts';
import { findKinds } from './transcriptKinds/findKinds.ts';

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error('Usage: npx tsx scripts/transcriptKinds.ts PATH-OF-CLIENT...');
  process.exitCode = 2;
}
for (const path of paths) console.log(JSON.stringify(findKinds(clientText(path)), null, 2));
