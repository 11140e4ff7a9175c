import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useHarness } from '../start/harness.ts';
import { tryRunAs } from '../system/hostUser.ts';
import { repository } from '../system/repository.ts';
import { succeeded } from '../system/run.ts';
import { hostEnvironment } from './devcontainer.ts';
import type { Project } from './project.ts';

/**
 * Runs a script as the host's user with the extension's own bundle of the API.
 * @param script the body of an async function of `api`, `settings`, `project` (the first that is found), `look` (in full),
 *   `findings` (the codes above information), `docker`, `wait`, and what is `given`
 * @returns what the script returned, by way of JSON
 */
export async function withApi<T>(project: Project, script: string, given: object = {}): Promise<T> {
  const { user, collection } = useHarness();
  const bundle = pathToFileURL(join(repository, 'extension/dist/node/api.mjs')).href;
  const program = `
    import { once } from 'node:events';
    import { spawn } from 'node:child_process';
    const api = await import(${JSON.stringify(bundle)});
    const settings = { collection: ${JSON.stringify(collection)} };
    const [project] = await api.findProjects(${JSON.stringify(project.folder)});
    const given = ${JSON.stringify(given)};
    const look = () => api.lookAtProject(project, { scope: 'full', settings });
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    const findings = ({ results }) => results.flatMap((each) => (each.state === 'looked' ? each.findings : []))
      .filter(({ severity }) => severity !== 'information').map(({ code }) => code);
    const docker = async (...args) => { await once(spawn('docker', args, { stdio: 'ignore' }), 'close'); };
    const run = async () => { ${script} };
    console.log(JSON.stringify(await run() ?? null));
  `;
  const args = ['--input-type=module', '--eval', program];
  const done = await tryRunAs(user, process.execPath, args, { env: hostEnvironment(project), cwd: '/' });
  return JSON.parse(succeeded(done).stdout) as T;
}
