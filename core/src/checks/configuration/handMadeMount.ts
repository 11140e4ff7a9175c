import { defineCheck } from '../../findings/check.ts';
import { findMounts } from './findMounts.ts';

export const handMadeMount = defineCheck({
  code: 'hand-made-mount',
  place: 'configuration',
  severity: 'warning',
  title: 'Hand-made mount of the state',
  why: 'Our Features keep Claude’s whole state in a volume and link into it what is shared. A mount of the same place, made by hand, lies over that or under it: which of the two Claude Code sees may change from start to start.',
  remedy:
    'Run `claude-sessions share` or `claude-sessions isolate`: it takes such mounts out of `mounts`, and `remove` puts them back. One in `runArgs` you take out yourself.',
  needs: ['configuration'],
  find(facts) {
    const { configured } = facts.configuration;
    if (!configured || configured.mode === 'none') return [];
    return findMounts(facts, ['other', 'nested'], ({ site: { mount } }) => ({
      severity: 'warning',
      message: `A hand-made mount of Claude’s state is in the way of our Features: ${mount.source ?? ''} -> ${mount.target}.`,
    }));
  },
});
