import { checkApiReports } from './api-report.ts';
import { generate } from './generate.ts';

// Writes every generated file anew: schemas, docs, README examples, API reports. `pnpm check` compares them.
generate('write');
checkApiReports('write');
