// One file, so that the waits of one subject (ten seconds for a black hole, five for a lock) overlap with the work of
// the others. The longest come first.
import './connection.cases.ts';
import './audit-failures.cases.ts';
import './interrupts.cases.ts';
import './kubeconfig.cases.ts';
import './partial-answers.cases.ts';
