import { openBudgetLedger } from '../open-ledger.ts';

const [path = '', calls = '0'] = process.argv.slice(2);
const ledger = openBudgetLedger({
  path,
  clock: { now: () => Date.UTC(2026, 10, 23) },
  monthlyMicroUsd: { default: 1_000_000 },
});

let spent = 0;
for (let call = 0; call < Number(calls); call++) {
  const reserved = ledger.reserve({ user: 'os:alice', parser: 'anthropic', model: 'm', microUsd: 30_000 });
  if (reserved.kind !== 'reserved') continue;
  // What a call comes to is known only after it; the rest of the reservation is for others to use.
  const microUsd = 20_000 + ((process.pid + call) % 10_000);
  ledger.settle(reserved.id, { microUsd, inputTokens: 1000, outputTokens: 50 });
  spent += microUsd;
}
ledger.close();
process.stdout.write(String(spent));
