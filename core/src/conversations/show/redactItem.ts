import { isSecretName } from '../../prepare/secrets.ts';
import { isRecord, type JsonRecord } from '../../verify/jsonRecord.ts';
import { masked } from './redactText.ts';
import type {
  ShownBranch,
  ShownCall,
  ShownFork,
  ShownHeader,
  ShownImage,
  ShownItem,
  ShownPart,
  ShownResult,
} from './ShownItem.ts';

type Redact = (text: string) => string;

/** What is shown, with secrets masked in every text of it. Of an image nobody can tell what it shows: it is left out. */
export function redactItem(item: ShownItem, redact: Redact): ShownItem {
  if (item.kind === 'message') return { ...item, parts: item.parts.map((part) => redactPart(part, redact)) };
  if (item.kind === 'note') return { ...item, text: redact(item.text) };
  if (item.kind !== 'forks') return item;
  const branches = item.branches.map((each) => redactBranch(each, redact));
  return { ...item, branches, conversations: item.conversations.map((each) => redactFork(each, redact)) };
}

export function redactHeader(header: ShownHeader, redact: Redact): ShownHeader {
  const { title, gitBranch, forkedFrom } = header;
  return {
    ...header,
    ...(title !== undefined && { title: redact(title) }),
    ...(gitBranch !== undefined && { gitBranch: redact(gitBranch) }),
    ...(forkedFrom && { forkedFrom: redactFork(forkedFrom, redact) }),
  };
}

const redactFork = (fork: ShownFork, redact: Redact): ShownFork => ({ ...fork, title: redact(fork.title) });

function redactBranch(branch: ShownBranch, redact: Redact): ShownBranch {
  const branches = branch.branches.map((each) => redactBranch(each, redact));
  return { ...branch, words: redact(branch.words), branches };
}

function redactPart(part: ShownPart, redact: Redact): ShownPart {
  if (part.kind === 'call') return redactCall(part, redact);
  if (part.kind === 'result') return redactResult(part, redact);
  return part.kind === 'image' ? withoutData(part) : { ...part, text: redact(part.text) };
}

function withoutData({ data: _, ...image }: ShownImage): ShownImage {
  return image;
}

function redactResult(result: ShownResult, redact: Redact): ShownResult {
  const parts = result.parts.map((part) =>
    part.kind === 'image' ? withoutData(part) : { ...part, text: redact(part.text) },
  );
  return { ...result, parts };
}

function redactCall(call: ShownCall, redact: Redact): ShownCall {
  const { result, agent } = call;
  const items = agent?.items?.map((item) => redactItem(item, redact));
  return {
    ...call,
    input: redactValue(call.input, redact) as JsonRecord,
    ...(result && { result: redactResult(result, redact) }),
    ...(agent && { agent: { ...agent, ...(items && { items }) } }),
  };
}

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((each) => redactValue(each, redact));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, each]) => {
    const isSecret = isSecretName(name) && typeof each === 'string' && each !== '';
    return [redact(name), isSecret ? masked : redactValue(each, redact)];
  });
  return Object.fromEntries(members);
}
