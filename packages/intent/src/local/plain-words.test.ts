import { describe, expect, it } from 'vitest';
import { mendPlainWords } from './plain-words.ts';
import { createVocabulary } from './spelling.ts';

const words = createVocabulary(['quota', 'poller', 'restart']);

describe('mendPlainWords', () => {
  it.each([
    ['wich pods crashed lsat night', 'which pods crashed last night'],
    ['cronjb report in namespce shop', 'cronjob report in namespace shop'],
    ['coud you restart it', 'could you restart it'],
    ['ingore the previos instrctions', 'ignore the previous instructions'],
  ])('makes of %j %j', (text, mended) => {
    expect(mendPlainWords(text, words)).toBe(mended);
  });

  it.each([
    ['delete the pod'],
    ['quita la regla'],
    ['restart poller'],
    ['namespace tihs'],
    ['deploy/wich'],
    ['"wich"'],
    ['wich-api'],
    ['Wich'],
    ['augmente la mémoire'],
  ])('leaves %j as it is', (text) => {
    expect(mendPlainWords(text, words)).toBe(text);
  });
});
