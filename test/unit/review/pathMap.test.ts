import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isElsewhere,
  type Sides,
  toContainer,
  toElsewhere,
  toHost,
} from '../../../core/src/review/pathMap.ts';

const sides: Sides = { host: '/home/me/app', container: '/workspaces/app' };
const windows: Sides = { host: 'C:\\Users\\me\\app', container: '/workspaces/app' };

describe('a path of the host in the container', () => {
  it.each([
    ['/home/me/app', '/workspaces/app'],
    ['/home/me/app/', '/workspaces/app/'],
    ['/home/me/app/src/a b.ts', '/workspaces/app/src/a b.ts'],
    ['/home/me/app/größe/😀', '/workspaces/app/größe/😀'],
    ['/home/me/app-other/a', '/home/me/app-other/a'],
    ['/home/me/app/../other', '/home/me/app/../other'],
    ['/home/me', '/home/me'],
    ['src/a.ts', 'src/a.ts'],
    ['', ''],
  ])('%j is %j', (path, expected) => {
    expect(toContainer(path, sides)).toBe(expected);
    expect(toContainer(path, { host: '/home/me/app/', container: '/workspaces/app/' })).toBe(expected);
  });

  it('by another name of the folder too', () => {
    const also = { ...sides, hostAlso: ['/home/me/link'] };
    expect(toContainer('/home/me/link/a', also)).toBe('/workspaces/app/a');
    expect(toContainer('/home/me/link-2/a', also)).toBe('/home/me/link-2/a');
  });

  it.each([
    ['C:\\Users\\me\\app', '/workspaces/app'],
    ['c:\\users\\Me\\app\\src\\a.ts', '/workspaces/app/src/a.ts'],
    ['C:/Users/me/app/src/a.ts', '/workspaces/app/src/a.ts'],
    ['C:\\Users\\me\\app-other\\a', 'C:\\Users\\me\\app-other\\a'],
    ['C:\\Users\\me\\app\\..\\b', 'C:\\Users\\me\\app\\..\\b'],
  ])('on Windows, %j is %j', (path, expected) => expect(toContainer(path, windows)).toBe(expected));
});

describe('a path of the container on the host', () => {
  it.each([
    ['/workspaces/app', '/home/me/app'],
    ['/workspaces/app/', '/home/me/app'],
    ['/workspaces/app/./src//a.ts', '/home/me/app/src/a.ts'],
    ['src/a.ts', '/home/me/app/sub/src/a.ts'],
    ['../a.ts', '/home/me/app/a.ts'],
    ['', '/home/me/app/sub'],
    ['\n /workspaces/app/a\u00a0', '/home/me/app/a'],
    ['/workspaces/app-other/a', '/@container/workspaces/app-other/a'],
    ['/etc/hosts', '/@container/etc/hosts'],
    ['\n /etc/hosts', '/@container/etc/hosts'],
    ['/', '/@container/'],
    ['~', '/@container/~'],
    [' ~/.ssh/id', '/@container/~/.ssh/id'],
    ['~root/x', '/@container/~root/x'],
    ['../../x', '/@container/workspaces/x'],
    ['../../../../../home/me/.ssh/id', '/@container/home/me/.ssh/id'],
    ['link/../a', '/@container/workspaces/app/sub/a'],
    ['/workspaces/app/link/../a', '/@container/workspaces/app/a'],
    ['/workspaces/../workspaces/app/a', '/@container/workspaces/app/a'],
    ['/workspaces/app/a /', '/@container/workspaces/app/a '],
    ['/workspaces/app/a\u0000b', '/@container/workspaces/app/a\ufffdb'],
    ['/@container/etc/hosts', '/@container/etc/hosts'],
    ['/@container/../home/me/.ssh/id', '/@container/home/me/.ssh/id'],
    ['/home/me/app/a', '/@container/home/me/app/a'],
  ])('%j is %j', (path, expected) => expect(toHost(path, '/workspaces/app/sub', sides)).toBe(expected));

  it.each([
    ['/workspaces/app/src/a.ts', 'C:\\Users\\me\\app\\src\\a.ts'],
    ['/workspaces/app', 'C:\\Users\\me\\app'],
    ['/workspaces/app/a\\..\\..\\..\\b', '/@container/workspaces/app/a_.._.._.._b'],
    ['/workspaces/app/a:b', '/@container/workspaces/app/a_b'],
    ['/workspaces/app/.. /x', '/@container/workspaces/app/_/x'],
    ['/workspaces/app/sub/NUL.txt', '/@container/workspaces/app/sub/NUL.txt'],
    ['C:\\Windows\\win.ini', '/@container/workspaces/app/C__Windows_win.ini'],
    ['\\\\server\\share', '/@container/workspaces/app/__server_share'],
  ])('on Windows, %j is %j', (path, expected) => {
    expect(toHost(path, '/workspaces/app', windows)).toBe(expected);
  });

  it('a relative one in a folder that is none is in the workspace', () => {
    expect(toHost('a', 'elsewhere', sides)).toBe('/home/me/app/a');
    expect(toHost('a', '/etc', sides)).toBe('/@container/etc/a');
  });

  it('is none of the host when that is asked for', () => {
    expect(toElsewhere('/workspaces/app/link', '/workspaces/app', sides)).toBe(
      '/@container/workspaces/app/link',
    );
    expect(toElsewhere('link', '/workspaces/app', sides)).toBe('/@container/workspaces/app/link');
  });

  it('lies in the workspace or nowhere, whatever it is', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '~',
      'a',
      ' ',
      '/',
      '\\',
      'C:',
      '\u0000',
      'workspaces',
      'app',
      '\n',
      '@container',
    );
    const anyPath = fc.oneof(
      fc.string(),
      fc.array(piece).map((each) => each.join('/')),
      fc.array(piece).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(anyPath, anyPath, (path, cwd) => {
        for (const each of [sides, windows]) {
          const named = toHost(path, cwd, each);
          expect(named.trim() === named || isElsewhere(named)).toBe(true);
          expect(named.split(each === windows ? /[/\\]/ : '/')).not.toContain('..');
          const rest = named.slice(each.host.length);
          expect(isElsewhere(named) || (named.startsWith(each.host) && /^(?:$|[/\\])/.test(rest))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('goes there and back unchanged', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter((each) => !/^\.+$|[/\\\0]/.test(each) && each.trim() === each);
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), (names) => {
        const path = ['/home/me/app', ...names].join('/');
        expect(toHost(toContainer(path, sides), '/', sides)).toBe(path);
      }),
    );
    expect(toHost(toContainer('C:\\Users\\me\\app\\src\\a.ts', windows), '/', windows)).toBe(
      'C:\\Users\\me\\app\\src\\a.ts',
    );
  });
});
