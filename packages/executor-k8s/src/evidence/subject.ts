import { createHash } from 'node:crypto';
import type { ResourceRef } from '@cloudops/spec';

const provider = 'kubernetes';

/** What a finding is about: the object whose change would fix it. */
export interface Subject {
  readonly kind: string;
  /** Empty for what has no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** `Kind/namespace/name`, or `Kind/name` for what has no namespace. */
export function instanceOf({ kind, namespace, name }: Subject): string {
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** `Deployment shop/api`, or `Node n1` for what has no namespace: as a sentence names it. */
export function nameOf({ kind, namespace, name }: Subject): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** The same fault of the same object has the same id in every run. */
export function findingId(code: string, { kind, namespace, name }: Subject, target: string): string {
  const text = [code, provider, target, kind, namespace, name].join('\n');
  return `f_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** The subject as findings name it. */
export function resourceOf({ kind, namespace, name }: Subject, target: string): ResourceRef {
  const named = { provider, target, kind: kind || 'Unknown', name: name || '(unnamed)' };
  return namespace === '' ? named : { ...named, namespace };
}
