/**
 * The machine code that goes through the bytes of transcripts: sixteen at a time, where JavaScript takes one. Written out by hand,
 * as it is one function: what it does stands beside it.
 */

/** Of every platform that this runs on; its types are in none of the libraries that we are checked with. */
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: object };
};

const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY = 0x40;

/** Its parameters and variables, by their numbers. */
const NEEDLE = 0;
const AT = 1;
const END = 2;
const COUNT = 3;
const FIRST = 4;
const SECOND = 5;
const MATCHES = 6;
const ODD = 7;
const PLACE = 8;
const INDEX = 9;
const BYTE = 10;
const FIRST_LOW = 11;
const FIRST_HIGH = 12;
const SECOND_LOW = 13;
const SECOND_HIGH = 14;
const ONE = 15;
const NEXT = 16;
const SEEN = 17;

/** Where in the memory of a needle its parts lie. */
export const needleLayout = { count: 0, first: 4, second: 8, probes: 12, low: 16, high: 16 + 240, size: 512 };

/** The longest needle. */
export const maxNeedle = 240;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...signed(value)];
const load = (offset: number) => [0x28, 0, ...unsigned(offset)];
const loadByte = (offset: number) => [0x2d, 0, ...unsigned(offset)];
const simd = (code: number) => [0xfd, ...unsigned(code)];
const loadVector = (offset: number) => [...simd(0x00), 0, ...unsigned(offset)];
const spreadByte = (offset: number) => [...simd(0x07), 0, ...unsigned(offset)];
const spread = (byte: number) => [...constant(byte), ...simd(0x0f)];
const equalBytes = simd(0x23);
const lessThan = simd(0x25);
const both = simd(0x4e);
const either = simd(0x50);
const anyBit = simd(0x53);
const bitmask = simd(0x64);
const add = [0x6a];
const subtract = [0x6b];
const and = [0x71];
const or = [0x72];
const shiftLeft = [0x74];
const shiftRight = [0x76];
const trailingZeros = [0x68];
const isZero = [0x45];
const equal = [0x46];
const unequal = [0x47];
const atLeast = [0x4f];
const greater = [0x4b];
const block = [0x02, EMPTY];
const loop = [0x03, EMPTY];
const when = [0x04, EMPTY];
const end = [0x0b];
const leave = (depth: number) => [0x0c, depth];
const leaveIf = (depth: number) => [0x0d, depth];
const giveBack = [0x0f];

/** The bytes at AT that are the one and at AT + 1 the other. */
const pair = (one: number, other: number) => [
  ...[...get(ONE), ...spread(one), ...equalBytes],
  ...[...get(NEXT), ...spread(other), ...equalBytes, ...both],
];

/** Whether the bytes from AT + `distance` are one of two. */
const probe = (distance: number, low: number, high: number) => [
  ...[...get(AT), ...get(distance), ...add, ...loadVector(0), ...set(ONE)],
  ...[...get(ONE), ...get(low), ...equalBytes, ...get(ONE), ...get(high), ...equalBytes, ...either],
];

const hasBit = (mask: number) => [
  ...[...get(mask), ...get(PLACE), ...get(AT), ...subtract, ...shiftRight, ...constant(1), ...and],
];

const find = [
  ...[...get(NEEDLE), ...load(needleLayout.count), ...set(COUNT)],
  ...[...get(NEEDLE), ...load(needleLayout.first), ...set(FIRST)],
  ...[...get(NEEDLE), ...load(needleLayout.second), ...set(SECOND)],
  ...[...get(NEEDLE), ...spreadByte(needleLayout.probes), ...set(FIRST_LOW)],
  ...[...get(NEEDLE), ...spreadByte(needleLayout.probes + 1), ...set(FIRST_HIGH)],
  ...[...get(NEEDLE), ...spreadByte(needleLayout.probes + 2), ...set(SECOND_LOW)],
  ...[...get(NEEDLE), ...spreadByte(needleLayout.probes + 3), ...set(SECOND_HIGH)],
  ...loop,
  // Sixteen places: where two bytes of the needle, the rarest, are at their places …
  ...[...get(AT), ...get(END), ...atLeast, ...when, ...constant(-1), ...giveBack, ...end],
  ...[...probe(FIRST, FIRST_LOW, FIRST_HIGH), ...probe(SECOND, SECOND_LOW, SECOND_HIGH), ...both],
  ...set(SEEN),
  // … and where a character stands in another form: \u, or, in what is not ASCII, the long s or the Kelvin sign, s and k in capitals.
  ...[...get(AT), ...loadVector(0), ...set(ONE), ...get(AT), ...loadVector(1), ...set(NEXT)],
  ...block,
  ...[
    ...get(SEEN),
    ...pair(0x5c, 0x75),
    ...either,
    ...get(ONE),
    ...spread(0),
    ...lessThan,
    ...either,
    ...anyBit,
    ...isZero,
    ...leaveIf(0),
  ],
  ...[...pair(0x5c, 0x75), ...pair(0xc5, 0xbf), ...either, ...pair(0xe2, 0x84), ...either, ...set(NEXT)],
  ...[...get(SEEN), ...bitmask, ...set(MATCHES), ...get(NEXT), ...bitmask, ...set(ODD)],
  ...loop,
  ...[...get(MATCHES), ...get(ODD), ...or, ...isZero, ...leaveIf(1)],
  ...[...get(MATCHES), ...get(ODD), ...or, ...trailingZeros, ...get(AT), ...add, ...set(PLACE)],
  ...[...get(PLACE), ...get(END), ...atLeast, ...when, ...constant(-1), ...giveBack, ...end],
  // All bytes of the needle, where there is room for it.
  ...block,
  ...[...hasBit(MATCHES), ...isZero, ...leaveIf(0)],
  ...[...get(PLACE), ...get(COUNT), ...add, ...get(END), ...greater, ...leaveIf(0)],
  ...[...constant(0), ...set(INDEX)],
  ...loop,
  ...[...get(INDEX), ...get(COUNT), ...equal, ...when, ...get(PLACE), ...giveBack, ...end],
  ...[...get(PLACE), ...get(INDEX), ...add, ...loadByte(0), ...set(BYTE)],
  ...[...get(BYTE), ...get(NEEDLE), ...get(INDEX), ...add, ...loadByte(needleLayout.low), ...unequal],
  ...[...get(BYTE), ...get(NEEDLE), ...get(INDEX), ...add, ...loadByte(needleLayout.high), ...unequal],
  ...[...and, ...leaveIf(1)],
  ...[...get(INDEX), ...constant(1), ...add, ...set(INDEX), ...leave(0)],
  ...end,
  ...end,
  // Another form, unless it is \u000. or \u001., by which honest clients write what is no character to be searched for.
  ...block,
  ...[...hasBit(ODD), ...isZero, ...leaveIf(0)],
  ...[...get(PLACE), ...load(2), ...constant(0xfeffff), ...and, ...constant(0x303030), ...equal],
  ...[...get(PLACE), ...loadByte(0), ...constant(0x5c), ...equal, ...and, ...leaveIf(0)],
  ...[...get(PLACE), ...giveBack],
  ...end,
  // Not here: the next of the sixteen.
  ...[...constant(-2), ...get(PLACE), ...get(AT), ...subtract, ...shiftLeft, ...set(INDEX)],
  ...[...get(MATCHES), ...get(INDEX), ...and, ...set(MATCHES)],
  ...[...get(ODD), ...get(INDEX), ...and, ...set(ODD), ...leave(0)],
  ...end,
  ...end,
  ...[...get(AT), ...constant(16), ...add, ...set(AT), ...leave(0)],
  ...end,
  ...constant(-1),
];

const locals = [[8, I32] as const, [7, V128] as const];

function assemble(): Uint8Array {
  const types = [1, 0x60, 3, I32, I32, I32, 1, I32];
  const body = [locals.length, ...locals.flat(), ...find, ...end];
  const exported = [2, ...named('find'), 0, 0, ...named('memory'), 2, 0];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, exported),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function named(name: string): number[] {
  return [name.length, ...Buffer.from(name)];
}

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const last = value >= -0x40 && value < 0x40;
  return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

/** The function and its memory, which holds needles and what is searched. */
export interface FindBytes {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /**
   * The first place from `at` where a needle lies, in one of the two bytes that each of its places may have, or a character in another
   * form: the line has to be read to tell. -1 where there is none before `end`. Up to 256 bytes behind `end` are read, and not minded.
   */
  find(needle: number, at: number, end: number): number;
}

let compiled: object | undefined;

/** One for each that searches: a memory is not shared. */
export function newFindBytes(): FindBytes {
  compiled ??= new WebAssembly.Module(assemble());
  const { exports } = new WebAssembly.Instance(compiled);
  return exports as FindBytes;
}
