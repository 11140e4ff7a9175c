import { hideAssigned } from '@claude-sessions/core/report/hideAssigned.ts';
import { hideHome } from '@claude-sessions/core/report/hideHome.ts';
import { issueReport } from '@claude-sessions/core/report/issueReport.ts';
import { hideSecrets } from '../host/hideSecrets.ts';
import type { EditorLook, ReportFacts } from './types.ts';

/** Markdown to be read by people and pasted in public: home shortened, no secret, everything from outside escaped. */
export function markdownReport(looks: readonly EditorLook[], facts: ReportFacts): string {
  const homes = [...new Set(looks.map(({ home }) => home))];
  const redact = (text: string) => homes.reduce(hideHome, hideAssigned(hideSecrets(text)));
  const reported = looks.map((look) => {
    const engine = look.look?.gathered.facts.engine;
    return {
      ...look,
      folder: look.project.folder,
      file: look.project.file,
      ...(engine && { engine: engine.command }),
    };
  });
  return issueReport(reported, facts, redact);
}
