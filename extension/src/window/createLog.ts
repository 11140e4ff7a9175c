import * as vscode from 'vscode';
import { logText } from '../text/logText.ts';

/** The log, to which whatever is written goes without secrets and with its hidden characters escaped. */
export function createLog(): vscode.LogOutputChannel {
  const channel = vscode.window.createOutputChannel('Claude Sessions', { log: true });
  const line = (values: readonly unknown[]) => values.map(logText).join(' ');
  return {
    name: channel.name,
    get logLevel() {
      return channel.logLevel;
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    append: (value) => channel.append(logText(value)),
    appendLine: (value) => channel.appendLine(logText(value)),
    replace: (value) => channel.replace(logText(value)),
    clear: () => channel.clear(),
    show: (columnOrFocus?: vscode.ViewColumn | boolean, preserveFocus?: boolean) =>
      channel.show(typeof columnOrFocus === 'boolean' ? columnOrFocus : preserveFocus),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
    trace: (...values) => channel.trace(line(values)),
    debug: (...values) => channel.debug(line(values)),
    info: (...values) => channel.info(line(values)),
    warn: (...values) => channel.warn(line(values)),
    error: (...values) => channel.error(line(values)),
  };
}
