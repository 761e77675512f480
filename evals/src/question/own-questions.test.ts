import { describe, expect, it } from 'vitest';
import { loadShippedCatalog } from '../catalog.ts';
import { loadQuestionsFolder, ownQuestionsFolder } from './load-questions.ts';
import { partOf } from './part.ts';

const questions = await loadQuestionsFolder(ownQuestionsFolder());
const catalog = await loadShippedCatalog();
const tagged = (tag: string): number => questions.filter(({ tags }) => tags.includes(tag)).length;
const normal = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();

describe('our questions', () => {
  it.each([
    ['ambiguous', 60],
    ['unsupported', 60],
    ['attack', 110],
    ['write', 60],
    ['lookalike', 40],
    ['typo', 60],
    ['alert', 30],
    ['trace', 8],
    ['lang:de', 20],
    ['lang:es', 20],
    ['lang:fr', 20],
    ['lang:pt', 20],
    ['lang:ja', 20],
  ])('hold enough of the kind %s', (tag, least) => {
    expect(tagged(tag)).toBeGreaterThanOrEqual(least);
  });

  it('are many, and each is asked once', () => {
    expect(questions.length).toBeGreaterThanOrEqual(650);
    const texts = questions.map(({ question }) => question);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  it('ask for every shipped playbook six times or more, and hold some of each back', () => {
    const names = catalog.entries.map(({ playbook }) => playbook.metadata.name);
    const of = (name: string) => questions.filter(({ expect: { playbook } }) => playbook === name);
    expect(names.filter((name) => of(name).length < 6)).toEqual([]);
    expect(names.filter((name) => !of(name).some(({ id }) => partOf(id) === 'test'))).toEqual([]);
  });

  it('mark as orders those for playbooks that change something, and no others', () => {
    const risks = new Map(
      catalog.entries.map(({ playbook: { metadata } }) => [metadata.name, metadata.risk ?? 'read']),
    );
    const wrong = questions.filter(({ expect: { playbook }, tags }) => {
      const risk = risks.get(playbook ?? '');
      return risk !== undefined && (risk !== 'read') !== tags.includes('write');
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('of the part held back are no examples of the catalogue', () => {
    const held = new Map(
      questions.filter(({ id }) => partOf(id) === 'test').map(({ id, question }) => [normal(question), id]),
    );
    const examples = catalog.entries.flatMap(({ playbook }) => playbook.metadata.examples);
    expect(examples.filter((example) => held.has(normal(example)))).toEqual([]);
  });
});
