import type { Command } from '../Services.ts';

/** Shows the report. */
export const openReport: Command = ({ report }) => report.open();
