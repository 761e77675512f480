import { describe, expect, it } from 'vitest';
import { answer, billSteps } from './__fixtures__/steps.ts';
import { analyzeCost } from './analyze-cost.ts';

const glue = { service: 'AWS Glue', usageType: 'EU-ETL' };

function forecast(dollars: (day: number) => number, fee: (day: number) => number = () => 0) {
  const steps = {
    ...billSteps([{ ...glue, dollars }], [{ keys: ['Support', 'AWS Support'], dollars: fee }]),
    forecast: answer([{ Total: { Amount: '1300.005', Unit: 'USD' } }]),
  };
  return analyzeCost({ scope: {}, steps }).figures.filter(({ group }) => group === 'forecast');
}

describe('the forecast of the month', () => {
  it('continues a steady bill exactly, with no range', () => {
    expect(forecast(() => 100)[0]).toMatchObject({ value: 3000, note: expect.stringContaining('3000 to 3000') });
  });

  it('expects the fee of a month before, once', () => {
    expect(
      forecast(
        () => 100,
        (day) => (day === 66 ? 70 : 0),
      )[0]?.value,
    ).toBe(3070);
  });

  it('keeps to weekdays', () => {
    const [figure] = forecast((day) => ((day + 4) % 7 < 5 ? 100 : 0));
    expect(figure?.value).toBeGreaterThan(2000);
    expect(figure?.value).toBeLessThan(2300);
  });

  it('shows what AWS expects beside it', () => expect(forecast(() => 100)[1]?.value).toBe(1300.01));
});
