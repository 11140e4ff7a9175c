import type { Command } from '../services/Services.ts';

/** *Show log*. */
export const showLog: Command = ({ log }) => log.show();
