import { describe, expect, it } from 'vitest';
import { projectSlug } from '../../core/src/slug.ts';

describe('projectSlug', () => {
  it.each([
    ['/', '-'],
    ['/home/me/app', '-home-me-app'],
    ['/Users/Me/My App', '-Users-Me-My-App'],
    ['/a/b.c_d-e', '-a-b-c-d-e'],
    ["/a/it's;$(touch x)", '-a-it-s---touch-x-'],
    ['/a//b', '-a--b'],
    ['/a/-lead', '-a--lead'],
    ['/a/new\nline\\', '-a-new-line-'],
    ['C:\\Users\\me\\app', 'C--Users-me-app'],
  ])('%j is %j', (path, slug) => expect(projectSlug(path)).toBe(slug));

  it('counts UTF-16 code units: two for an emoji, one for a letter and one for its combining accent', () => {
    expect(projectSlug('/x😀y')).toBe('-x--y');
    expect(projectSlug('/caf\u00e9')).toBe('-caf-');
    expect(projectSlug('/cafe\u0301')).toBe('-cafe-');
  });

  it('keeps 200 characters as they are', () => {
    const path = `/${'a'.repeat(199)}`;
    expect(projectSlug(path)).toBe(`-${'a'.repeat(199)}`);
  });

  // The names that 2.1.197 and 2.1.329 gave to these very paths.
  it('cuts longer ones and adds a hash of the whole path', () => {
    const long = `/tmp/slugs/${'x'.repeat(190)}`;
    expect(projectSlug(long)).toBe(`-tmp-slugs-${'x'.repeat(189)}-lz1o9e`);
    const emoji = `/tmp/slugs/${'😀'.repeat(45)}/${'y'.repeat(120)}`;
    expect(projectSlug(emoji)).toBe(`-tmp-slugs-${'-'.repeat(91)}${'y'.repeat(98)}-1f5lza`);
  });

  it('tells apart long paths that differ only in what is not a letter', () => {
    const head = `/${'a'.repeat(210)}`;
    expect(projectSlug(`${head}/b`)).not.toBe(projectSlug(`${head}.b`));
  });
});
