import type { Clock, Plan, Ticket } from '@cloudops/spec';
import { createExecutorError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';

/**
 * Checks that a ticket is for this plan and still good.
 * @throws CloudOpsError `TICKET_WRONG_PLAN`, `TICKET_EXPIRED`.
 */
export function assertTicketFits(plan: Plan, ticket: Ticket, clock: Clock): void {
  if (ticket.plan_id !== plan.id) {
    throw createExecutorError({
      code: 'TICKET_WRONG_PLAN',
      message: `The ticket is for plan ${ticket.plan_id}, not for ${plan.id}.`,
      nextSteps: ['Have this plan decided; every plan needs its own ticket.'],
    });
  }
  // Written so that a date that cannot be read counts as expired.
  if (clock.now() <= Date.parse(ticket.expires_at)) return;
  throw createExecutorError({
    code: 'TICKET_EXPIRED',
    message: `The ticket for plan ${plan.id} expired at ${ticket.expires_at}.`,
    nextSteps: ['Have the plan decided again.'],
  });
}

/**
 * Uses a ticket up, across processes.
 * @throws CloudOpsError `TICKET_USED`, or a journal's code when the use cannot be written down.
 */
export async function claimTicket(ticket: Ticket, journal: Journal): Promise<void> {
  if (await journal.useTicket(ticket.nonce)) return;
  throw createExecutorError({
    code: 'TICKET_USED',
    message: `The ticket for plan ${ticket.plan_id} was used before; a ticket is good for one run.`,
    nextSteps: ['Have the plan decided again.'],
  });
}
