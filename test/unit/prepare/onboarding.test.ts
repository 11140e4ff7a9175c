import { describe, expect, it } from 'vitest';
import { onboardingFile } from '../../../core/src/prepare/onboarding.ts';

describe('onboardingFile', () => {
  it('says that onboarding is done, with version and theme, and nothing else', () => {
    const json = JSON.stringify(
      {
        numStartups: 3,
        theme: 'light-daltonized',
        editorMode: 'vim',
        hasCompletedOnboarding: true,
        oauthAccount: { emailAddress: 'me@example.com' },
        lastOnboardingVersion: '2.1.329',
      },
      null,
      2,
    );
    const done =
      '{"hasCompletedOnboarding":true,"lastOnboardingVersion":"2.1.329","theme":"light-daltonized","editorMode":"vim"}\n';
    expect(onboardingFile(json)).toBe(done);
    expect(onboardingFile(json.replaceAll('\n', '\r\n'))).toBe(done);
  });

  it.each([
    ['nothing', ''],
    ['false', '{\n  "hasCompletedOnboarding": false\n}'],
    ['a string', '{\n  "hasCompletedOnboarding": "true"\n}'],
    ['a deeper one', '{\n  "a": {\n    "hasCompletedOnboarding": true\n  }\n}'],
    ['another indentation', '{"hasCompletedOnboarding": true}'],
    ['text in a string', '{\n  "a": "\\n  \\"hasCompletedOnboarding\\": true"\n}'],
  ])('takes %s for not done', (_, json) => expect(onboardingFile(json)).toBeUndefined());

  it.each(['"a\\"b"', '"a/b"', `"${'x'.repeat(65)}"`, '""', 'null', '{'])('drops %s', (value) => {
    expect(onboardingFile(`{\n  "theme": ${value},\n  "hasCompletedOnboarding": true\n}`)).toBe(
      '{"hasCompletedOnboarding":true}\n',
    );
  });
});
