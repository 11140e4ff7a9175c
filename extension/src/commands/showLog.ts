import type { Command } from '../Services.ts';

/** *Show log*. */
export const showLog: Command = ({ log }) => log.show();
