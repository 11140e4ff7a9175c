import type { YamlNode } from '../../compose/yamlTree.ts';
import { engineBytesOf } from '../quantity.ts';
import { checkImage } from './pods.ts';
import { type ManifestProblem, problem } from './problem.ts';
import { checkScalars } from './scalars.ts';
import { itemsOf, memberOf, membersOf, placeAt, repeated, textAt, textOf } from './yaml.ts';

export const isCompose = (root: YamlNode) =>
  memberOf(root, 'services')?.kind === 'map' && textAt(root, 'apiVersion') === undefined;

/** What Docker Compose lays over the file beside it: https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/ */
const overrideName = /(^|\/)(docker-)?compose\.override\.ya?ml$/;

/** A Compose file by itself. An override need not say again what the other has. */
export function checkCompose(root: YamlNode): ManifestProblem[] {
  const all = checkWhole(root);
  return isOverride(root) ? all.filter(({ code }) => !ofTheOther.includes(code)) : all;
}

const isOverride = ({ at }: YamlNode) => overrideName.test(at.file);

const ofTheOther = ['no-memory-limit', 'undefined-service', 'undefined-volume'];

function checkWhole(root: YamlNode): ManifestProblem[] {
  const services = membersOf(memberOf(root, 'services'));
  const names = new Set(services.map(({ key }) => key));
  const volumes = new Set(membersOf(memberOf(root, 'volumes')).map(({ key }) => key));
  return [
    ...checkScalars(root),
    ...services.flatMap(({ key, node }) => checkService(key, node, names, volumes)),
  ];
}

function checkService(
  name: string,
  service: YamlNode,
  services: ReadonlySet<string>,
  volumes: ReadonlySet<string>,
): ManifestProblem[] {
  const mounts = itemsOf(memberOf(service, 'volumes'));
  return [
    ...(hasImageElsewhere(service) ? [] : checkImage(memberOf(service, 'image'), service)),
    ...mounts.flatMap((mount) => checkMount(name, mount, volumes)),
    ...repeated(mounts, targetOf).map((mount) =>
      problem(
        'duplicate-mount',
        mount.at,
        `${name} has two mounts at ${targetOf(mount)}.`,
        'Take one of them out.',
      ),
    ),
    ...dependenciesOf(service)
      .filter(([other]) => !services.has(other))
      .map(([other, at]) =>
        problem(
          'undefined-service',
          at.at,
          `${name} waits for ${other}, which is no service here.`,
          'Name one of the services.',
        ),
      ),
    ...checkMemory(name, service),
  ];
}

const hasImageElsewhere = (service: YamlNode) =>
  memberOf(service, 'build') !== undefined || (isOverride(service) && !memberOf(service, 'image'));

function targetOf(mount: YamlNode): string | undefined {
  return textAt(mount, 'target') ?? textOf(mount)?.split(':')[1];
}

function dependenciesOf(service: YamlNode): [string, { at: YamlNode['at'] }][] {
  const depends = memberOf(service, 'depends_on');
  return [
    ...itemsOf(depends).map((each): [string, YamlNode] => [textOf(each) ?? '', each]),
    ...membersOf(depends).map((each): [string, { at: YamlNode['at'] }] => [each.key, each]),
  ];
}

function checkMount(service: string, mount: YamlNode, volumes: ReadonlySet<string>): ManifestProblem[] {
  const short = textOf(mount);
  if (short !== undefined) return checkShort(service, short, mount, volumes);
  const [type, source] = [textAt(mount, 'type'), textAt(mount, 'source')];
  if (type === 'volume' && source !== undefined && !volumes.has(source))
    return [undefinedVolume(service, source, mount)];
  if (type === 'bind' && textAt(mount, 'bind', 'create_host_path') !== 'false')
    return [madeByEngine(service, source, mount)];
  return [];
}

function checkShort(
  service: string,
  short: string,
  mount: YamlNode,
  volumes: ReadonlySet<string>,
): ManifestProblem[] {
  const [source = '', target] = short.split(':');
  if (target === undefined) return [];
  if (/^[./~$]/.test(source)) return [madeByEngine(service, source, mount)];
  return volumes.has(source) ? [] : [undefinedVolume(service, source, mount)];
}

const undefinedVolume = (service: string, name: string, { at }: YamlNode) =>
  problem(
    'undefined-volume',
    at,
    `${service} mounts ${name}, which is none of the volumes.`,
    'Add it to volumes, or mount one of those.',
  );

const madeByEngine = (service: string, source: string | undefined, mount: YamlNode) =>
  problem(
    'host-path-made',
    placeAt(mount, 'bind', 'create_host_path'),
    `Where ${source ?? 'its source'} is missing, the engine makes a folder of root's there, and ${service} starts with that.`,
    'Write the mount in long syntax, with bind: {create_host_path: false}.',
  );

function checkMemory(name: string, service: YamlNode): ManifestProblem[] {
  const [limit, request] = [
    textAt(service, 'mem_limit') ?? textAt(service, 'deploy', 'resources', 'limits', 'memory'),
    textAt(service, 'mem_reservation') ?? textAt(service, 'deploy', 'resources', 'reservations', 'memory'),
  ];
  if (limit === undefined) {
    return [
      problem(
        'no-memory-limit',
        service.at,
        `${name} may take all memory of its host.`,
        'Add mem_limit; 4g does for most.',
      ),
    ];
  }
  // A variable is known to the engine alone.
  if (request === undefined || `${limit}${request}`.includes('$')) return [];
  const [most, least] = [engineBytesOf(limit), engineBytesOf(request)];
  if (most === undefined || least === undefined) {
    return [
      problem(
        'bad-amount',
        service.at,
        `${name} has an amount of memory that is none.`,
        'Write one such as 4g.',
      ),
    ];
  }
  if (most >= least) return [];
  return [
    problem(
      'limit-below-request',
      placeAt(service, 'mem_limit'),
      `The limit of memory of ${name}, ${limit}, is below its reservation, ${request}.`,
      'Raise the limit, or lower the reservation.',
    ),
  ];
}
