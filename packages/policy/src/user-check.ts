import { Buffer } from 'node:buffer';
import { personOf } from './people/person.ts';
import type { ParsedPolicy } from './policy-parser.ts';
import { type PolicyProblem, toPosition } from './policy-problem.ts';
import type { PolicyData } from './policy-source.ts';
import { findTerms } from './terms.ts';

/**
 * Finds users in policies that nobody ever is: a login of a person, since policies know people by their names, and a name
 * that no person has. Cedar would let a forbid on them silently never fire.
 */
export function checkUsers(policies: readonly ParsedPolicy[], data: PolicyData): PolicyProblem[] {
  return policies.flatMap((policy) =>
    findTerms(policy.json).users.flatMap((id) => {
      const person = personOf(data, id);
      if (person?.name === id || (person === null && id.includes(':'))) return [];
      const message = person === null ? `nobody is the user ${id}` : `the user ${id} is the person ${person.name}`;
      const help =
        person === null
          ? 'list the person under people in data.yaml, or name a login, such as os:alice'
          : `write CloudOps::User::"${person.name}", which is all of their logins`;
      return [{ file: policy.file, ...positionOf(policy, id), message, help }];
    }),
  );
}

function positionOf(policy: ParsedPolicy, id: string): { line: number; column: number } {
  const index = Math.max(policy.text.indexOf(`User::${JSON.stringify(id)}`), 0);
  const within = Buffer.byteLength(policy.text.slice(0, index), 'utf8');
  return toPosition(policy.fileText, policy.byteOffset + within);
}
