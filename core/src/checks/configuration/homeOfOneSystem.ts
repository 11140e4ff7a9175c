import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';
import { editAction, found } from '../../findings/editAction.ts';
import { type MountSite, readDocument } from '../../findings/readDocument.ts';
import { toObject } from '../../toObject.ts';
import { mountsToRemove } from './mountsToRemove.ts';

const unix = '${localEnv:HOME}';
const windows = '${localEnv:USERPROFILE}';

/** As it is written: the tools read `env` and `localEnv` alike. */
const home = /\$\{(?:localEnv|env):(HOME|USERPROFILE)\}/;
const anyHome = /\$\{(?:localEnv|env):(?:HOME|USERPROFILE)\b/;

export const homeOfOneSystem = defineCheck({
  code: 'home-of-one-system',
  place: 'configuration',
  severity: 'error',
  title: 'Path only some hosts have',
  why: '`HOME` is set on Linux and macOS, `USERPROFILE` on Windows. A variable that is not set becomes nothing: the source is then `/.claude`, and the container does not start.',
  remedy: `Write both, one behind the other: \`${unix}${windows}\`; only one of them is set. \`--fix\` does.`,
  needs: ['configuration'],
  find({ configuration, host }) {
    const { document, sites, value } = readDocument(configuration);
    const unwanted = mountsToRemove(configuration, host);
    return sites.flatMap((site) => {
      if (unwanted.has(site.index)) return [];
      const source = site.mount.source ?? '';
      const [has, name] = home.exec(source) ?? [];
      if (has === undefined || anyHome.test(source.replaceAll(has, ''))) return [];
      const outcome = makesSource(site, 'dockerComposeFile' in value)
        ? 'an empty folder is mounted in its place'
        : 'the container does not start';
      const unset = host !== undefined && !host.env[name as 'HOME' | 'USERPROFILE'];
      // Here both would be put in, one behind the other.
      const bothSet = host?.env.HOME && host.env.USERPROFILE;
      return [
        found({
          severity: unset ? 'error' : 'information',
          message: unset
            ? `${name} is not set on this host: the source of the mount is not what you expect, and ${outcome}.`
            : `${name} alone is not set on every system: on ${name === 'HOME' ? 'Windows' : 'Linux and macOS'} ${outcome}.`,
          evidence: [site.text],
          fix: advice`Write ${unix}${windows} in place of ${has}.`,
          action: bothSet
            ? undefined
            : editAction(document, 'Make the path work on Windows too', (edit) => {
                const path = sourcePath(site);
                edit.replace(path, String(edit.value(...path)).replaceAll(has, unix + windows));
              }),
          range: site.range,
        }),
      ];
    });
  },
});

/** True when the engine makes a source that is missing: for `--volume`, and for what the tools hand to Docker Compose. */
function makesSource({ where, text }: MountSite, usesCompose: boolean): boolean {
  return where === 'runArgs' ? !/(^|,)\s*(target|destination|dst)=/i.test(text) : usesCompose;
}

/** The way to the text that holds the source. */
function sourcePath({ entry, path }: MountSite): MountSite['path'] {
  const key = Object.keys(toObject(entry)).find((name) => /^(source|src)$/i.test(name));
  return key === undefined ? path : [...path, key];
}
