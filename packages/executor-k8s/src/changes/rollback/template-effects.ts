import { compareText, type Fields, fieldsOf, listOf, textOf } from '../../api/object-fields.ts';
import { quote, someOf } from '../../evidence/words.ts';
import { digestOf } from '../fields/digest.ts';

type Named = ReadonlyMap<string, Fields>;

function byName(list: unknown): Named {
  return new Map(listOf(list).map((element) => [textOf(fieldsOf(element).name), fieldsOf(element)]));
}

function containersOf(template: unknown): Named {
  const spec = fieldsOf(fieldsOf(template).spec);
  return new Map([...byName(spec.initContainers), ...byName(spec.containers)]);
}

function differing(from: Named, to: Named): readonly string[] {
  const names = [...new Set([...from.keys(), ...to.keys()])].sort(compareText);
  return names.filter((name) => digestOf(from.get(name)) !== digestOf(to.get(name)));
}

/** Names of variables alone: their values may be secrets. */
function environment(from: Fields, to: Fields): readonly string[] {
  const names = differing(byName(from.env), byName(to.env));
  return names.length === 0 ? [] : [`other environment: ${someOf(names)}`];
}

const shownFields: ReadonlySet<string> = new Set(['image', 'env', 'name']);

function otherFields(from: Fields, to: Fields): readonly string[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => !shownFields.has(key));
  const changed = keys.filter((key) => digestOf(from[key]) !== digestOf(to[key])).sort(compareText);
  return changed.length === 0 ? [] : [`other ${someOf(changed)}`];
}

function containerEffects(name: string, from: Fields | undefined, to: Fields | undefined): readonly string[] {
  const title = `container ${quote(name)}`;
  if (from === undefined) return [`${title} is added`];
  if (to === undefined) return [`${title} is removed`];
  const image = from.image === to.image ? [] : [`image: ${quote(textOf(from.image))} → ${quote(textOf(to.image))}`];
  return [...image, ...environment(from, to), ...otherFields(from, to)].map((text) => `${title}: ${text}`);
}

/** What a pod template has otherwise than another, one line for each difference; values of variables stay away. */
export function templateEffects(from: unknown, to: unknown): readonly string[] {
  const [old, next] = [containersOf(from), containersOf(to)];
  const containers = differing(old, next).flatMap((name) => containerEffects(name, old.get(name), next.get(name)));
  const [oldSpec, nextSpec] = [from, to].map((template) => fieldsOf(fieldsOf(template).spec)) as [Fields, Fields];
  const keys = [...new Set([...Object.keys(oldSpec), ...Object.keys(nextSpec)])]
    .filter((key) => key !== 'containers' && key !== 'initContainers')
    .filter((key) => digestOf(oldSpec[key]) !== digestOf(nextSpec[key]))
    .sort(compareText);
  const rest = keys.length === 0 ? [] : [`pods: other ${someOf(keys)}`];
  const isSameMetadata = digestOf(fieldsOf(from).metadata) === digestOf(fieldsOf(to).metadata);
  return [...containers, ...rest, ...(isSameMetadata ? [] : ['pods: other labels or annotations'])];
}
