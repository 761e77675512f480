export { createPayerAction } from './action.ts';
export type { PayerOptions } from './find-payer.ts';
