// A private engine for a program in another network: says where it listens, and stops it when stdin ends.
// Arguments: a directory for what it keeps, and the group that may use it.
import { findOnPath } from '../system/findOnPath.ts';
import { startPrivateEngine } from './privateEngine.ts';

const [directory = '', group] = process.argv.slice(2);
process.env.CLAUDE_SESSIONS_TEST_CACHE = directory;
const engine = await startPrivateEngine(findOnPath('dockerd') ?? 'dockerd', directory, Number(group));
console.log(engine.host);
for await (const _ of process.stdin);
await engine.stop();
