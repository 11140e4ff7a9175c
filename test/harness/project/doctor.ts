import { expect } from 'vitest';
import { type CliOptions, tryClaudeSessions } from './cli.ts';
import { claudeCodeFolder } from './devcontainerText.ts';
import type { Project, ProjectOptions } from './project.ts';
import { expectReport } from './reportSchema.ts';

/** A finding as `doctor --json` prints it, as far as the tests look at it. */
export interface ReportedFinding {
  code: string;
  severity: 'error' | 'warning' | 'information';
  place: string;
  message: string;
  evidence: string[];
  fix: string;
  action: string | null;
}

/** What `doctor --json` prints of one dev container. */
export interface DoctorReport {
  folder: string;
  mode: string;
  engine: { reachable: boolean; reason?: string };
  container: { id: string; name: string; running: boolean } | null;
  login: { kind: string; loggedIn: boolean } | null;
  checks: { code: string; state: 'looked' | 'follows' | 'unknown'; why?: string; cause?: string }[];
  findings: ReportedFinding[];
  attempts: { action: string; result: string; what: string; codes: string[] }[];
}

/** Runs `doctor --json` on a project; its report keeps to the published schema, and its exit code to its findings. */
export async function doctor(
  project: Project,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<DoctorReport> {
  const { code, stdout, stderr } = await tryClaudeSessions(project, 'doctor', ['--json', ...args], options);
  expect(stdout, stderr).toMatch(/^\{/);
  const report = JSON.parse(stdout) as DoctorReport;
  expectReport(report);
  expect(code, stderr).toBe(severe(report).length > 0 ? 1 : 0);
  return report;
}

/** `doctor --all --json`, which takes no folder. */
export async function doctorAll(
  project: Project,
  args: readonly string[] = [],
): Promise<{ containers: DoctorReport[]; skipped: { folder: string; containers: string[]; why: string }[] }> {
  const { stdout, stderr } = await tryClaudeSessions(project, 'doctor', ['--all', '--json', ...args], {
    folder: null,
  });
  expect(stdout, stderr).toMatch(/^\{/);
  const report = JSON.parse(stdout);
  expectReport(report);
  return report;
}

/** The findings above information. */
export function severe({ findings }: DoctorReport): ReportedFinding[] {
  return findings.filter(({ severity }) => severity !== 'information');
}

/** Their codes. */
export function codesOf(report: DoctorReport): string[] {
  return severe(report).map(({ code }) => code);
}

/** Puts the real Claude Code that is mounted on the remote user's PATH. */
export const claudeOnPath = { remoteEnv: { PATH: `\${containerEnv:PATH}:${claudeCodeFolder}` } };

/** What makes a project whose container has the real Claude Code on its user's PATH. */
export function onPath({ more, ...options }: ProjectOptions = {}): ProjectOptions {
  return { claude: '2.1.329', ...options, more: { ...claudeOnPath, ...more } };
}
