import { expect } from 'vitest';
import { allChecks } from '../../../core/src/checks/allChecks.ts';
import { parseDocument } from '../../../core/src/devcontainer/document.ts';
import { adviceText } from '../../../core/src/findings/advice.ts';
import type { Facts } from '../../../core/src/findings/facts.ts';
import type { FixKind, Severity } from '../../../core/src/findings/finding.ts';
import { configurationOf, findingsOf } from './facts.ts';

/** What is to come of a check. */
export interface Expected {
  readonly severity?: Severity;
  /** In the message. */
  readonly message?: string | RegExp;
  /** In one of the lines of the evidence. */
  readonly evidence?: string;
  /** In the words of the fix. */
  readonly fix?: string;
  readonly action?: FixKind;
  /** The document after the edit of the first finding. */
  readonly after?: string;
}

/** A check, a devcontainer.json with a finding between each ‹ and ›, and what is told of it. */
export type Case = readonly [code: string, text: string, expected: Expected];

/**
 * Runs a check on a devcontainer.json and compares what it finds, a finding for each place between ‹ and ›: none where
 * there is no such place.
 */
export function expectFindings(
  code: string,
  marked: string,
  expected: Expected = {},
  facts: (source: string) => Facts = () => ({}),
): void {
  const ranges: { offset: number; length: number }[] = [];
  let source = '';
  for (const part of marked.split(/(‹[^›]*›)/)) {
    const inner = /^‹(.*)›$/s.exec(part)?.[1];
    if (inner !== undefined) ranges.push({ offset: source.length, length: inner.length });
    source += inner ?? part;
  }
  const findings = findingsOf(code, { configuration: configurationOf(source), ...facts(source) }) ?? [];
  expect(findings.map(({ range }) => range)).toEqual(ranges);
  for (const finding of findings) expectFinding(finding, expected);
  const [first] = findings;
  if (expected.after === undefined) return;
  const action = first?.action;
  expect(action?.kind).toBe('edit');
  const text = action?.kind === 'edit' ? action.text : '';
  expect(text).toBe(expected.after);
  expect(parseDocument(text).errors).toEqual([]);
  const left = findingsOf(code, { configuration: configurationOf(text), ...facts(text) }) ?? [];
  expect(left).toHaveLength(findings.length - 1);
}

/** Compares one finding with what is to come. */
export function expectFinding(
  finding: NonNullable<ReturnType<typeof findingsOf>>[number],
  { severity, message, evidence, fix, action, after }: Expected,
): void {
  expect(finding.message).toMatch(/^\S.*\.$/s);
  const toDo = adviceText(finding.fix);
  // A command stands in advice as data, for an editor to name in its own way.
  const texts = finding.fix.filter((part) => typeof part === 'string').join('');
  expect(texts).not.toMatch(/`claude-sessions [a-z]/);
  expect(toDo).toMatch(/^\S.*\.$|^Write it as a string: "/s);
  if (finding.code !== 'no-container') expect(finding.evidence.join('')).not.toBe('');
  const check = allChecks.find(({ code }) => code === finding.code);
  if (finding.action) expect(check?.remedy).toMatch(/--fix|--recreate/);
  if (severity) expect(finding.severity).toBe(severity);
  if (typeof message === 'string') expect(finding.message).toContain(message);
  else if (message) expect(finding.message).toMatch(message);
  if (evidence !== undefined) expect(finding.evidence.join('\n')).toContain(evidence);
  if (fix !== undefined) expect(toDo).toContain(fix);
  if (after === undefined) expect(finding.action?.kind).toBe(action);
}
