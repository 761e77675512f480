import { describe, expect, it } from 'vitest';
import { maskQuery } from './mask-query.ts';

const masked: readonly (readonly [statement: string, text: string])[] = [
  [`select * from users where mail = 'ann@example.com'`, 'select * from users where mail = ?'],
  [`select 'it''s', 42, 1.5e-3, 0xFF, .5`, 'select ?'],
  [`select a1, t2.c3 from t2 where id = $1 and n=7`, 'select a1, t2.c3 from t2 where id = $1 and n=?'],
  ['select $$secret$$, $tag$ a $$ b $tag$ from t', 'select ? from t'],
  [`select e'a\\'; drop secret' from t`, 'select e?'],
  [`update t set a = 'not closed beca`, 'update t set a = ?'],
  ['select "Odd Name" from t -- user 17\n where b', 'select "Odd Name" from t where b'],
  ['select 1 /* trace=abc */ from t', 'select ? from t'],
  ['select 1 /* a /* b */ secret */ from t', '?'],
  ['select a /* not closed secret', 'select a'],
  [`alter  role app PASSWORD 'hunter2'`, 'alter role …'],
  ['SET app.token = abc', 'SET …'],
  ['select * from "not closed secret', 'select * from ?'],
  [`insert into t values ('a', 'b', 3)`, 'insert into t values (?)'],
];

describe('maskQuery', () => {
  it.each(masked)('%s', (statement, text) => {
    expect(maskQuery(statement, null).text).toBe(text);
  });

  it('never lets a literal through, wherever the server cut the statement', () => {
    const statement = `/* c */ select 'hunter2', $x$hunter2$x$, e'\\'hunter2', "a""b" -- hunter2\n from t`;
    for (let length = 0; length <= statement.length; length += 1) {
      expect(maskQuery(statement.slice(0, length), null).text).not.toContain('hun');
    }
  });

  it('takes time in proportion to the length', () => {
    const start = performance.now();
    for (const piece of ["'", '/*', '$a', '"', '-', '$', '1', '\\', "''", '/* '])
      maskQuery(piece.repeat(4096 / piece.length), null);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('has the fingerprint of the server, or one that two runs of a statement share', () => {
    expect(maskQuery('select 1', '-77').fingerprint).toBe('-77');
    expect(maskQuery('select 1', null)).toEqual(maskQuery('select  2', null));
    expect(maskQuery('select a', null).fingerprint).not.toBe(maskQuery('select b', null).fingerprint);
  });

  it('is short and has no control characters', () => {
    const { text } = maskQuery(`select "\u001b[2J${'x'.repeat(500)}"`, null);
    expect(text).not.toContain('\u001b');
    expect(text.length).toBeLessThanOrEqual(161);
  });
});
