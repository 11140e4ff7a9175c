import type { Command } from '../services/Services.ts';

/** Ends what is being looked at. */
export const cancel: Command = ({ looker }) => looker.cancel();
