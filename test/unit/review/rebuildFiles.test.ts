import { describe, expect, it } from 'vitest';
import { rebuildMeta, rebuiltAs } from '../../../core/src/review/rebuildFiles.ts';

const id = '0e7e4f5c-0000-4000-8000-000000000000';

describe('files beside a transcript', () => {
  it.each([
    [`${id}/subagents/agent-a47e3f4d48b76891b.jsonl`, 'transcript'],
    [`${id}/subagents/agent-a47e3f4d48b76891b.meta.json`, 'meta'],
    [`${id}/tool-results/b6h3irnqy.txt`, 'text'],
    [`${id}/tool-results/toolu_01.json`, 'text'],
    [`${id}/custom-title.json`, undefined],
    [`${id}/resume-head.jsonl`, undefined],
    [`${id}/subagents/workflows/wf_1/journal.jsonl`, undefined],
    [`${id}/subagents/agent-../x.jsonl`, undefined],
    [`${id}/tool-results/../x.txt`, undefined],
    [`${id}/tool-results/nul.txt`, undefined],
    [`${id}/tool-results/.x.txt`, undefined],
    [`x/tool-results/x.txt`, undefined],
    [`${id}/tool-results/x.txt\n`, undefined],
    ['memory/MEMORY.md', undefined],
  ])('%j: %s', (path, expected) => expect(rebuiltAs(path)).toBe(expected));

  it('have what an agent was asked, and nothing of how it may work', () => {
    const kept = {
      agentType: 'helper',
      isBuiltIn: false,
      description: 'look',
      toolUseId: 'toolu_1',
      spawnDepth: 1,
      finished: true,
    };
    expect(
      rebuildMeta(JSON.stringify({ model: 'x', permissionMode: 'auto', worktreePath: '/x', ...kept })),
    ).toBe(JSON.stringify(kept));
    expect(rebuildMeta('{"agentType":"a","description":7,"spawnDepth":1.5}')).toBe('{"agentType":"a"}');
  });

  it.each(['', '[]', '{}', '{"agentType":7}', '{"agentType":"a"', `{"agentType":"${'a'.repeat(20_000)}"}`])(
    'are no meta.json: %#',
    (text) => expect(rebuildMeta(text)).toBeUndefined(),
  );
});
