import type { CharacterRange, CharacterSet, PatternNode } from './syntax.ts';

/** As RE2 bounds it: https://github.com/google/re2/wiki/Syntax */
const mostRepeats = 1000;
const mostNested = 20;

const classes: Readonly<Record<string, CharacterSet>> = {
  d: set([0x30, 0x39]),
  D: { ...set([0x30, 0x39]), negated: true },
  w: set([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]),
  W: { ...set([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]), negated: true },
  s: set([0x09, 0x0d], [0x20, 0x20]),
  S: { ...set([0x09, 0x0d], [0x20, 0x20]), negated: true },
};

function set(...ranges: readonly CharacterRange[]): CharacterSet {
  return { ranges, negated: false };
}

const anyCharacter: CharacterSet = { ranges: [[0x0a, 0x0a]], negated: true };

interface Counts {
  readonly least: number;
  readonly most: number;
}

/** What is wrong, and where; does not leave this folder. */
export class PatternFault extends SyntaxError {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Reads what stands between `^` and `$`, from left to right. */
export class PatternReader {
  readonly #text: string;
  readonly #end: number;
  #at = 1;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#end = text.length - 1;
  }

  /** @throws PatternFault */
  read(): PatternNode {
    const node = this.#readChoice();
    return this.#at < this.#end ? this.#fail('has a ) without a (') : node;
  }

  #fail(message: string, offset = this.#at): never {
    throw new PatternFault(message, offset);
  }

  #peek(): string {
    return this.#at < this.#end ? (this.#text[this.#at] ?? '') : '';
  }

  #readCharacter(): CharacterSet {
    const code = this.#text.codePointAt(this.#at) ?? this.#fail('ends too early');
    this.#at += code > 0xffff ? 2 : 1;
    return set([code, code]);
  }

  #readChoice(): PatternNode {
    const parts = [this.#readSequence()];
    while (this.#peek() === '|') {
      this.#at += 1;
      parts.push(this.#readSequence());
    }
    return { kind: 'choice', parts };
  }

  #readSequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (!['', '|', ')'].includes(this.#peek())) {
      const part = this.#readAtom();
      const counts = this.#readRepeat();
      if (counts !== undefined && this.#readRepeat() !== undefined) this.#fail('repeats a repeat');
      parts.push(counts === undefined ? part : { kind: 'repeat', part, ...counts });
    }
    return { kind: 'sequence', parts };
  }

  #readAtom(): PatternNode {
    const letter = this.#peek();
    if (letter === '(') return this.#readGroup();
    if (letter === '[') return { kind: 'set', set: this.#readSet() };
    if (letter === '\\') return { kind: 'set', set: this.#readEscape() };
    if ('^$'.includes(letter)) this.#fail(`has a ${letter} inside; write \\${letter} for the character`);
    if ('*+?{}]'.includes(letter)) this.#fail(`has a ${letter} that repeats or closes nothing; write \\${letter}`);
    const character = this.#readCharacter();
    return { kind: 'set', set: letter === '.' ? anyCharacter : character };
  }

  #readGroup(): PatternNode {
    const start = this.#at;
    this.#at += 1;
    if (this.#peek() === '?') {
      if (this.#text[this.#at + 1] !== ':') this.#fail('has a group other than ( ) and (?: )', start);
      this.#at += 2;
    }
    this.#depth += 1;
    if (this.#depth > mostNested) this.#fail(`nests deeper than ${mostNested} groups`, start);
    const node = this.#readChoice();
    this.#depth -= 1;
    if (this.#peek() !== ')') this.#fail('has a ( without a )', start);
    this.#at += 1;
    return node;
  }

  #readEscape(): CharacterSet {
    this.#at += 1;
    const letter = this.#peek();
    if (letter === '') this.#fail('ends with a \\');
    const known = Object.hasOwn(classes, letter) ? classes[letter] : undefined;
    if (known === undefined && /[A-Za-z0-9]/.test(letter)) {
      this.#fail(`has \\${letter}, which is not allowed`, this.#at - 1);
    }
    const character = this.#readCharacter();
    return known ?? character;
  }

  #readSet(): CharacterSet {
    const start = this.#at;
    this.#at += 1;
    const negated = this.#peek() === '^';
    if (negated) this.#at += 1;
    const ranges: CharacterRange[] = [];
    while (this.#peek() !== ']') {
      if (this.#at >= this.#end) this.#fail('has a [ without a ]', start);
      ranges.push(...this.#readRange());
    }
    this.#at += 1;
    if (ranges.length === 0) this.#fail('has an empty set', start);
    return { ranges, negated };
  }

  #readRange(): readonly CharacterRange[] {
    const start = this.#at;
    const first = this.#readMember();
    if (first.negated) this.#fail('has an opposite class in a set', start);
    if (this.#peek() !== '-' || this.#text[this.#at + 1] === ']') return first.ranges;
    this.#at += 1;
    const [from, last] = [soleOf(first), soleOf(this.#readMember())];
    if (from === undefined || last === undefined || last < from) return this.#fail('has a range that is none', start);
    return [[from, last]];
  }

  #readMember(): CharacterSet {
    return this.#peek() === '\\' ? this.#readEscape() : this.#readCharacter();
  }

  #readRepeat(): Counts | undefined {
    const letter = this.#peek();
    if (letter === '{') return this.#readCounts();
    if (letter === '' || !'*+?'.includes(letter)) return undefined;
    this.#at += 1;
    return { least: letter === '+' ? 1 : 0, most: letter === '?' ? 1 : Number.POSITIVE_INFINITY };
  }

  #readCounts(): Counts {
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#text.slice(this.#at, this.#end));
    if (match === null) return this.#fail('has a { that is no count; write \\{ for the character');
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    const largest = Number.isFinite(most) ? Math.max(least, most) : least;
    if (largest > mostRepeats) this.#fail(`repeats more than ${mostRepeats} times`);
    if (most < least) this.#fail('has a count that ends below its beginning');
    this.#at += match[0].length;
    return { least, most };
  }
}

/** The one character of a set; undefined where it holds several. */
function soleOf({ ranges: [first, second] }: CharacterSet): number | undefined {
  return first === undefined || second !== undefined || first[0] !== first[1] ? undefined : first[0];
}
