import { type AuditChange, changeOutcomeSchema, type Run } from '@cloudops/spec';

/** What a run changed, as records keep it: names and versions, never content. What was not touched is left out. */
export function toAuditChanges(run: Run): readonly AuditChange[] {
  const changing = new Set(run.plan.change?.steps.map(({ step }) => step));
  return run.results
    .filter(({ step }) => changing.has(step))
    .flatMap(({ step, output }) => {
      const parsed = changeOutcomeSchema.safeParse(output);
      if (!parsed.success || parsed.data.state === 'not-done' || parsed.data.state === 'in-place') return [];
      return parsed.data.objects.map(({ resource, before, after }) => {
        const { provider, target, kind, namespace, name } = resource;
        const path = [target, ...(namespace === undefined ? [] : [namespace]), kind, name].join('/');
        return { step, resource: `${provider}:${path}`, before, after };
      });
    });
}
