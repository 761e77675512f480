import { describe, expect, it } from 'vitest';
import { account, daysAgo, look, region, type Samples, type Shape, type Stage, tags } from '../__fixtures__/world.ts';

const arn = (path: string) => `arn:aws:elasticloadbalancing:${region}:${account}:${path}`;
const lbArn = arn('loadbalancer/app/web/50dc6c495c0c9188');

describe('CST-33 idle load balancer', () => {
  const balancer = (more: Shape = {}) => ({
    LoadBalancerArn: lbArn,
    LoadBalancerName: 'web',
    Type: 'application',
    CreatedTime: daysAgo(30),
    State: { Code: 'active' },
    ...more,
  });
  const metric = (
    name: string,
    values: Samples['values'],
    namespace = 'AWS/ApplicationELB',
    id = 'app/web/50dc6c495c0c9188',
  ) => ({
    namespace,
    metric: name,
    stat: 'Sum',
    dimensions: { LoadBalancer: id },
    values,
  });
  const group = { TargetGroupArn: arn('targetgroup/web/1'), LoadBalancerArns: [lbArn] };
  const health = (targets: number) => [
    {
      input: { TargetGroupArn: group.TargetGroupArn },
      items: [
        { TargetHealthDescriptions: Array.from({ length: targets }, (_, index) => ({ Target: { Id: `i-${index}` } })) },
      ],
    },
  ];
  const listeners = (Type: string) => [
    { input: { LoadBalancerArn: lbArn }, items: [{ Listeners: [{ DefaultActions: [{ Type }] }] }] },
  ];
  const names = (staged: Stage) => look({ lists: { load_balancers: [balancer()] }, ...staged }).names('CST-33');

  it.each([
    [99.9, ['web']],
    [100, []],
  ])('with %d requests a day names %j', (daily, expected) => {
    expect(names({ samples: [metric('RequestCount', daily)] })).toEqual(expected);
  });

  it('says so where tags, which may ask to keep it, could not be read', () => {
    const staged = { lists: { load_balancers: [balancer()] }, samples: [metric('RequestCount', 0)] };
    const read = [{ input: {}, items: [{ ResourceArn: lbArn, Tags: [] }] }];
    const note = 'tags could not be read';
    expect(look(staged).find('CST-33')?.detail).toContain(note);
    expect(look({ ...staged, answers: { load_balancer_tags: read } }).find('CST-33')?.detail).not.toContain(note);
  });

  it('counts redirects, which are no requests to AWS', () => {
    const lcus = metric('ConsumedLCUs', 1);
    expect(names({ samples: [lcus, metric('HTTP_Redirect_Count', 5000)] })).toEqual([]);
  });

  it('takes missing requests for none only beside a metric that is always there', () => {
    const quiet = look({
      lists: { load_balancers: [balancer()] },
      samples: [metric('RequestCount', []), metric('ConsumedLCUs', 0)],
    });
    expect(quiet.find('CST-33')?.data).toMatchObject({ monthly_usd: 16.43, per_day: 0 });
    const blind = look({ lists: { load_balancers: [balancer()] }, samples: [metric('RequestCount', [])] });
    expect(blind.names('CST-33')).toEqual([]);
    expect(blind.notChecked).toContain('traffic of load balancers');
  });

  it('knows from its parts that nothing can be served', () => {
    const lists = { load_balancers: [balancer()], target_groups: [group] };
    const at = (targets: number, type: string) =>
      look({ lists, answers: { target_health: health(targets), listeners: listeners(type) } });
    expect(at(0, 'forward').find('CST-33')).toMatchObject({
      tier: 'contradiction',
      data: { targets: 0, confidence: 'high' },
    });
    expect(at(0, 'redirect').names('CST-33')).toEqual([]);
    expect(at(1, 'forward').names('CST-33')).toEqual([]);
    expect(look({ lists, answers: { listeners: listeners('forward') } }).names('CST-33')).toEqual([]);
  });

  it.each([
    ['young', { CreatedTime: daysAgo(7) }, {}],
    ['being made', { State: { Code: 'provisioning' } }, {}],
    [
      'kept',
      {},
      { load_balancer_tags: [{ input: {}, items: [{ ResourceArn: lbArn, Tags: tags({ 'cloudops:keep': '1' }) }] }] },
    ],
  ])('leaves what is %s', (_, more, answers) => {
    const lists = { load_balancers: [balancer(more)] };
    expect(look({ lists, answers, samples: [metric('RequestCount', 0)] }).names('CST-33')).toEqual([]);
  });

  it('judges network and gateway load balancers by their own metrics', () => {
    const typed = (Type: string, path: string, one: Samples) =>
      names({
        lists: { load_balancers: [balancer({ Type, LoadBalancerArn: arn(`loadbalancer/${path}`) })] },
        samples: [one],
      });
    expect(typed('network', 'net/web/1', metric('NewFlowCount', 99, 'AWS/NetworkELB', 'net/web/1'))).toEqual(['web']);
    expect(typed('network', 'net/web/1', metric('NewFlowCount', 100, 'AWS/NetworkELB', 'net/web/1'))).toEqual([]);
    expect(typed('gateway', 'gwy/web/1', metric('ProcessedBytes', 0, 'AWS/GatewayELB', 'gwy/web/1'))).toEqual(['web']);
    expect(typed('gateway', 'gwy/web/1', metric('ProcessedBytes', 1, 'AWS/GatewayELB', 'gwy/web/1'))).toEqual([]);
  });
});

describe('CST-34 idle classic load balancer', () => {
  const classic = (more: Shape = {}) => ({
    LoadBalancerName: 'old',
    CreatedTime: daysAgo(30),
    Instances: [{ InstanceId: 'i-1' }],
    ...more,
  });
  const metric = (name: string, stat: string, values: Samples['values']) => ({
    namespace: 'AWS/ELB',
    metric: name,
    stat,
    dimensions: { LoadBalancerName: 'old' },
    values,
  });
  const names = (more: Shape, samples: readonly Samples[] = []) =>
    look({ lists: { classic_load_balancers: [classic(more)] }, samples }).names('CST-34');

  it('without instances needs no metric', () => {
    const found = look({ lists: { classic_load_balancers: [classic({ Instances: [] })] } }).find('CST-34');
    expect(found).toMatchObject({ tier: 'contradiction', data: { monthly_usd: 18.25 } });
    expect(names({ Instances: [], CreatedTime: daysAgo(7) })).toEqual([]);
  });

  it('with instances goes by requests', () => {
    expect(names({}, [metric('RequestCount', 'Sum', 99)])).toEqual(['old']);
    expect(names({}, [metric('RequestCount', 'Sum', 100)])).toEqual([]);
    expect(names({}, [metric('HealthyHostCount', 'Maximum', 1)])).toEqual(['old']);
    expect(names({}, [metric('RequestCount', 'Sum', [])])).toEqual([]);
  });
});
