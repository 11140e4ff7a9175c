import { describe, expect, it } from 'vitest';
import manifest from '../../../extension/package.json';
import words from '../../../extension/package.nls.json';
import type { TreeNode } from '../../../extension/src/view/TreeNode.ts';
import { findingNode, treeModel } from '../../../extension/src/view/treeModel.ts';
import { finding, lookOf, results, stateOf } from './support/look.ts';

const { commands, menus, views, viewsWelcome } = manifest.contributes;

/** The inline actions that VS Code shows on the line of a finding. */
function inlineActions(parts: Parameters<typeof finding>[0]): string[] {
  return inlineOf(
    findingNode(treeModel([stateOf(lookOf(results([finding(parts)])))], 'host'), 'source-missing'),
  );
}

function inlineOf(node: TreeNode | undefined): string[] {
  return menus['view/item/context'].flatMap(({ command, when, group }) => {
    const [, pattern = 'no pattern'] = /viewItem =~ \/(.*)\/$/.exec(when) ?? [];
    const isShown = group.startsWith('inline') && new RegExp(pattern).test(node?.context ?? '');
    return isShown ? [command.replace('claudeSessions.', '')] : [];
  });
}

describe('the view in the manifest', () => {
  it('has the actions on a finding that it allows', () => {
    const range = { offset: 0, length: 1 };
    expect(inlineActions({})).toEqual(['openDocumentation']);
    expect(inlineActions({ range })).toEqual(['showFinding', 'openDocumentation']);
    expect(inlineActions({ action: { kind: 'prepare' } })).toEqual(['fixFinding', 'openDocumentation']);
    expect(inlineActions({ action: { kind: 'recreate' }, range })).toEqual([
      'fixFinding',
      'showFinding',
      'openDocumentation',
    ]);
  });

  it('turns the guard the way that it is not, and either way where it is broken', () => {
    const actions = (on: boolean, ...problems: string[]) => {
      const look = lookOf(results([]), { guard: { settings: '/s', on, problems } });
      return inlineOf(treeModel([stateOf(look)], 'host').find(({ label }) => label === 'Guard'));
    };
    expect(actions(false)).toEqual(['guardOn']);
    expect(actions(true)).toEqual(['guardOff']);
    expect(actions(true, 'It is gone.')).toEqual(['guardOn', 'guardOff']);
  });

  it('names only commands that there are, with an icon where only that is seen', () => {
    const entries = [...menus['view/title'], ...menus['view/item/context']];
    for (const { command, group } of entries) {
      const known = commands.find((one) => one.command === command);
      expect(known, command).toBeDefined();
      if (/^(inline|navigation)/.test(group)) expect(known, command).toHaveProperty('icon');
    }
  });

  it('has one welcome for each window in which there is nothing to check, whose links lead somewhere', () => {
    const [, view] = views.claudeSessions;
    const ours = commands.map(({ command }) => command);
    const ofFindings = viewsWelcome.filter((welcome) => welcome.view === view?.id);
    expect(ofFindings).toHaveLength(4);
    for (const welcome of ofFindings) {
      const text = words[welcome.contents.slice(1, -1) as keyof typeof words];
      const linked = [...text.matchAll(/\(command:([^)]*)\)/g)].map(([, command = '']) => command);
      expect(linked.length).toBeGreaterThan(0);
      for (const command of linked) {
        if (command.startsWith('claudeSessions.')) expect(ours).toContain(command);
      }
    }
  });
});
