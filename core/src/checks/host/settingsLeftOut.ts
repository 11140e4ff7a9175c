import { advice } from '../../findings/advice.ts';
import { defineCheck } from '../../findings/check.ts';

export const settingsLeftOut = defineCheck({
  code: 'settings-left-out',
  place: 'host',
  severity: 'information',
  title: 'Settings left out',
  why: 'The container gets a copy of your `settings.json`, without what may be a secret: programs that print credentials, and values that look like keys. It works without them, but may ask for something that the host does not.',
  remedy:
    'Nothing has to be fixed. What the container needs, set for it: in the project’s `.claude/settings.json`, or by `remoteEnv` from a variable of the host.',
  anchor: 'elsewhere',
  needs: ['configuration', 'host'],
  find({ configuration: { configured }, host: { settings } }) {
    // The mode has a finding of its own.
    const evidence = settings.leftOut.filter(
      (name) => !settings.bypassesPermissions || name !== 'permissions.defaultMode',
    );
    if (configured?.mode !== 'share' || !configured.options.profile || evidence.length === 0) return [];
    return [
      {
        severity: 'information',
        message: 'The container’s copy of your settings is without what may hold a secret.',
        evidence,
        fix: advice`If it is needed inside, set it for the container: in the project’s .claude/settings.json, or by remoteEnv.`,
      },
    ];
  },
});
