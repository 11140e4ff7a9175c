/**
 * How often a test tries what chance decides (the instant of a kill, a row of commands): a few times in each run, often in
 * `npm run test:long`. What it expects has to hold for both.
 */
export function rounds({ short, long }: { short: number; long: number }): number {
  return process.env.CLAUDE_SESSIONS_TESTS_LONG === 'true' ? long : short;
}
