/** Numbers that are the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

type Line = Record<string, unknown>;

const id = (index: number) => `${String(index).padStart(8, '0')}-1111-4111-8111-111111111111`;

/** A transcript with whatever makes forks hard: each seed another one. */
export function forgedTranscript(seed: number, session: string, count = 40): string {
  const pick = numbers(seed);
  const lines: Line[] = [];
  const linked = () => lines.filter(({ uuid }) => uuid !== undefined);
  const someUuid = () => linked()[pick(Math.max(linked().length, 1))]?.uuid ?? null;
  const parent = () => {
    const kind = pick(20);
    if (kind === 0) return null;
    if (kind === 1) return id(99_000_000 + pick(10));
    if (kind < 5) return someUuid();
    return linked().at(-1)?.uuid ?? null;
  };
  for (let index = 0; index < count; index++) lines.push(forged(index));
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;

  function forged(index: number): Line {
    const timestamp = new Date(1_700_000_000_000 + (index - pick(3)) * 1000).toISOString();
    const isTwice = pick(15) === 0;
    const base = {
      parentUuid: parent(),
      isSidechain: pick(12) === 0,
      sessionId: pick(10) === 0 ? 'other' : session,
      uuid: isTwice ? (someUuid() ?? id(index)) : id(index),
      timestamp,
      cwd: '/app',
      slug: 'a-slug',
      ...(pick(15) === 0 && { teamName: 'team' }),
      ...(pick(15) === 0 && { isMeta: true }),
    };
    const answer = `msg_${Math.floor(index / 4)}`;
    switch (pick(14)) {
      case 0:
      case 1:
      case 2:
        return { ...base, type: 'user', message: { role: 'user', content: `prompt ${index}` } };
      case 3:
      case 4:
      case 5:
        return {
          ...base,
          type: 'assistant',
          message: { id: answer, role: 'assistant', content: [{ type: 'text', text: `answer ${index}` }] },
          ...(pick(2) === 0 && { requestSessionId: 'requested' }),
        };
      case 6:
        return {
          ...base,
          type: 'assistant',
          message: {
            id: answer,
            role: 'assistant',
            content: [{ type: 'tool_use', id: `t${pick(8)}`, name: 'x' }],
          },
        };
      case 7:
      case 8:
        return {
          ...base,
          type: 'user',
          sourceToolAssistantUUID: someUuid(),
          message: {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: `t${pick(8)}`, content: 'r' }],
          },
        };
      case 9:
        return { ...base, type: 'progress', data: {} };
      case 10:
        return {
          ...base,
          type: 'attachment',
          attachment:
            pick(2) === 0
              ? {
                  type: 'queued_command',
                  prompt: 'x',
                  source_uuid: pick(2) === 0 ? someUuid() : id(98_000_000 + index),
                }
              : {
                  type: ['fork_briefing', 'deferred_tools_record', 'date'][pick(3)],
                  nameOnlyAnnouncements: [someUuid(), 1],
                },
        };
      case 11:
        return {
          ...base,
          type: 'system',
          subtype: 'compact_boundary',
          logicalParentUuid: someUuid(),
          ...compaction(base.uuid),
        };
      case 12:
        return {
          ...base,
          type: 'system',
          subtype: ['informational', 'model_refusal_fallback'][pick(2)],
          content: 'x',
        };
      default:
        return note(base.sessionId);
    }
  }

  function compaction(uuid: unknown): Line {
    const anchor = pick(4) === 0 ? uuid : someUuid();
    const compactMetadata = [
      { trigger: 'auto', postTokens: 1 },
      { preservedSegment: { headUuid: someUuid(), anchorUuid: anchor, tailUuid: someUuid() }, postTokens: 1 },
      {
        preservedMessages: { anchorUuid: anchor, uuids: [someUuid(), someUuid()], allUuids: [someUuid()] },
        ...(pick(3) === 0 && { durationMs: 0 }),
        runningTurnSends: 1,
      },
    ][pick(3)];
    return { compactMetadata };
  }

  function note(sessionId: string): Line {
    const kinds: Line[] = [
      {
        type: 'content-replacement',
        replacements: [{ kind: 'tool-result', toolUseId: 't1', replacement: 'x' }],
      },
      { type: 'relocated', relocatedCwd: '/other' },
      { type: 'custom-title', customTitle: 'x' },
      { type: 'tools-used', tools: ['Read'] },
      { type: 'atis-latch', atis: 'abc' },
      { type: 'file-history-snapshot', messageId: someUuid(), snapshot: {} },
      { type: 'last-prompt', lastPrompt: 'x', leafUuid: someUuid() },
      { type: 'history-suppression', cause: 'x' },
      { type: 'derived-from', v: 1, sessions: [{ type: 'claude_code_session', id: 'ses', via: 'fork' }] },
    ];
    return { ...kinds[pick(kinds.length)], sessionId };
  }
}
