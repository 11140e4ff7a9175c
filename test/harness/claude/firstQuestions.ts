import { until } from '../system/processes.ts';
import type { Tmux } from './tmux.ts';

/** What Claude Code asks in a terminal before one can type, and the keys that say yes. */
const questions = {
  theme: { asked: /Choose the text style/, keys: ['Enter'] },
  security: { asked: /Security notes/, keys: ['Enter'] },
  key: { asked: /Do you want to use this API key/, keys: ['Up', 'Enter'] },
  trust: { asked: /Quick safety check|Do you trust the files/, keys: [] },
  mcp: { asked: /[Nn]ew MCP server/, keys: ['Enter'] },
  login: { asked: /Select login method/, keys: [] },
} as const;

export type Question = keyof typeof questions;

const ready = /\? for shortcuts|⏵⏵|Try "/;

/** Answers yes to all that is asked, until there is a prompt or something that no key answers; returns what was asked. */
export async function answerAll(tmux: Tmux): Promise<Question[]> {
  const asked: Question[] = [];
  const names = Object.keys(questions) as Question[];
  for (;;) {
    const open = names.filter((name) => !asked.includes(name));
    const patterns = [ready, ...open.map((name) => questions[name].asked)];
    const screen = await tmux.waitFor(new RegExp(patterns.map((pattern) => pattern.source).join('|')));
    const question = open.find((name) => questions[name].asked.test(screen));
    if (!question) return asked;
    asked.push(question);
    if (question === 'login') return asked;
    if (question === 'trust') await chooseYes(tmux);
    const { asked: words, keys } = questions[question];
    const next = [ready, ...open.filter((name) => name !== question).map((name) => questions[name].asked)];
    const isOver = async () => {
      const now = await tmux.screen();
      return !words.test(now) || next.some((pattern) => pattern.test(now));
    };
    // A key that comes before the question listens is lost.
    for (let tries = 0; keys.length > 0 && tries < 3; tries += 1) {
      await tmux.keys(...keys);
      if (await until(isOver, 5000)) break;
    }
  }
}

/** Newer versions have the cursor on "No", above or below. */
async function chooseYes(tmux: Tmux): Promise<void> {
  const yes = /❯ (\d\. )?Yes, /;
  const there = () => until(async () => yes.test(await tmux.screen()), 1000);
  for (const key of ['Up', 'Down', 'Down']) {
    if (await there()) break;
    await tmux.keys(key);
  }
  await tmux.waitFor(yes);
  await tmux.keys('Enter');
}
