import { parseArgs } from 'node:util';
import { costCorpora } from './corpus/corpora.ts';
import { startCostExplorer } from './server.ts';

const usage = `usage: node testbed/src/cost-explorer/main.ts CORPUS [--seed N] [--now TIME] [--port N] | --list

Answers Cost Explorer, Budgets and SavingsPlans from a known bill until it is interrupted. The bill ends now unless
--now says otherwise.
`;

/** Serves one corpus; returns the exit status when it cannot. */
async function serve(line: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...line],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      now: { type: 'string', default: new Date().toISOString() },
      port: { type: 'string', default: '0' },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    process.stdout.write(costCorpora.map(({ name, title }) => `${name.padEnd(26)} ${title}\n`).join(''));
    return 0;
  }
  const found = costCorpora.find(({ name }) => name === positionals[0]);
  if (found === undefined || Number.isNaN(Date.parse(values.now))) {
    process.stderr.write(usage);
    return 2;
  }
  const known = found.build(Number(values.seed), values.now);
  const double = await startCostExplorer({ ledger: known.ledger, port: Number(values.port) });
  const names = ['COST_EXPLORER', 'BUDGETS', 'SAVINGSPLANS'];
  process.stdout.write(names.map((name) => `export AWS_ENDPOINT_URL_${name}=${double.endpoint}\n`).join(''));
  process.stderr.write(`${JSON.stringify(known.expectations, null, 2)}\n`);
  process.once('SIGINT', () => void double.stop());
  process.once('SIGTERM', () => void double.stop());
  return 0;
}

process.exitCode = await serve(process.argv.slice(2));
