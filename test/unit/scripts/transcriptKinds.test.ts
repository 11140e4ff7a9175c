import { expect, test } from 'vitest';
import { findKinds } from '../../../scripts/transcriptKinds/findKinds.ts';

test('line types are the members of the tables that know file-history-snapshot, and what is compared beside them', () => {
  const text =
    'var a={user:"x",tag:"y","file-history-snapshot":"z"},b={other:"q"};' +
    'function f(e){return e==="repl-mode"||e==="late-kind"?"x":a[e]??"y"}';
  expect(findKinds(text).lines).toEqual({
    known: ['file-history-snapshot', 'late-kind', 'repl-mode', 'tag', 'user'],
    perhaps: [],
  });
});

test('a program without tables has line types where it reads one after the other', () => {
  const text =
    'if(e.type==="summary")a();else if(e.type==="custom-title")b();else if(e.type==="file-history-snapshot")c();' +
    'else if(q.attachment.type==="file")d()';
  expect(findKinds(text).lines.known).toEqual(['custom-title', 'file-history-snapshot', 'summary']);
});

test('what is written with a session id may be a line type', () => {
  expect(findKinds('x({type:"new-line",value:1,sessionId:y})').lines).toEqual({
    known: [],
    perhaps: ['new-line'],
  });
});

test('attachment types are in lists, in comparisons, and what their maker is given', () => {
  const list = ['edited_text_file', ...Array.from({ length: 10 }, (_, index) => `kind_${index}`)];
  const text =
    `var s=new Set(${JSON.stringify(list)});if(e.attachment.type==="goal_status")f();` +
    'function G$(e,o={now:()=>new Date().toISOString(),uuid:()=>u()}){let r=k(e);return{attachment:e,type:"attachment"}}' +
    'y(G$({type:"hook_deferred_tool",a:1}));return[{type:"text_block"}]';
  expect(findKinds(text).attachments).toEqual({
    known: [...list, 'goal_status', 'hook_deferred_tool'].sort(),
    perhaps: ['text_block'],
  });
});

test('subtypes of lines have a time; those of messages to other programs do not', () => {
  const text =
    '{type:"system",subtype:"compact_boundary",content:"x",isMeta:!1,timestamp:t}' +
    `${' '.repeat(400)}{type:"system",subtype:"init",session_id:s}`;
  expect(findKinds(text).subtypes).toEqual({ known: ['compact_boundary'], perhaps: ['init'] });
});
