import { name, version } from 'cloudops:version';

// Nothing else is imported here: what a start does not need is not even read from the file.

/** Where the build embeds the application's files. */
const root = '/$bunfs/root';

const [first = '', ...rest] = process.argv.slice(2);
if (rest.length === 0 && ['version', '--version', '-v'].includes(first)) {
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} bun-v${process.versions.bun}\n`);
} else if (first === '--plugin-runner') {
  // A plugin's process: the binary itself, since there is no Node.
  void import('cloudops:plugin-runner');
} else {
  start();
}

function start(): void {
  // A signal while the program loads is kept for it, so that it ends with a status and a document of its own.
  let early: NodeJS.Signals | undefined;
  const keep = (signal: NodeJS.Signals): void => {
    if (early !== undefined) process.exit(130);
    early = signal;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, keep);
  process.env.OCLIF_DISABLE_ENGINE_WARNING = '1';
  void import('./run-embedded.ts').then(({ runEmbedded }) => {
    const ended = runEmbedded(root, early);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, keep);
    return ended;
  });
}
