import { describe, expect, it } from 'vitest';
import { compareChoice } from '../../../core/src/share/compareChoice.ts';
import { type Login, logins } from '../../../core/src/share/login.ts';
import { defaultShareOptions, type ShareOptions } from '../../../core/src/share/options.ts';
import { corpus } from '../support/corpus.ts';
import { apply, configuredOf } from '../support/document.ts';

const full: ShareOptions = {
  profile: true,
  memory: 'rw',
  tasks: true,
  allProjects: true,
  samePath: false,
  otel: 'host',
  home: false,
  review: false,
  plugins: true,
  login: 'token',
};
const least: ShareOptions = { ...defaultShareOptions, profile: false };

describe('a file against what was chosen', () => {
  it('what share and isolate write is what was chosen, in every file', () => {
    for (const [name, source] of corpus) {
      for (const options of [full, least, defaultShareOptions]) {
        for (const mode of ['share', 'isolate'] as const) {
          const configured = configuredOf(apply(source, mode, options));
          // Under Docker Compose nothing is shared without a service.
          if (configured.mode !== mode || (configured.usesCompose && !configured.compose)) continue;
          expect(compareChoice(configured, { mode, options }), name).toEqual([]);
        }
      }
    }
  });

  it('tells more from less', () => {
    const of = (options: ShareOptions) => ({ mode: 'share', options, tokenByHand: false }) as const;
    const wider = compareChoice(of(full), { mode: 'share', options: least });
    expect(wider).toHaveLength(7);
    expect(wider.every((each) => each.wider)).toBe(true);
    const narrower = compareChoice(of(least), { mode: 'share', options: full });
    expect(narrower).toHaveLength(7);
    expect(narrower.some((each) => each.wider)).toBe(false);
    expect(compareChoice({ ...of(full), mode: 'none' }, { mode: 'share', options: full })).toEqual([
      { text: 'it is not set up, and you chose shared', wider: false },
    ]);
  });

  it('tells another login, isolated too; each of somebody else is more', () => {
    const clauses = (now: Login, before: Login) => {
      const isolated = (login: Login) =>
        ({ mode: 'isolate', options: { ...defaultShareOptions, login } }) as const;
      return compareChoice({ ...isolated(now), tokenByHand: false }, isolated(before)).map(
        ({ text, wider }) => `${wider ? 'more' : 'less'}: ${text}`,
      );
    };
    for (const login of logins) expect(clauses(login, login)).toEqual([]);
    expect(clauses('shared', 'own')).toEqual(['more: it gets the login that your dev containers share']);
    expect(clauses('shared', 'token')).toEqual(clauses('shared', 'own'));
    expect(clauses('token', 'shared')).toEqual(["more: the host's token is passed on"]);
    expect(clauses('own', 'shared')).toEqual(['less: it does not get the shared login']);
    expect(clauses('own', 'token')).toEqual(["less: the host's token is not passed on"]);
  });

  it('tells the whole home, which gets nothing of the host', () => {
    for (const mode of ['share', 'isolate'] as const) {
      const of = (home: boolean) => ({ mode, options: { ...defaultShareOptions, home }, tokenByHand: false });
      const clauses = (now: boolean, before: boolean) => compareChoice(of(now), of(before));
      expect(clauses(true, true)).toEqual([]);
      expect(clauses(true, false)).toEqual([{ text: 'the whole home is kept', wider: false }]);
      expect(clauses(false, true)).toEqual([{ text: 'the whole home is not kept', wider: false }]);
    }
  });

  it("leaves a token of the user's own hand alone", () => {
    const source = '{ "image": "a", "remoteEnv": { "CLAUDE_CODE_OAUTH_TOKEN": "${localEnv:MY_TOKEN}" } }';
    const configured = configuredOf(apply(source, 'share'));
    expect(compareChoice(configured, { mode: 'share', options: defaultShareOptions })).toEqual([]);
  });
});
