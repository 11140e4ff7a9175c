import { describe, expect, it } from 'vitest';
import type { EditorLook } from '../../../cli/src/api/types.ts';
import { advice, ourCommand } from '../../../core/src/findings/advice.ts';
import type { Mode } from '../../../core/src/share/options.ts';
import type { TreeNode } from '../../../extension/src/view/TreeNode.ts';
import { badgeOf, findingNode, messageOf, treeModel } from '../../../extension/src/view/treeModel.ts';
import { finding, following, lookOf, projectAt, results, stateOf } from './support/look.ts';

const all = (nodes: readonly TreeNode[]): TreeNode[] =>
  nodes.flatMap((node) => [node, ...all(node.children)]);

/** The lines as a reader sees them. */
function lines(nodes: readonly TreeNode[], indent = ''): string[] {
  return nodes.flatMap(({ label, description, icon, children }) => [
    `${indent}${icon.name} ${label}${description ? ` | ${description}` : ''}`,
    ...lines(children, `${indent}  `),
  ]);
}

const everywhere = ['host', 'configuration', 'container', 'inside'] as const;

describe('the view', () => {
  it('says of each place that nothing is wrong there', () => {
    const nodes = treeModel([stateOf(lookOf(results([], [...everywhere, 'host'])))], 'host');
    expect(lines(nodes)).toEqual([
      'link Shared',
      'pass On this host | 2 checks passed',
      'pass In devcontainer.json | 1 check passed',
      'pass The container, from outside | 1 check passed',
      'pass Inside the container | 1 check passed',
    ]);
  });

  it('says how the guard is, where the project is shared or the guard is on', () => {
    const settings = '/home/me/.claude/settings.json';
    const shown = (guard: EditorLook['guard'], mode: Mode = 'share') => {
      const nodes = treeModel([stateOf(lookOf(results([]), { mode, ...(guard && { guard }) }))], 'host');
      return lines(nodes.filter(({ label }) => label === 'Guard'));
    };
    expect(shown(undefined)).toEqual([]);
    expect(shown({ settings, on: false, problems: [] })).toEqual(['unlock Guard | off']);
    expect(shown({ settings, on: false, problems: [] }, 'isolate')).toEqual([]);
    expect(shown({ settings, on: true, problems: [] }, 'isolate')).toEqual(['lock Guard | on']);
    expect(shown({ settings, on: true, problems: ['/home/me/x is gone.'] })).toEqual([
      'error Guard | on, and broken: ~/x is gone.',
    ]);
  });

  it('says of a reviewed project what waits, and what was left out of which conversation', () => {
    const shown = (review: EditorLook['review']) =>
      lines(treeModel([stateOf(lookOf(results([]), review && { review }))], 'host')).slice(1, -4);
    expect(shown(undefined)).toEqual([]);
    const waiting = 'nothing waits to be pulled or pushed';
    expect(shown({ waiting, pulls: 0, pushes: 0, leftOut: [] })).toEqual([`sync Review | ${waiting}`]);
    const kinds = [
      { name: 'hook_deferred_tool', why: 'would act on this host', lines: 2 },
      { name: '$(link) new\u202e', why: 'not known to be harmless', lines: 1 },
    ];
    const leftOut = [{ conversation: '11111111-1111-4111-8111-111111111111', lines: 3, kinds }];
    expect(shown({ waiting: '', pulls: 0, pushes: 0, leftOut })).toEqual([
      'filter Left out | 3 lines of 1 conversation',
      '  comment 11111111 | 3 lines',
      '    eye hook_deferred_tool | 2 lines, would act on this host',
      expect.stringMatching(/^ {4}eye [^\u202e]*new[^\u202e]* \| 1 line, not known to be harmless$/),
    ]);
  });

  it('shows findings with what was seen, what to do and where to read on', () => {
    const found = finding({ message: 'It is missing.', evidence: ['/home/me/.claude'], fix: ['Make it.'] });
    const nodes = treeModel([stateOf(lookOf(results([found], everywhere)))], 'host');
    expect(lines(nodes).slice(1, 7)).toEqual([
      'error On this host | 1 error',
      '  error A mount’s source is missing | It is missing.',
      '    eye ~/.claude',
      '    lightbulb Make it.',
      '    book About this check',
      '  pass 1 check passed',
    ]);
  });

  it('names commands as the palette has them', () => {
    const found = finding({ fix: advice`Run ${ourCommand('share')}, which takes it out.` });
    const [, , , toDo] = all(treeModel([stateOf(lookOf(results([found], everywhere)))], 'host'));
    expect(toDo?.spoken).toBe('To do: Run “Share Claude sessions”, which takes it out.');
  });

  it('says what is unknown and why, and never that it passed or is missing', () => {
    const nodes = treeModel([stateOf(lookOf(results([], ['host'], ['inside', 'inside', 'host'])))], 'host');
    expect(lines(nodes)).toEqual([
      'link Shared',
      'question On this host | 1 check passed, others not checked: there is no container',
      '  question Not checked: there is no container | 1 check',
      '  pass 1 check passed',
      'pass In devcontainer.json | 0 checks passed',
      'pass The container, from outside | 0 checks passed',
      'question Inside the container | not checked: there is no container',
      '  question Not checked: there is no container | 2 checks',
    ]);
  });

  it('says of what follows from another finding from which, and never that it passed', () => {
    const removed = finding({ code: 'host-folder-removed', place: 'inside' });
    const follows = [
      following('project-not-writable', 'host-folder-removed', 'inside'),
      following('sessions-not-linked', 'host-folder-removed', 'inside'),
    ];
    const checked = [
      ...results([removed], ['inside']),
      ...follows,
      following('no-container', 'x', 'container'),
    ];
    const nodes = treeModel([stateOf(lookOf(checked))], 'host');
    expect(lines(nodes).filter((line) => !/^ {4}| On this host| In devcontainer/.test(line))).toEqual([
      'link Shared',
      'reply The container, from outside | follow from: x',
      '  reply Follows from: x | 1 check',
      'error Inside the container | 1 error',
      '  error A host folder was removed | A source is missing.',
      '  reply Follows from: A host folder was removed | 2 checks',
      '  pass 1 check passed',
    ]);
  });

  it('lists findings in the order of the command line: the worst first, whatever the order of the checks', () => {
    const found = [
      finding({ code: 'a', severity: 'information' }),
      finding({ code: 'c', severity: 'warning' }),
      finding({ code: 'b', severity: 'warning' }),
      finding({ code: 'z', severity: 'error' }),
    ];
    const [, host] = treeModel([stateOf(lookOf(results(found)))], 'host');
    expect(host?.children.map(({ label }) => label)).toEqual(['z', 'b', 'c', 'a']);
  });

  it('begins with the mode, the container and the conversations, and what there is to do about them', () => {
    const first = (
      parts: Parameters<typeof lookOf>[1],
      window: 'host' | 'container' = 'host',
      found = [] as ReturnType<typeof finding>[],
    ) => treeModel([stateOf(lookOf(results(found, ['host'], ['container']), parts))], window)[0];
    expect(first({ conversations: 3, container: { name: 'x', running: true } })).toMatchObject({
      label: 'Shared',
      description: 'container running · 3 conversations',
      context: 'summary',
    });
    expect(first({ login: 'not logged in', container: { name: 'x', running: true } })?.description).toBe(
      'container running · not logged in',
    );
    expect(first({ mode: 'isolate', conversations: 1 })).toMatchObject({
      label: 'Isolated',
      description: 'there is no container · 1 conversation',
      icon: { name: 'shield' },
    });
    const drift = finding({ code: 'container-drift', place: 'container', evidence: ['one'] });
    expect(first({}, 'host', [drift])).toMatchObject({
      label: 'Rebuild needed',
      context: 'summary.drift',
      project: { file: '.devcontainer/devcontainer.json' },
    });
    const inside = first({}, 'container', [drift]);
    expect([inside?.context, inside?.description]).toEqual(['summary', undefined]);
    expect(first({ mode: 'none' }, 'host', [finding()])).toMatchObject({
      label: 'Not set up',
      context: 'summary.notSetUp',
    });
  });

  it('offers a fix only where it can be made', () => {
    const edit = { kind: 'edit', title: '', text: '' } as const;
    const context = (parts: Parameters<typeof finding>[0], place: 'host' | 'container' | 'restricted') =>
      findingNode(treeModel([stateOf(lookOf(results([finding(parts)])))], place), 'source-missing')?.context;
    expect(context({ action: { kind: 'prepare' } }, 'host')).toBe('finding.fix.prepare');
    expect(context({}, 'host')).toBe('finding.nofix');
    expect(context({ offers: [{ kind: 'share' }, edit] }, 'host')).toBe('finding.fix.share');
    expect(context({ offers: [edit] }, 'host')).toBe('finding.fix.edit');
    expect(context({ action: edit, range: { offset: 1, length: 2 } }, 'host')).toBe('finding.fix.edit.line');
    expect(context({ action: { kind: 'prepare' } }, 'container')).toBe('finding.nofix');
    expect(context({ action: edit }, 'container')).toBe('finding.fix.edit');
    expect(context({ action: edit }, 'restricted')).toBe('finding.nofix');
  });

  it('leads to the line where there is one', () => {
    const command = (parts: Parameters<typeof finding>[0]) =>
      findingNode(treeModel([stateOf(lookOf(results([finding(parts)])))], 'host'), 'source-missing')?.command;
    expect(command({ range: { offset: 0, length: 1 } })).toBe('showFinding');
    expect(command({})).toBeUndefined();
    const at = { file: 'compose.yml', line: 4, column: 9, endLine: 4, endColumn: 20 };
    expect(command({ at })).toBe('showFinding');
    const node = findingNode(
      treeModel([stateOf(lookOf(results([finding({ at })])))], 'host'),
      'source-missing',
    );
    expect(node?.context).toBe('finding.nofix.line');
    expect(node?.children.map(({ label }) => label)).toContain('compose.yml:4');
  });

  it('has a line for each dev container where there are several', () => {
    const one = stateOf({ ...lookOf(results([finding()])), project: projectAt('/w/one') });
    const two = stateOf(undefined, { project: projectAt('/w/two'), looking: true });
    const nodes = treeModel([one, two], 'host');
    expect(nodes.map(({ label, description, expand }) => [label, description, expand])).toEqual([
      ['one', 'shared, 1 error', 'expanded'],
      ['two', '.devcontainer/devcontainer.json', 'collapsed'],
    ]);
    expect(nodes[1]?.children.map(({ label }) => label)).toEqual(['Checking…']);
  });

  it('lists the folders below that have a dev container, each to be opened', () => {
    const below = ['packages/web', 'a b'].map((path) => ({ workspaceFolder: '/w/mono', path }));
    for (const window of ['host', 'restricted'] as const) {
      const nodes = treeModel([], window, below);
      expect(lines(nodes)).toEqual(['folder packages/web | open folder', 'folder a b | open folder']);
      expect(nodes.map(({ opens }) => opens)).toEqual(['/w/mono/packages/web', '/w/mono/a b']);
      expect(messageOf([], window, below)).toContain('These folders below it have one');
    }
    const other = { workspaceFolder: '/w/other', path: 'api' };
    const notSetUp = stateOf({ ...lookOf(results([]), { mode: 'none' }), project: projectAt('/w/one') });
    expect(treeModel([notSetUp], 'host', [...below, other]).map(({ label }) => label)).toEqual([
      'one',
      'mono/packages/web',
      'mono/a b',
      'other/api',
    ]);
  });

  it('shows a failure with what to do, above what was known before', () => {
    const failure = { kind: 'error', message: 'It is no text.', hint: 'Save it as UTF-8.' } as const;
    const nodes = treeModel([stateOf(lookOf(results([], everywhere)), { failure })], 'host');
    expect(lines(nodes)[0]).toBe('error It is no text. | Save it as UTF-8.');
    expect(nodes).toHaveLength(6);
    expect(nodes[0]?.spoken).toContain('earlier look');
  });

  it('gives each line an id of its own, the same after a refresh', () => {
    const twice = [
      finding({ evidence: ['a', 'b'] }),
      finding({ evidence: ['a'] }),
      finding({ place: 'inside' }),
    ];
    const states = () => [
      stateOf({ ...lookOf(results(twice, everywhere, everywhere)), project: projectAt('/w/one') }),
      stateOf({ ...lookOf(results(twice, everywhere, everywhere)), project: projectAt('/w/two') }),
    ];
    const ids = all(treeModel(states(), 'host')).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all(treeModel(states(), 'host')).map(({ id }) => id)).toEqual(ids);
  });

  it('has another line for a place where something has gone wrong, so that VS Code unfolds it', () => {
    const host = (found: Parameters<typeof results>[0]) =>
      treeModel([stateOf(lookOf(results(found, everywhere)))], 'host')[1];
    expect(host([finding()])).toMatchObject({ expand: 'expanded' });
    expect(host([finding()])?.id).not.toBe(host([])?.id);
  });

  it('speaks of every line, with the severity', () => {
    const nodes = all(treeModel([stateOf(lookOf(results([finding()], everywhere, everywhere)))], 'host'));
    expect(nodes.every(({ spoken }) => spoken.length > 0)).toBe(true);
    expect(findingNode(nodes, 'source-missing')?.spoken).toBe('Error: A source is missing. (source-missing)');
  });

  it.each(
    [
      '<img src=x onerror=alert(1)>',
      '[click](command:workbench.action.quit)',
      '\u001b[31mred\u001b]0;title\u0007',
      'a\u202eb\u200bc\r\nd',
      '$(error) $(sync~spin)',
      'x'.repeat(10_000),
    ].map((text) => ({ name: text.slice(0, 50), text })),
  )('keeps $name to plain text of a line', ({ text }) => {
    const hostile = finding({ message: text, evidence: Array(1000).fill(text), fix: [text] });
    const look = lookOf(results([hostile], [], everywhere), { whyUnknown: () => text });
    const failure = { kind: 'error', message: text, hint: text } as const;
    const project = projectAt(`/w/${text}`, `${text}/devcontainer.json`);
    const states = [
      stateOf({ ...look, project }, { failure }),
      stateOf({ ...look, project: projectAt('/w/b') }),
    ];
    const nodes = all(treeModel(states, 'host'));
    expect(nodes.length).toBeLessThan(200);
    for (const { label, description = '', tooltip, spoken } of nodes) {
      for (const shown of [label, description, spoken]) {
        expect(shown.length).toBeLessThan(2000);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]|\$\(/u);
      }
      // Its lines are ours.
      expect(tooltip.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]|\$\(/u);
    }
  });

  it('counts errors and warnings on its badge, not notes', () => {
    const severities = ['error', 'warning', 'warning', 'information'] as const;
    const look = lookOf(results(severities.map((severity) => finding({ severity }))));
    expect(badgeOf([stateOf(look)])).toEqual({ value: 3, tooltip: '1 error, 2 warnings' });
    expect(badgeOf([stateOf(lookOf(results([], everywhere)))])).toBeUndefined();
  });

  it('says from where it looks, unless it sees everything', () => {
    const states = [stateOf(lookOf([]))];
    expect(messageOf(states, 'container')).toMatch(/inside the container.*not checked/);
    expect(messageOf(states, 'restricted')).toContain('restricted');
    expect(messageOf(states, 'host')).toBeUndefined();
    expect(messageOf([], 'container')).toBeUndefined();
    const plain = lookOf([]);
    const notSetUp = stateOf({ ...plain, status: { ...plain.status, state: 'notSetUp' } });
    expect(messageOf([notSetUp], 'host')).toBeUndefined();
    // The welcome says it, with buttons.
    expect(treeModel([notSetUp], 'host')).toEqual([]);
    expect(treeModel([notSetUp, ...states], 'host')).toHaveLength(2);
    expect(treeModel([notSetUp], 'container').length).toBeGreaterThan(0);
  });
});
