import { type CliOptions, tryClaudeSessions } from './cli.ts';
import type { Project } from './project.ts';

/** A finding as `verify --json` prints it. */
export interface VerifyJsonFinding {
  code: string;
  severity: 'error' | 'warning' | 'information';
  path: string;
  line?: number;
  message: string;
  evidence: string[];
}

export interface VerifyRun {
  code: number | null;
  stderr: string;
  json: {
    projectFolder: string;
    transcripts: number;
    unchanged: number;
    findings: VerifyJsonFinding[];
    quarantined?: { path: string; to?: string; why?: string; codes: string[] }[];
  };
}

/** `claude-sessions verify --json` on a project, as the host's user. */
export async function verify(
  project: Project,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<VerifyRun> {
  const { code, stdout, stderr } = await tryClaudeSessions(project, 'verify', ['--json', ...args], options);
  if (!stdout.startsWith('{')) throw new Error(`verify printed no JSON: ${stdout}\n${stderr}`);
  return { code, stderr, json: JSON.parse(stdout) };
}

/** What was found above information. */
export function findingsOf({ json }: VerifyRun): VerifyJsonFinding[] {
  return json.findings.filter(({ severity }) => severity !== 'information');
}
