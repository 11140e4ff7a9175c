import * as z from 'zod/mini';
import { isImageWithTag } from './image.ts';
import { bytesOf } from './quantity.ts';

// One description of an agent: a container that has a home of its own, wherever it runs. What each member means stands in
// schemas/agent.schema.json.

/** RFC 1123, as Kubernetes asks of names that become host names and labels. */
export const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

/** What is left of 63 characters when the longest of our endings comes after a name: `-projects-` and a slot. */
const maxName = 40;
const maxSlot = 12;

const ofSsh = /^(?:ssh|git\+ssh|ssh\+git):\/\//;

/** A name before the host is only known to be no token where it is ssh's. */
function hasSecret(url: string): boolean {
  const userInfo = ofSsh.test(url) ? /:\/\/[^/]*:[^/]*@/ : /^[^/]*:\/\/[^/]*@/;
  return userInfo.test(url) || /[?&][\w-]*token=/i.test(url);
}

const absolutePath = /^(?:\/[\w.@+-]+)+$/;
/** The whole of a key that Kubernetes takes in a secret, and of a file's name here. */
const fileName = /^[\w-][\w.-]*$/;

const text = (pattern: RegExp, what: string) =>
  z.string({ error: `must be text: ${what}` }).check(z.regex(pattern, { error: `must be ${what}` }));

const name = (what: string, max = 63) =>
  text(dnsLabel, `${what}: small letters, digits and "-", a letter or digit at both ends`).check(
    z.maxLength(max, { error: `must be ${what} of at most ${max} characters` }),
  );

const quantity = (what: string) =>
  z
    .string({ error: `must be ${what}, such as 4Gi` })
    .check(z.refine((value) => bytesOf(value) !== undefined, { error: `must be ${what}, such as 4Gi` }));

const path = (what: string) => text(absolutePath, `the absolute path of ${what}, without spaces`);

const secretReference = {
  secret: name('the name of a secret, never its value'),
};

const members = z.strictObject({
  name: name('a DNS label', maxName),
  image: z.string({ error: 'must be an image with a tag or a digest' }).check(
    z.refine(isImageWithTag, {
      error: 'must be an image with a tag other than latest, or a digest, so that it is known what runs',
    }),
  ),
  user: text(
    /^[1-9]\d{0,9}:\d{1,10}$/,
    'the uid and gid of the image’s user as numbers, such as "1000:1000", and not root',
  ),
  home: path('the home of that user in the image').check(
    z.refine((value) => value !== '/root', { error: 'must be the home of a user other than root' }),
  ),
  memory: z._default(
    z.strictObject({
      limit: z._default(quantity('an amount of memory'), '4Gi'),
      request: z.optional(quantity('an amount of memory')),
    }),
    { limit: '4Gi' },
  ),
  volumes: z._default(
    z.strictObject({
      home: z._default(volume('10Gi'), { size: '10Gi' }),
      projects: z._default(
        z.strictObject({
          size: z._default(quantity('a size'), '20Gi'),
          storageClass: z.optional(name('the name of a storage class')),
          path: z.optional(path('the folder of the projects in the container')),
        }),
        { size: '20Gi' },
      ),
    }),
    { home: { size: '10Gi' }, projects: { size: '20Gi' } },
  ),
  ssh: z.optional(
    z.strictObject({
      ...secretReference,
      keys: z
        .array(text(fileName, 'the name of a file in ~/.ssh'), { error: 'must be a list of files' })
        .check(z.minLength(1, { error: 'must name at least one file' })),
    }),
  ),
  env: z.optional(
    z.strictObject({ ...secretReference, key: z._default(text(/^[\w.-]+$/, 'a key of the secret'), '.env') }),
  ),
  repositories: z._default(
    z.array(
      z.strictObject({
        url: text(/^(?!-)\S+$/, 'the address of a git repository, without spaces').check(
          z.refine((value) => !hasSecret(value), {
            error:
              'must be an address without a user name, password or token, which would stand in every exported file: use an address for ssh, with a key in the ssh secret',
          }),
        ),
        branch: z.optional(text(/^(?!-)\S+$/, 'the name of a branch')),
        folder: z.optional(text(fileName, 'the name of a folder below the projects')),
      }),
      { error: 'must be a list of repositories' },
    ),
    [],
  ),
  login: z._default(
    z.discriminatedUnion(
      'kind',
      [
        z.strictObject({ kind: z.literal('own') }),
        z.strictObject({
          kind: z.literal('token'),
          ...secretReference,
          key: z._default(text(/^[\w.-]+$/, 'a key of the secret'), 'token'),
        }),
        z.strictObject({
          kind: z.literal('shared'),
          volume: z._default(name('the name of a volume'), 'claude-code-login'),
        }),
        z.strictObject({
          kind: z.literal('host-readonly'),
          path: path('the folder of the login on the host').check(
            z.refine((value) => !value.endsWith('/.claude'), {
              error:
                'must not be ~/.claude, whose refresh token would go along: name ~/.claude-sessions/login by its absolute path',
            }),
          ),
        }),
      ],
      { error: 'must have a kind: own, token, shared or host-readonly' },
    ),
    { kind: 'own' },
  ),
  slots: z._default(z.array(name('the name of a slot', maxSlot), { error: 'must be a list of slots' }), [
    'blue',
    'green',
  ]),
  prompt: z.optional(z.string().check(z.minLength(1, { error: 'must not be empty' }))),
});

function volume(size: string) {
  return z.strictObject({
    size: z._default(quantity('a size'), size),
    storageClass: z.optional(name('the name of a storage class')),
  });
}

/** A description, with what it leaves out as it is then. */
export type Agent = z.output<typeof members>;

/** What is wrong with a description, and which member of it. */
export interface AgentProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Takes data for a description. Never throws. */
export function parseAgent(data: unknown): { agent?: Agent; problems: readonly AgentProblem[] } {
  const parsed = z.safeParse(members, data, { reportInput: true });
  if (!parsed.success) return { problems: parsed.error.issues.flatMap(problemsOf) };
  const problems = together(parsed.data);
  return problems.length > 0 ? { problems } : { agent: parsed.data, problems };
}

function problemsOf(issue: z.core.$ZodIssue): AgentProblem[] {
  const at = issue.path.map((each) => (typeof each === 'number' ? each : String(each)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...at, key], message: 'is not a member of a description' }));
  }
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  const said = issue.message.startsWith('must') ? issue.message : `is wrong: ${issue.message}`;
  return [{ path: at, message: isMissing ? 'is missing' : said }];
}

/** What no member tells by itself. */
function together(agent: Agent): AgentProblem[] {
  const problems: AgentProblem[] = [];
  const { limit, request } = agent.memory;
  if (request && (bytesOf(limit) ?? 0) < (bytesOf(request) ?? 0)) {
    problems.push({ path: ['memory', 'request'], message: `must not be above the limit, ${limit}` });
  }
  const folders = agent.repositories.map(folderOf);
  folders.forEach((folder, index) => {
    const at = ['repositories', index];
    if (!fileName.test(folder))
      problems.push({ path: at, message: 'must name a folder: none follows from its url' });
    else if (folders.indexOf(folder) < index) {
      problems.push({ path: at, message: `must go to a folder of its own: ${folder} is another one's` });
    }
  });
  agent.slots.forEach((slot, index) => {
    if (agent.slots.indexOf(slot) < index) {
      problems.push({ path: ['slots', index], message: `must have another name: ${slot} is there already` });
    }
  });
  return problems;
}

type Repository = Agent['repositories'][number];

/** The folder below the projects that a repository is cloned to. */
export function folderOf({ url, folder }: Repository): string {
  return folder ?? /([^/:]+?)(?:\.git)?\/*$/.exec(url)?.[1] ?? '';
}

export function projectsPath({ home, volumes }: Agent): string {
  return volumes.projects.path ?? `${home}/projects`;
}

export function userOf({ user }: Agent): { uid: number; gid: number } {
  const [uid = 0, gid = 0] = user.split(':').map(Number);
  return { uid, gid };
}

/** The name of what belongs to an agent, or to one slot of it. */
export function withSlot(name: string, slot: string | undefined): string {
  return slot === undefined ? name : `${name}-${slot}`;
}
