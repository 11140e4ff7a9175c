// Stands in for the Dev Containers extension: shows what it was asked.
const vscode = require('vscode');

exports.activate = (context) => {
  const status = vscode.window.createStatusBarItem('remoteContainers.status', vscode.StatusBarAlignment.Left);
  status.name = 'Dev Containers';
  status.text = 'Rebuilder ready';
  status.show();
  const rebuild = (...args) => {
    status.text = `Rebuilding with ${args.length} arguments`;
  };
  const id = 'remote-containers.rebuildAndReopenInContainer';
  context.subscriptions.push(status, vscode.commands.registerCommand(id, rebuild));
};
