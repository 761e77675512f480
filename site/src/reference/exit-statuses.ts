import { type ManifestCommand, nameOf } from './command-manifest.ts';

/** What a status means to a script, with the commands that end with it: `all`, those with a flag, or by name. */
interface ExitStatus {
  readonly status: number;
  readonly meaning: string;
  readonly of: 'all' | { readonly flags?: readonly string[]; readonly commands?: readonly string[] };
}

const asking = ['world'];
const settling = ['apply', 'approve', 'doctor', 'runs resume', 'runs rollback'];

/** Every exit status, as docs/cli.md promises it to scripts. */
export const exitStatuses: readonly ExitStatus[] = [
  { status: 0, meaning: 'it ran, whatever it found', of: 'all' },
  {
    status: 1,
    meaning: 'a bug or an unexpected failure; a check, a test or a change that failed, was undone, or is unknown',
    of: 'all',
  },
  {
    status: 2,
    meaning: 'wrong usage, bad file, bad configuration; a model that could not be asked, without fallback',
    of: 'all',
  },
  {
    status: 3,
    meaning: 'the question was not understood or is not supported; the answer says what to ask instead',
    of: { commands: ['investigate', 'plan', 'record', 'triage'] },
  },
  { status: 4, meaning: 'denied by policy', of: { flags: asking, commands: settling } },
  { status: 5, meaning: 'approval is needed and not there', of: { flags: asking, commands: settling } },
  {
    status: 6,
    meaning: 'the target could not be reached, or said no to all of it',
    of: { flags: asking, commands: [...settling, 'auth login'] },
  },
  { status: 7, meaning: 'stale plan: something moved since it was made', of: { flags: asking, commands: settling } },
  {
    status: 8,
    meaning: 'the audit log does not verify, or it or the journal could not be written',
    of: { flags: asking, commands: [...settling, 'audit', 'runs', 'baseline approve', 'intent'] },
  },
  {
    status: 9,
    meaning: 'the answer is there, and a place that was to get its report did not',
    of: { flags: ['report'] },
  },
  {
    status: 10,
    meaning: 'a finding at or above --fail-on; an alert',
    of: { flags: ['fail-on'], commands: ['audit alerts'] },
  },
  { status: 130, meaning: 'interrupted', of: 'all' },
];

/** The statuses that a command can end with. */
export function exitStatusesOf(command: ManifestCommand): readonly ExitStatus[] {
  const name = nameOf(command);
  return exitStatuses.filter(({ of }) => {
    if (of === 'all') return true;
    if (of.flags?.some((flag) => flag in command.flags)) return true;
    return of.commands?.some((other) => name === other || name.startsWith(`${other} `)) ?? false;
  });
}
