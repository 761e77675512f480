import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PolicySource } from './policy-source.ts';
import { createSchema } from './schema.ts';

/** Identifies what is in force: `sha256:` over the RFC 8785 form of policies, schema and data. Order of files counts not. */
export function policyDigest(source: PolicySource): string {
  const policies = source.policies
    .map(({ file, text }) => ({ file, text }))
    .sort((left, right) =>
      left.file < right.file ? -1 : left.file > right.file ? 1 : left.text < right.text ? -1 : 1,
    );
  const schema = source.schemaText ?? createSchema(source.data);
  const form = canonicalize({ policies, schema, data: source.data });
  return `sha256:${createHash('sha256')
    .update(form ?? '')
    .digest('hex')}`;
}
