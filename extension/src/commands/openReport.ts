import type { Command } from '../services/Services.ts';

/** Shows the report. */
export const openReport: Command = ({ report }) => report.open();
