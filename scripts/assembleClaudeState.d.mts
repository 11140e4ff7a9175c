/** The files of feature/lib/, in the order in which they must appear. */
export const parts: string[];
/** The program `claude-state` as one text, with the version of package.json. */
export function assembleClaudeState(): string;
