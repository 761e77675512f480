import type { Micros } from './money.ts';

/** What AWS asks for one request, with the date and the page that say so. */
export interface RequestPrice {
  /** US dollars, in millionths. */
  readonly perRequest: Micros;
  /** When the page was read; ISO date. */
  readonly asOf: string;
  readonly source: string;
}

/**
 * The price of Cost Explorer's API, whatever the operation. Every page of an answer is a request.
 * Source: AWS Cost Management pricing, "USD 0.01 per paginated request".
 */
export const requestPrice: RequestPrice = {
  perRequest: 10_000,
  asOf: '2026-11-01',
  source: 'https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/',
};

/** What some requests cost, in US dollars. */
export function priceOf(requests: number): number {
  return Math.round(requests * requestPrice.perRequest) / 1_000_000;
}
