import { coreMessages } from './messages/core-messages.ts';
import { listMessages } from './messages/list-messages.ts';
import { podMessages } from './messages/pod-messages.ts';
import { workloadMessages } from './messages/workload-messages.ts';

/** What a field holds: a value of its own form, or another message. */
export type ValueForm =
  | 'text'
  | 'bool'
  | 'int'
  | 'bytes'
  | 'time'
  | 'microtime'
  | 'quantity'
  | 'intOrString'
  | 'json'
  | 'message';

/** One field of a message. */
export interface MessageField {
  readonly number: number;
  /** Its name in JSON. */
  readonly key: string;
  readonly form: ValueForm;
  /** The message's name; empty for other forms. */
  readonly message: string;
  readonly many: 'one' | 'list' | 'map';
  /** Left out of JSON when empty, though it is written in protobuf. */
  readonly dropsEmpty: boolean;
  /** `null` in JSON when a list or map is empty. */
  readonly nullWhenEmpty: boolean;
  /** Its message's fields stand in JSON as if they were this message's own. */
  readonly inline: boolean;
}

/** Messages by name, their fields in the order in which JSON has them. */
export type MessageTypes = ReadonlyMap<string, readonly MessageField[]>;

const ownForms: ReadonlySet<string> = new Set<ValueForm>([
  'text',
  'bool',
  'int',
  'bytes',
  'time',
  'microtime',
  'quantity',
  'intOrString',
  'json',
]);
const fieldForm = /^(\d+) ([\w.]+?)([?!]?) (\[\]|\{\})?(\w+)$/;
const manyOf = new Map([
  ['[]', 'list'],
  ['{}', 'map'],
] as const);

function parseField(text: string): MessageField {
  const [, number = '', key = '', mark = '', many = '', name = ''] = fieldForm.exec(text.trim()) ?? [];
  const own = ownForms.has(name);
  return {
    number: Number(number),
    key,
    form: own ? (name as ValueForm) : 'message',
    message: own ? '' : name,
    many: manyOf.get(many as '[]' | '{}') ?? 'one',
    dropsEmpty: mark === '?',
    nullWhenEmpty: mark === '!',
    inline: key === '.',
  };
}

/**
 * Reads a table of messages: `Name: NUMBER KEY FORM, …`, a message's further lines indented. `KEY?` is left out of JSON
 * when empty, `KEY!` is null then; the key `.` stands for fields that JSON has in the message itself. `[]FORM` is a
 * list, `{}FORM` a map from texts. What a form is not, is a message's name.
 */
export function parseMessages(table: string): MessageTypes {
  const messages = new Map<string, readonly MessageField[]>();
  for (const entry of table.trim().replaceAll('\n  ', ' ').split('\n')) {
    const colon = entry.indexOf(':');
    const fields = entry.slice(colon + 1).split(',');
    messages.set(entry.slice(0, colon), fields.map(parseField));
  }
  return messages;
}

/** All messages that can be read. */
export function readMessageTypes(): MessageTypes {
  const tables = [listMessages, podMessages, coreMessages, workloadMessages];
  return new Map(tables.flatMap((table) => [...parseMessages(table)]));
}
