import type { ApiSession } from '../api/session.ts';
import type { Discovery } from '../discovery/discovery.ts';

/** What actions share. Made once per provider. */
export interface Services {
  readonly session: ApiSession;
  readonly discovery: Discovery;
  /** Whether `nodes/proxy`, a powerful right, may be used. */
  readonly allowNodeProxy: boolean;
  /** Null when no Prometheus is configured. */
  readonly prometheus: ApiSession | null;
  /** Null when no Alertmanager is configured. */
  readonly alertmanager: ApiSession | null;
}
