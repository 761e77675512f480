import type { Decision } from '@cloudops/spec';
import type { PolicyProblem } from './policy-problem.ts';
import type { PolicyRequest } from './policy-request.ts';
import type { PolicySource } from './policy-source.ts';

/** What the worker is told. `load` comes first, once. */
export type ToWorker =
  | { readonly kind: 'load'; readonly source: PolicySource; readonly digest: string; readonly validate: boolean }
  | { readonly kind: 'decide'; readonly id: number; readonly request: PolicyRequest };

/** What the worker answers. */
export type FromWorker =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'decided'; readonly id: number; readonly decision: Decision };
