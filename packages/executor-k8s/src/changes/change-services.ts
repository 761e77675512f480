import type { ApiSession } from '../api/session.ts';

/** What the changes share. Made once per provider. */
export interface ChangeServices {
  readonly session: ApiSession;
  /** The namespace of what is named without one: the kubeconfig context's, else `default`. */
  defaultNamespace(): Promise<string>;
}
