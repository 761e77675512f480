import { isSecretNeighbour, isValueField } from './named-value.ts';
import { redacted, redactUnder } from './redacted.ts';
import { scrubText } from './scrub-text.ts';
import { scrubXml } from './scrub-xml.ts';
import { isHarmlessValue, isOpaqueSecret, isSecretKey } from './secret-key.ts';
import { isXml } from './xml-tokens.ts';

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

/** ConfigMaps whose values an analyzer reads: the cluster autoscaler's own status, DNS's own file. Still scrubbed as text. */
const readableConfigMaps: ReadonlySet<string> = new Set([
  'cluster-autoscaler-status',
  'coredns',
  'kube-dns',
  'node-local-dns',
]);

/** Annotations in which tools keep a whole earlier object, secrets and all. */
const appliedAnnotation: RegExp =
  /last-applied|kapp\.k14s\.io\/original|objectset\.rio\.cattle\.io\/applied|applied-configuration|\/original-/;

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapFields(fields: Fields, change: (value: Value, key: string) => Value): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [scrubText(key), change(value, key)]));
}

/** Redacts every leaf that could hold something, and keeps the shape. */
function redactAll(value: Value): Value {
  if (typeof value === 'string') return redacted;
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map(redactAll);
  return isFields(value) ? mapFields(value, redactAll) : value;
}

/** Redacts secrets in a text; one that is itself JSON or XML, as in annotations and log lines, is scrubbed as such. */
export function scrubString(text: string): string {
  if (isXml(text)) return scrubXml(text, (part) => (part === text ? scrubText(part) : scrubString(part)));
  if (!/^\s*[{[]/.test(text)) return scrubText(text);
  try {
    return JSON.stringify(scrubJson(JSON.parse(text)));
  } catch {
    return scrubText(text);
  }
}

/** `env` of a container: the names stay, the values go. As a word, such as a label's, it is none. */
function scrubEnvironment(value: Value): Value {
  if (!Array.isArray(value)) return isFields(value) ? mapFields(value, redactAll) : scrubAny(value);
  return value.map((entry) => (isFields(entry) ? scrubEntry(entry) : scrubAny(entry)));
}

function scrubEntry(entry: Fields): Fields {
  const held = Object.entries(entry).filter(([key]) => isValueField(key));
  return { ...scrubFields(entry), ...Object.fromEntries(held.map(([key, value]) => [key, redactAll(value)])) };
}

/** What CodeBuild's `environment` says besides its variables. */
const buildFields: ReadonlySet<string> = new Set([
  'type',
  'image',
  'computeType',
  'imagePullCredentialsType',
  'certificate',
]);

/** `environment` of Lambda, ECS, Batch, CodeBuild and others: a list, a map, or a map with the variables in it. */
function scrubSurroundings(value: Value): Value {
  if (!isFields(value)) return scrubEnvironment(value);
  return mapFields(value, (held, key) => {
    if (/variables$/i.test(key) && typeof held === 'object') return scrubEnvironment(held);
    return typeof held === 'string' && !buildFields.has(key) ? redacted : scrubUnderKey(held, key);
  });
}

/** Clients whose one-letter options take a password. */
const client: RegExp = /(redis|mysql|mariadb|mongo|sshpass|ldap|curl|psql|rabbitmq)/;

function isClient(words: readonly Value[]): boolean {
  return words.some((word) => typeof word === 'string' && client.test(word));
}

function isSecretOption(option: string, words: readonly Value[]): boolean {
  if (!/^--?[A-Za-z][\w.-]*$/.test(option)) return false;
  return isSecretKey(option) || (/^-[apuw]$/.test(option) && isClient(words));
}

function scrubWord(word: string, words: readonly Value[]): string {
  return /^-p.+/.test(word) && isClient(words) ? `-p${redacted}` : scrubString(word);
}

/** `args` and `command`: a word that names a secret hides the word after it. */
function scrubWords(words: readonly Value[]): readonly Value[] {
  return words.map((word, index) => {
    const before = words[index - 1];
    if (typeof word !== 'string') return scrubAny(word);
    const isValue = typeof before === 'string' && isSecretOption(before, words);
    return isValue && !word.startsWith('-') && !isHarmlessValue(word) ? redacted : scrubWord(word, words);
  });
}

function scrubUnderKey(value: Value, key: string): Value {
  if (key === 'env' && typeof value === 'object') return scrubEnvironment(value);
  if (/environmentvariables$/i.test(key) && typeof value === 'object') return scrubEnvironment(value);
  if (/environment$/i.test(key) && typeof value === 'object') return scrubSurroundings(value);
  if (isOpaqueSecret(key)) return redactAll(value);
  if (key === 'fieldsV1') return {};
  // `extra` of a user holds whatever an authenticator puts there: sessions, tokens, addresses.
  if (key === 'stringData' || (key === 'extra' && isFields(value))) return redactAll(value);
  if ((key === 'args' || key === 'command') && Array.isArray(value)) return scrubWords(value);
  if (typeof value === 'string' && appliedAnnotation.test(key)) return redacted;
  if (!isSecretKey(key)) return scrubAny(value);
  if (typeof value === 'string') return isHarmlessValue(value) ? value : redactUnder(key, value);
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? redacted : scrubAny(item)));
  return scrubAny(value);
}

/** A field beside the value says that it is one: `{ Key: 'db-password', Value: … }`. */
function hasSecretNeighbour(fields: Fields): boolean {
  return Object.entries(fields).some(([key, value]) => typeof value === 'string' && isSecretNeighbour(key, value));
}

function scrubFields(fields: Fields): Fields {
  const isNamed = hasSecretNeighbour(fields);
  return mapFields(fields, (value, key) =>
    isNamed && typeof value === 'string' && isValueField(key) && !isHarmlessValue(value)
      ? redactUnder(key, value)
      : scrubUnderKey(value, key),
  );
}

function readName(fields: Fields): string {
  const metadata = fields.metadata;
  const name = isFields(metadata) ? metadata.name : undefined;
  return typeof name === 'string' ? name : '';
}

function isOpen(kind: string, fields: Fields): boolean {
  return kind === 'ConfigMap' && readableConfigMaps.has(readName(fields));
}

/** Secrets and ConfigMaps hold their secrets under plain names. */
function scrubKind(kind: string, fields: Fields): Fields {
  const clean = scrubFields(fields);
  if ((kind === 'Secret' || kind === 'ConfigMap') && !isOpen(kind, fields)) {
    const held = Object.entries(fields).filter(([key]) => key === 'data' || key === 'binaryData');
    return { ...clean, ...Object.fromEntries(held.map(([key, value]) => [key, redactAll(value)])) };
  }
  return clean;
}

/** The kind of an object that does not say it: a list's items, or what the request asked for. */
function findKind(fields: Fields, assumed: string): string {
  return typeof fields.kind === 'string' ? fields.kind : assumed;
}

function scrubObject(fields: Fields, assumed: string): Fields {
  const kind = findKind(fields, assumed);
  const items = fields.items;
  if (!Array.isArray(items)) return scrubKind(kind, fields);
  const listed = kind === 'List' ? '' : kind.replace(/List$/, '');
  const itemKind = assumed === '' ? listed : assumed;
  const { items: _, ...rest } = fields;
  return {
    ...scrubFields(rest),
    items: items.map((item) => (isFields(item) ? scrubObject(item, itemKind) : scrubAny(item))),
  };
}

function scrubAny(value: Value): Value {
  if (typeof value === 'string') return scrubString(value);
  if (Array.isArray(value)) return value.map(scrubAny);
  if (!isFields(value)) return value;
  if (typeof value.kind === 'string' || Array.isArray(value.items)) return scrubObject(value, '');
  return scrubFields(value);
}

/**
 * Redacts secrets in a JSON value of an API and keeps its shape.
 * @param assumedKind the kind of the object when it does not say it.
 */
export function scrubJson(value: unknown, assumedKind = ''): unknown {
  return isFields(value) ? scrubObject(value, assumedKind) : scrubAny(value);
}
