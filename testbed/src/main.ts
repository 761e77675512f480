import { runCommand } from './commands.ts';
import { TestbedError } from './errors.ts';

try {
  process.stdout.write(await runCommand(process.argv.slice(2), (line) => process.stderr.write(`${line}\n`)));
} catch (error) {
  const known = error instanceof TestbedError ? error : null;
  const text = known === null ? String(error instanceof Error ? error.stack : error) : known.message;
  const steps = known?.nextSteps.map((step) => `  → ${step}\n`).join('') ?? '';
  process.stderr.write(`${text}\n${steps}`);
  process.exitCode = known?.code === 'USAGE' ? 2 : 1;
}
