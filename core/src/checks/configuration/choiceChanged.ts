import { advice, ourCommand } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { commandFor } from '../../findings/words.ts';
import { compareChoice } from '../../share/compareChoice.ts';

export const choiceChanged = defineCheck({
  code: 'choice-changed',
  place: 'configuration',
  severity: 'warning',
  title: 'Not the mode you chose',
  why: 'What you choose by `share` or `isolate` is remembered on the host, where no container reaches it. devcontainer.json, which a container can edit and a teammate too, asks for something else by now. Where that is more than you chose, the next container would get more of your host.',
  remedy: 'Look who changed the file, then run `share` or `isolate` with what you want.',
  fromAbsence: true,
  needs: ['configuration', 'host'],
  find({ configuration, host: { chosen } }) {
    const { configured } = configuration;
    const differences = configured && chosen ? compareChoice(configured, chosen) : [];
    if (!configured || !chosen || differences.length === 0) return [];
    const wider = differences.some((difference) => difference.wider);
    const back = advice`${commandFor(chosen, configured)} to go back to what you chose`;
    const keep = configured.mode === 'none' ? ourCommand('remove') : commandFor(configured, chosen);
    return [
      {
        severity: wider ? 'warning' : 'information',
        message: wider
          ? 'devcontainer.json asks for more than you chose last on this host.'
          : 'devcontainer.json asks for something else than you chose last on this host.',
        evidence: differences.map(({ text }) => text),
        fix: advice`Run ${back}, or ${keep} if what stands there now is what you want.`,
      },
    ];
  },
});
