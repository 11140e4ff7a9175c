// What the harness is tried on: one of each thing that a test of an extension looks at.
const vscode = require('vscode');
const { execFile } = require('node:child_process');

exports.activate = (context) => {
  const log = vscode.window.createOutputChannel('Probe Log', { log: true });
  log.info(`trusted: ${vscode.workspace.isTrusted}`);
  const status = vscode.window.createStatusBarItem('probe.status', vscode.StatusBarAlignment.Left, 100);
  status.name = 'Probe';
  status.text = '$(beaker) Probe ready';
  status.accessibilityInformation = { label: 'Probe is ready', role: 'button' };
  status.tooltip = 'What the probe knows';
  status.command = 'probe.hello';
  status.show();
  const problems = vscode.languages.createDiagnosticCollection('probe');
  const look = (document) => {
    if (!document.fileName.endsWith('devcontainer.json')) return;
    const at = document.getText().indexOf('"debian"');
    const range = new vscode.Range(document.positionAt(at + 1), document.positionAt(at + 7));
    const problem = new vscode.Diagnostic(range, 'probe: image has no tag', vscode.DiagnosticSeverity.Error);
    problem.source = 'probe';
    problem.code = 'no-tag';
    problems.set(document.uri, at < 0 ? [] : [problem]);
  };
  const selector = { pattern: '**/devcontainer.json' };
  const commands = {
    'probe.hello': async () => {
      const chosen = await vscode.window.showInformationMessage('Probe says hello', 'Wave', 'Leave');
      status.text = `Probe got ${chosen}`;
    },
    'probe.ask': async () => {
      const colour = await vscode.window.showQuickPick(
        [{ label: 'Red', description: 'warm' }, { label: 'Blue', description: 'cold' }],
        { title: 'Which colour?' },
      );
      const name = await vscode.window.showInputBox({ prompt: 'Which name?' });
      const sure = await vscode.window.showWarningMessage('Sure?', { modal: true, detail: 'No way back' }, 'Go on');
      status.text = `Probe has ${colour?.label} ${name} ${sure}`;
    },
    'probe.diff': async () => {
      const texts = { left: 'one\ntwo\n', right: 'one\nthree\n' };
      const provider = { provideTextDocumentContent: (uri) => texts[uri.path] };
      context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider('probe', provider));
      const [left, right] = [vscode.Uri.parse('probe:left'), vscode.Uri.parse('probe:right')];
      await vscode.commands.executeCommand('vscode.diff', left, right, 'Left and right');
    },
    'probe.run': () =>
      new Promise((resolve) =>
        execFile('docker', ['--version'], (error, out) => {
          status.text = `Probe ran ${error ? 'nothing' : String(out).split(' ')[0]}`;
          resolve();
        }),
      ),
    'probe.fail': () => {
      console.error('probe: a word on the error console');
      vscode.window.showErrorMessage('Probe has failed');
    },
    'probe.polish': (stone) => {
      status.text = `Probe polished ${stone}`;
    },
  };
  const stones = {
    getChildren: (of) => (of ? (of === 'river' ? ['flint', 'slate'] : []) : ['river', 'sand']),
    getTreeItem: (name) => {
      const state = name === 'river' ? vscode.TreeItemCollapsibleState.Collapsed : 0;
      const item = new vscode.TreeItem(name, state);
      item.contextValue = name === 'river' ? 'place' : 'stone';
      item.accessibilityInformation = { label: `the ${name}` };
      return item;
    },
  };
  context.subscriptions.push(
    log,
    status,
    problems,
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
    vscode.window.createTreeView('probe.tree', { treeDataProvider: stones }),
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      status.text = 'Probe is trusted';
    }),
    vscode.languages.registerHoverProvider(selector, {
      provideHover: () => new vscode.Hover('**probe** hover'),
    }),
    vscode.languages.registerCodeActionsProvider(selector, {
      provideCodeActions: (document, _range, { diagnostics }) =>
        diagnostics
          .filter(({ source }) => source === 'probe')
          .map((problem) => {
            const action = new vscode.CodeAction('Add a tag', vscode.CodeActionKind.QuickFix);
            action.edit = new vscode.WorkspaceEdit();
            action.edit.insert(document.uri, problem.range.end, ':12');
            action.diagnostics = [problem];
            return action;
          }),
    }),
  );
  for (const document of vscode.workspace.textDocuments) look(document);
};
