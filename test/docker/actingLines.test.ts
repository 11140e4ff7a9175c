import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { claudeEnvironment } from '../harness/claude/claude.ts';
import { ForgedLines } from '../harness/claude/ForgedLines.ts';
import { HostileLab } from '../harness/claude/HostileLab.ts';
import { textBlock } from '../harness/claude/mockApiEvents.ts';
import { answerQuestions } from '../harness/claude/onboarding.ts';
import { terminalOnHost } from '../harness/claude/terminal.ts';
import { claudeSessions } from '../harness/project/cli.ts';
import { writeHostFile } from '../harness/project/project.ts';
import { type ClaudeVersion, claudeVersions, newestClaude } from '../harness/start/claudeCode.ts';
import { describeDocker } from '../harness/start/harness.ts';
import { rounds } from '../harness/system/rounds.ts';
import { type ActingLines, actingLines, goOnWithPrompt } from './support/actingLines.ts';

const versions = rounds<readonly ClaudeVersion[], readonly ClaudeVersion[]>({
  short: claudeVersions,
  long: [...claudeVersions, newestClaude],
});

/**
 * What lines of a transcript, written by a container, make the host's Claude do: shown without us, named by `verify`, moved by
 * `--quarantine`, stopped by the guard.
 */
describeDocker.each(versions)('lines that act on a host with Claude Code %s:', (version) => {
  let lab: HostileLab;

  beforeAll(async () => {
    lab = await HostileLab.start(version);
    lab.api.answerWith = async ({ messages }) =>
      JSON.stringify(messages.at(-1)).includes('stopping condition')
        ? [textBlock('{"ok":true,"reason":"done"}')]
        : undefined;
  });
  afterAll(() => lab?.dispose());

  /** As the container leaves it. */
  const write = async (row: ActingLines) => {
    await lab.protected();
    row.host?.(lab);
    const forged = new ForgedLines(lab.lines.map((line) => JSON.parse(line)));
    row.forge(forged, lab);
    await lab.attack(row.script?.(lab) ?? 'true', 'vscode');
    await lab.appendAll(lab.shared, forged.lines, 'vscode');
  };

  /** What the mock got meanwhile. */
  const during = async (what: () => Promise<unknown>) => {
    const before = lab.api.requests.length;
    await what();
    return lab.api.requests.slice(before);
  };

  const inTerminal = async () => {
    const state = JSON.stringify(answerQuestions({}, lab.project.folder));
    writeHostFile(join(lab.project.home, '.claude.json'), state, 0o600);
    const env = claudeEnvironment(lab.api);
    const terminal = await terminalOnHost(lab.project, version, env, ['--resume', lab.sessionId]);
    try {
      await terminal.waitFor(/[❯>] /);
      await terminal.type('next');
      await terminal.keys('Enter');
      await terminal.waitFor(/(?:next[\s\S]*users=)|Claude Sessions:/, 60_000);
    } finally {
      await terminal.stop();
    }
  };

  const isFirst = version === claudeVersions[0];
  const rows = actingLines
    .filter((row) => row.versions?.includes(version) ?? true)
    .filter(({ always }) => rounds({ short: always === 'each' || (always && isFirst), long: true }));

  it.each(rows)('$name', async (row) => {
    const goOn = row.goOn ?? goOnWithPrompt;
    await write(row);
    expect(row.acted(lab, await during(() => goOn(lab)))).toBe(true);

    await write(row);
    expect(await lab.found()).toContain(`${row.code} ${lab.transcript}`);
    if (!row.warnsOnly) await lab.expectQuarantined(lab.transcript, lab.bytes);
  });

  it.each(rows.filter(({ beforeHooks, warnsOnly }) => !beforeHooks && !warnsOnly))(
    'the guard stops: $name',
    async (row) => {
      await write(row);
      await claudeSessions(lab.project, 'guard', ['on'], { folder: null });
      expect(row.acted(lab, await during(() => (row.goOn ?? goOnWithPrompt)(lab)))).toBe(false);
      if (!row.terminal) return;
      await write(row);
      await claudeSessions(lab.project, 'guard', ['on'], { folder: null });
      expect(row.acted(lab, await during(inTerminal))).toBe(false);
    },
  );
});
