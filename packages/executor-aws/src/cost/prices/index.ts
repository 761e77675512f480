export { createPricesAction } from './action.ts';
