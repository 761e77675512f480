import type { StepEvidence } from '../../evidence/step-evidence.ts';

/** Evidence of a `kubernetes.prometheus-query` step: `[labels, value]`. */
export function samples(...all: readonly (readonly [Readonly<Record<string, string>>, number])[]): StepEvidence {
  return {
    status: 'present',
    output: {
      query: 'staged',
      evaluated_at: '2026-11-20T12:00:00.000Z',
      samples: all.map(([labels, value]) => ({ labels, value })),
      warnings: [],
    },
  };
}

/** Labels of the container `app` of a staged app's first pod. */
export function ofApp(name: string, pod = 0): Readonly<Record<string, string>> {
  return { namespace: 'shop', pod: `${name}-6f7c9-${pod}`, container: 'app' };
}
