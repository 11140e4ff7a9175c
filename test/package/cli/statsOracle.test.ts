import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, writeAnswer } from '../../harness/conversations/answers.ts';
import { type CcusageReport, ccusage, ccusageFile } from '../../harness/conversations/ccusage.ts';
import { sessionNumber, TranscriptWriter } from '../../harness/conversations/TranscriptWriter.ts';
import { recordedLines, recordedVersions } from '../../harness/recording/recordedLines.ts';
import { CliPlace, runWarm } from './place.ts';

// What ccusage says of the same transcripts: where it is right, the same; each difference has a test of its own.
runWarm();

let file: string;
beforeAll(async () => {
  file = await ccusageFile();
}, 600_000);

interface Numbers {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
  readonly cost: number;
}

class Compared {
  readonly place = new CliPlace();
  readonly configDir = join(this.place.home, '.claude');
  readonly folder = join(this.configDir, 'projects/-home-me-app');

  constructor() {
    mkdirSync(this.folder, { recursive: true });
  }

  write(number: number): TranscriptWriter {
    return new TranscriptWriter(this.folder, sessionNumber(number));
  }

  agent(of: TranscriptWriter, path = `${of.id}/subagents`): TranscriptWriter {
    return new TranscriptWriter(join(this.folder, path), 'agent-a1', { sessionId: of.id, isSidechain: true });
  }

  async ours(): Promise<Numbers & { by: { conversation: { key: string; output: number }[] } }> {
    const { total, by } = (await this.place.json('stats', '--all')) as never as {
      total: Numbers;
      by: { conversation: { key: string; output: number }[] };
    };
    const { input, output, cacheWrite, cacheRead, cost } = total;
    return { input, output, cacheWrite, cacheRead, cost: rounded(cost), by };
  }

  theirs(): { total: Numbers; sessions: CcusageReport['sessions'] } {
    const { totals, sessions } = ccusage(file, this.configDir);
    const { inputTokens, outputTokens, cacheCreationTokens, cacheReadTokens, totalCost } = totals;
    const tokens = {
      input: inputTokens,
      output: outputTokens,
      cacheWrite: cacheCreationTokens,
      cacheRead: cacheReadTokens,
    };
    return { total: { ...tokens, cost: rounded(totalCost) }, sessions };
  }

  async both(): Promise<{ ours: Numbers; theirs: Numbers }> {
    const { by: _, ...ours } = await this.ours();
    return { ours, theirs: this.theirs().total };
  }
}

const rounded = (cost: number) => Math.round(cost * 1e6) / 1e6 + 0;

/** The models that both know. */
const models = [
  'claude-opus-4-8',
  'claude-sonnet-4-6',
  'claude-haiku-4-5-20251001',
  'claude-opus-4-1-20250805',
];

const usages: readonly Record<string, unknown>[] = [
  { input_tokens: 1000, output_tokens: 2000 },
  {
    cache_creation_input_tokens: 5000,
    cache_creation: { ephemeral_5m_input_tokens: 2000, ephemeral_1h_input_tokens: 3000 },
  },
  { cache_read_input_tokens: 190_000 },
];

describe('the same', () => {
  it.each(models)('of all kinds of tokens of %s', async (model) => {
    const compared = new Compared();
    const writer = compared.write(1);
    for (const [index, usage] of usages.entries()) writeAnswer(writer, { id: `m${index}`, model, usage });
    const { ours, theirs } = await compared.both();
    expect(ours).toEqual(theirs);
  });

  it.each<[string, (compared: Compared) => void]>([
    [
      'lines of one answer, the partial ones before and behind',
      (compared) => {
        for (const output_tokens of [1, 100, 2])
          writeAnswer(compared.write(1), { id: 'm1', usage: { output_tokens } });
      },
    ],
    [
      'an id of several requests',
      (compared) => {
        const writer = compared.write(1);
        for (const request of ['a', 'b']) writeAnswer(writer, { id: 'm1', request });
      },
    ],
    [
      'a fork and a background copy',
      (compared) => {
        const own = (writer: TranscriptWriter, members: Answer['members']) =>
          writeAnswer(writer, { id: 'm1', ...(members && { members }) });
        const first = own(compared.write(1), undefined);
        own(compared.write(2), { forkedFrom: { sessionId: first.id, messageUuid: 'x' } });
        own(compared.write(3), { sessionKind: 'bg' });
        writeAnswer(compared.write(4), { id: 'm2' });
      },
    ],
    [
      'subagents, in their own file, in that of their parent, in both, of a workflow',
      (compared) => {
        const parent = compared.write(1);
        writeAnswer(parent, { id: 'm1' });
        for (const id of ['s1', 's2']) writeAnswer(parent, { id, members: { isSidechain: true } });
        for (const id of ['s2', 's3']) writeAnswer(compared.agent(parent), { id });
        writeAnswer(compared.agent(parent, `${parent.id}/subagents/workflows/wf_1`), { id: 's4' });
      },
    ],
    [
      'a line that is torn',
      (compared) => {
        writeAnswer(compared.write(1), { id: 'm1' }).raw(
          '{"type":"assistant","message":{"usage":{"output_tokens":5',
        );
      },
    ],
    [
      'fast mode',
      (compared) => {
        writeAnswer(compared.write(1), { id: 'm1', model: 'claude-opus-4-8', usage: { speed: 'fast' } });
      },
    ],
  ])('of %s', async (_, write) => {
    const compared = new Compared();
    write(compared);
    const { ours, theirs } = await compared.both();
    expect(ours.output).toBeGreaterThan(0);
    expect(ours).toEqual(theirs);
  });

  it.each(recordedVersions)(
    'of what Claude Code %s wrote, but for answers that no model gave',
    async (version) => {
      const compared = new Compared();
      let synthetic = 0;
      for (const [session, lines] of recordedLines(version)) {
        writeFileSync(join(compared.folder, `${session}.jsonl`), `${lines.join('\n')}\n`);
        synthetic += lines.filter((each) => each.includes('"model":"<synthetic>"')).length;
      }
      const { ours, theirs } = await compared.both();
      expect(ours.output).toBeGreaterThan(0);
      expect(theirs.output - ours.output - synthetic).toBe(0);
    },
  );
});

describe('not the same', () => {
  it('JSON with spaces behind its colons, which ccusage passes over', async () => {
    const compared = new Compared();
    const writer = writeAnswer(compared.write(1), { id: 'm1' });
    writeFileSync(writer.path, writer.text().replaceAll('":', '": '));
    const { ours, theirs } = await compared.both();
    expect([ours.output, theirs.output]).toEqual([100, 0]);
  });

  it('what Claude Code writes in the place of an answer (<synthetic>), which no model gave and nobody paid', async () => {
    const compared = new Compared();
    writeAnswer(compared.write(1), { id: 'm1', model: '<synthetic>' });
    const { ours, theirs } = await compared.both();
    expect([ours.output, theirs.output]).toEqual([0, 100]);
  });

  it('whose an answer is that several conversations have: ours is of the one that had it first', async () => {
    const compared = new Compared();
    const fork = compared.write(1);
    const first = compared.write(2);
    writeAnswer(first, { id: 'm1' });
    writeAnswer(fork, { id: 'm1', members: { forkedFrom: { sessionId: first.id, messageUuid: 'x' } } });
    expect((await compared.ours()).by.conversation.map(({ key }) => key)).toEqual([first.id]);
    expect(compared.theirs().sessions.map(({ sessionId }) => sessionId)).toEqual([fork.id]);
  });

  it('whose subagents are that lie beside their conversation, or in a workflow: ccusage calls them conversations', async () => {
    const compared = new Compared();
    const parent = writeAnswer(compared.write(1), { id: 'm1' });
    writeAnswer(compared.agent(parent, '.'), { id: 's1' });
    writeAnswer(compared.agent(parent, `${parent.id}/subagents/workflows/wf_1`), { id: 's2' });
    expect((await compared.ours()).by.conversation).toMatchObject([{ key: parent.id, output: 300 }]);
    expect(
      compared
        .theirs()
        .sessions.map(({ sessionId }) => sessionId)
        .sort(),
    ).toEqual([parent.id, 'agent-a1', 'wf_1'].sort());
  });

  it('copies of an answer that does not name its request: ccusage counts each', async () => {
    const compared = new Compared();
    for (const number of [1, 2])
      writeAnswer(compared.write(number), { id: 'm1', members: { requestId: undefined } });
    const { ours, theirs } = await compared.both();
    expect([ours.output, theirs.output]).toEqual([100, 200]);
  });

  it('searches in the web, which cost a cent each', async () => {
    const compared = new Compared();
    const usage = { output_tokens: 0, input_tokens: 1, server_tool_use: { web_search_requests: 10 } };
    writeAnswer(compared.write(1), { id: 'm1', usage });
    const { ours, theirs } = await compared.both();
    expect([ours.cost, theirs.cost]).toEqual([0.100003, 0.000003]);
  });

  it('a long prompt: all tokens of its request are dearer, not those beyond the border alone', async () => {
    const compared = new Compared();
    const usage = { input_tokens: 300_000, output_tokens: 0 };
    writeAnswer(compared.write(1), { id: 'm1', model: 'claude-sonnet-4-5-20250929', usage });
    const { ours, theirs } = await compared.both();
    expect([ours.cost, theirs.cost]).toEqual([1.8, 1.2]);
  });

  it('what clients before 1.0.9 wrote of the cost: ccusage takes it as it is', async () => {
    const compared = new Compared();
    const usage = { input_tokens: 1_000_000, output_tokens: 0 };
    writeAnswer(compared.write(1), { id: 'm1', usage, members: { costUSD: 50 } });
    const theirs = ccusage(file, compared.configDir, 'auto').totals.totalCost;
    expect([(await compared.ours()).cost, theirs]).toEqual([3, 50]);
  });

  it('models that came after ccusage', async () => {
    const compared = new Compared();
    writeAnswer(compared.write(1), {
      id: 'm1',
      model: 'claude-opus-5-5',
      usage: { output_tokens: 1_000_000, input_tokens: 0 },
    });
    const { ours, theirs } = await compared.both();
    expect([ours.cost, theirs.cost]).toEqual([20, 0]);
  });
});
