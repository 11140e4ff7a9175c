import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type TextChange, textChanges } from '../../../core/src/devcontainer/textChanges.ts';
import { writeConfig } from '../../../extension/src/edit/writeConfig.ts';

/** An editor with one file, whose saving a test decides. */
const editor = vi.hoisted(() => ({ text: '', file: '', save: async () => true }));

vi.mock('vscode', () => {
  class WorkspaceEdit {
    readonly changes: TextChange[] = [];
    replace(_: unknown, { start, end }: { start: number; end: number }, text: string) {
      this.changes.push({ offset: start, length: end - start, text });
    }
  }
  class Range {
    readonly start: number;
    readonly end: number;
    constructor(start: number, end: number) {
      this.start = start;
      this.end = end;
    }
  }
  const uri = { fsPath: '/home/me/app/.devcontainer.json' };
  const document = {
    uri,
    getText: () => editor.text,
    positionAt: (offset: number) => offset,
    save: () => editor.save(),
  };
  const workspace = {
    openTextDocument: async () => document,
    applyEdit: async ({ changes }: WorkspaceEdit) => {
      for (const { offset, length, text } of [...changes].reverse()) {
        editor.text = editor.text.slice(0, offset) + text + editor.text.slice(offset + length);
      }
      return true;
    },
    fs: { readFile: async () => new TextEncoder().encode(editor.file) },
  };
  return { WorkspaceEdit, Range, workspace, Uri: { file: () => uri } };
});

const before = '{\n  // mine\n  "image": "debian"\n}\n';
const after = '{\n  // mine\n  "image": "debian",\n  "features": {}\n}\n';
const write = () => writeConfig({ textChanges }, '/home/me/app/.devcontainer.json', before, after);

describe('devcontainer.json changed in its editor', () => {
  beforeEach(() => {
    editor.text = before;
    editor.file = before;
    editor.save = async () => {
      editor.file = editor.text;
      return true;
    };
  });

  it('is saved', async () => {
    expect(await write()).toBe('as planned');
    expect(editor.file).toBe(after);
  });

  it('is as it was when it cannot be saved, since all that goes with it is taken back', async () => {
    editor.save = async () => false;
    await expect(write()).rejects.toThrow('nothing was changed');
    expect(editor.text).toBe(before);
  });

  it('keeps what somebody typed while it was being saved', async () => {
    editor.save = async () => {
      editor.text += '// typed';
      return false;
    };
    await expect(write()).rejects.toThrow('the change is in its editor only');
    expect(editor.text).toBe(`${after}// typed`);
  });
});
