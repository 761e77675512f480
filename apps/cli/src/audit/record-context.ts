import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { RecordContext } from '@cloudops/audit';
import { findPrincipal } from '../composition/principal.ts';
import { systemClock } from '../composition/system-clock.ts';

/** Who runs a command, where and when, for its record. */
export function createRecordContext(toolVersion: string): RecordContext {
  return { principal: findPrincipal(), clock: systemClock, randomBytes, toolVersion, host: hostname() };
}
