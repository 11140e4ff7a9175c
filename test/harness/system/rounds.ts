/**
 * What a test tries: in each run the few that meet every value once (of a kill's instants, of a row of commands, of a product of
 * users, images and versions), all or many in `npm run test:long`. What it expects has to hold for both.
 */
export function rounds<Short, Long>({ short, long }: { short: Short; long: Long }): Short | Long {
  return process.env.CLAUDE_SESSIONS_TESTS_LONG === 'true' ? long : short;
}
