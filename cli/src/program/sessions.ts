import type { OurCommand } from './OurCommand.ts';

/** Adds the commands about the conversations themselves. */
export function addSessions(_program: OurCommand): void {}
