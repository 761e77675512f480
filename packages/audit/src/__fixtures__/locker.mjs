import { DatabaseSync } from 'node:sqlite';

// Holds the write lock until its input ends.
const database = new DatabaseSync(process.argv[2]);
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('locked\n');
process.stdin.on('end', () => database.close()).resume();
