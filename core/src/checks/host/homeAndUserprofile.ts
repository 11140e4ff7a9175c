import { bindsHost } from '../../features.ts';
import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { found } from '../../findings/editAction.ts';
import { keyRangeAt, readDocument } from '../../findings/readDocument.ts';

export const homeAndUserprofile = defineCheck({
  code: 'home-and-userprofile',
  place: 'host',
  severity: 'error',
  title: 'HOME and USERPROFILE both set',
  why: 'Mounts that serve every system begin with `${localEnv:HOME}${localEnv:USERPROFILE}`, since each system sets one of the two. Where both are set (Git Bash on Windows, variables passed on to WSL), the source is both paths in one, which is nowhere.',
  remedy:
    'Start the container from a shell where only one of them is set: `unset HOME` on Windows, `unset USERPROFILE` elsewhere.',
  needs: ['configuration', 'host'],
  find({ configuration, host: { env, platform } }) {
    if (!env.HOME || !env.USERPROFILE) return [];
    const { document, sites } = readDocument(configuration);
    const both = (text: string) =>
      /\$\{(localEnv|env):HOME\}/.test(text) && /\$\{(localEnv|env):USERPROFILE\}/.test(text);
    const ours = (configuration.configured?.features ?? []).filter(({ id }) => bindsHost(id));
    const places = [
      ...sites.filter(({ mount }) => both(mount.source ?? '')).map(({ text, range }) => ({ text, range })),
      ...ours.map(({ reference }) => ({
        text: reference,
        range: keyRangeAt(document, ['features', reference]),
      })),
    ];
    const [first] = places;
    if (!first) return [];
    const variable = platform === 'win32' ? 'HOME' : 'USERPROFILE';
    return [
      found({
        severity: 'error',
        message:
          'HOME and USERPROFILE are both set here: the sources of mounts that name both lead nowhere, and the container does not start.',
        evidence: [`HOME=${env.HOME}`, `USERPROFILE=${env.USERPROFILE}`, ...places.map(({ text }) => text)],
        fix: advice`Unset ${variable} where you start the container from.`,
        range: first.range,
      }),
    ];
  },
});
