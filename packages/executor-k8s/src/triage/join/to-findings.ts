import type { Finding } from '@cloudops/spec';
import { compareFindings, toFinding } from '../../evidence/finding.ts';
import { findingId, instanceOf } from '../../evidence/subject.ts';
import { printable } from '../../printable.ts';
import type { Joined } from './join.ts';

/** Findings with ids, sorted by role, severity, id. Text from the cluster is made fit for a sentence here. */
export function toFindings(joined: readonly Joined[], target: string): readonly Finding[] {
  const twins = Map.groupBy(joined, ({ code, subject }) => `${code}|${instanceOf(subject)}`);
  const ids = new Map(
    joined.map((one) => {
      const isAlone = one.discriminator === '' || twins.get(`${one.code}|${instanceOf(one.subject)}`)?.length === 1;
      // The plain id, but where several groups would share it.
      return [one.key, findingId(isAlone ? one.code : `${one.code}\n${one.discriminator}`, one.subject, target)];
    }),
  );
  return joined
    .map((one) => {
      const instances = one.instances.map((instance) => printable(instance, 300));
      const cause_of = [...one.causeOf].flatMap((key) => ids.get(key) ?? []).sort();
      return toFinding({ ...one, instances }, { id: ids.get(one.key) ?? '', also: one.also ?? [], cause_of, target });
    })
    .sort(compareFindings);
}
