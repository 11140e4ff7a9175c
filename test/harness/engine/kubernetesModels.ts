import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../system/cache.ts';
import { run } from '../system/run.ts';
import { unpackPackage } from '../system/unpackPackage.ts';

/** Its types are made of the API's own description; 2.x does not load in Node 20. */
export const kubernetesClient = '@kubernetes/client-node@1.4.0';
/** The release of Kubernetes that it describes. */
export const kubernetesRelease = '1.34';

/** A member of an object: its name in manifests and its type, such as `string`, `Array<V1Volume>`, `{ [key: string]: string; }`. */
export interface KubernetesMember {
  readonly baseName: string;
  readonly type: string;
}

/** The members of each type of the API, by its name: `V1Container`. */
export type KubernetesModels = ReadonlyMap<string, readonly KubernetesMember[]>;

/** The types of the API as the client of Kubernetes has them. */
export async function provideKubernetesModels(): Promise<KubernetesModels> {
  const version = kubernetesClient.slice(kubernetesClient.lastIndexOf('@') + 1);
  const folder = await cached(join('kubernetes-types', version), async (path) => {
    const whole = join(path, 'package');
    await unpackPackage(kubernetesClient, whole);
    const file = join(whole, 'dist/gen/models/ObjectSerializer.js');
    writeFileSync(
      join(path, 'types.json'),
      await run(process.execPath, ['--input-type=module', '-e', print, file]),
    );
    rmSync(whole, { recursive: true });
  });
  return new Map(Object.entries(JSON.parse(readFileSync(join(folder, 'types.json'), 'utf8'))));
}

/** By Node alone: the tests' own loader would take seconds over a thousand files. */
const print = `
const types = Object.entries(await import(process.argv[1])).filter(([, type]) => type.getAttributeTypeMap);
const members = (type) => type.getAttributeTypeMap().map(({ baseName, type }) => ({ baseName, type }));
process.stdout.write(JSON.stringify(Object.fromEntries(types.map(([name, type]) => [name, members(type)]))));
`;

/** The type that a list or a map is of, or the type itself. */
export function innerType(type: string): string {
  return /^(?:Array<|Set<|\{ \[key: string\]: )(.*?)(?:>|; \})$/.exec(type)?.[1] ?? type;
}
