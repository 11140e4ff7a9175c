import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Api, EditorLook, ReportFacts } from '../../../cli/src/api/types.ts';
import type { Looker } from '../looks/Looker.ts';
import type { WindowKind } from '../window/windowKind.ts';
import { failureSection } from './failureSection.ts';

const scheme = 'claude-sessions-report';
const uri = vscode.Uri.from({ scheme, path: '/Claude Sessions report.md' });

interface ReportHost {
  readonly extensionVersion: string;
  api(): Promise<Pick<Api, 'markdownReport'>>;
  windowKind(): WindowKind;
}

const windowWords: Record<WindowKind, string> = {
  host: 'on the host',
  container: 'in the container',
  restricted: 'restricted: only devcontainer.json is read',
};

/** The report as a document that is nowhere on a disk, and made anew after each look while it is open. */
export class ReportDocument implements vscode.TextDocumentContentProvider {
  readonly #looker: Looker;
  readonly #host: ReportHost;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #listening: vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(looker: Looker, host: ReportHost) {
    this.#looker = looker;
    this.#host = host;
    this.#listening = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      looker.onDidChange(() => {
        if (!looker.looking) this.#changed.fire(uri);
      }),
      this.#changed,
    ];
  }

  provideTextDocumentContent(): Promise<string> {
    return this.text();
  }

  /** The report of what is known now. */
  async text(): Promise<string> {
    const { states } = this.#looker;
    const looks = states.flatMap(({ look }): EditorLook[] => (look ? [look] : []));
    const home = homedir();
    const failures = states.flatMap(({ project, failure }) =>
      failure ? [failureSection(project, failure, home)] : [],
    );
    const api = await this.#host.api();
    return [api.markdownReport(looks, this.#facts()), ...failures].join('\n');
  }

  /** Shows it, beside nothing and with the focus. */
  async open(): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
  }

  #facts(): ReportFacts {
    return {
      appName: vscode.env.appName,
      appVersion: vscode.version,
      extensionVersion: this.#host.extensionVersion,
      platform: [`${process.platform} ${process.arch}`, ...remoteKind()].join(', '),
      place: windowWords[this.#host.windowKind()],
    };
  }
}

/** The kind of remote window; not its address, which some servers give in place of it. */
function remoteKind(): string[] {
  const name = vscode.env.remoteName;
  return name !== undefined && /^[a-z][a-z-]*$/.test(name) ? [name] : [];
}
