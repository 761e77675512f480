import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrubBody, scrubPath } from './scrub-body.ts';
import { readXmlTokens } from './xml-tokens.ts';

const secret = 'hunter-quiet-harbour';
const encoded = Buffer.from(`#!/bin/sh\nexport A=${secret}\n`).toString('base64');

/** Answers of AWS in which a secret stands under a name that says so, or in a place that may hold one. */
const answers: Readonly<Record<string, string>> = {
  'user data of an instance': `<DescribeInstanceAttributeResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceId>i-1</instanceId><userData><value>${encoded}</value></userData></DescribeInstanceAttributeResponse>`,
  'user data of a launch template': `<r><launchTemplateVersionSet><item><launchTemplateData><userData>${encoded}</userData></launchTemplateData></item></launchTemplateVersionSet></r>`,
  'user data that is cut off': `<r><userData>\n  <value>${encoded}`,
  'a VPN’s configuration': `<r><vpnConnection><customerGatewayConfiguration>&lt;ike&gt;&lt;pre_shared_key&gt;${secret}&lt;/pre_shared_key&gt;&lt;/ike&gt;</customerGatewayConfiguration><options><tunnelOptionSet><item><preSharedKey>${secret}</preSharedKey></item></tunnelOptionSet></options></vpnConnection></r>`,
  'a document within a text': `<r><note>&lt;a&gt;&lt;password&gt;${secret}&lt;/password&gt;&lt;/a&gt;</note></r>`,
  'a master password': `<r><PendingModifiedValues><MasterUserPassword>${secret}</MasterUserPassword></PendingModifiedValues></r>`,
  'a list of passwords': `<r><Passwords><member>${secret}</member><member>${secret}</member></Passwords></r>`,
  'a parameter of a stack': `<r><member><ParameterKey>DbPassword</ParameterKey><ParameterValue>${secret}</ParameterValue></member></r>`,
  'a tag whose value comes first': `<r><item><value>${secret}</value><key>api-token</key></item></r>`,
  'an environment of Elastic Beanstalk': `<r><member><Namespace>aws:elasticbeanstalk:application:environment</Namespace><OptionName>PLAIN</OptionName><Value>${secret}</Value></member></r>`,
  'a character data section': `<r><password><![CDATA[${secret}]]></password></r>`,
  'an attribute': `<r><user password="${secret}"/></r>`,
  'a comment': `<r><!-- password=${secret} --></r>`,
  'JSON within XML': `<r><TemplateBody>{"UserData": {"Fn::Base64": "${secret}"}, "MasterUserPassword": "${secret}"}</TemplateBody></r>`,
  'functions of Lambda': JSON.stringify({
    Functions: [{ FunctionName: 'f', Environment: { Variables: { PLAIN: secret } } }],
  }),
  'a task definition of ECS': JSON.stringify({
    taskDefinition: { containerDefinitions: [{ name: 'c', environment: [{ name: 'PLAIN', value: secret }] }] },
  }),
  'overrides of an ECS task': JSON.stringify({
    tasks: [{ overrides: { containerOverrides: [{ environment: [{ name: 'PLAIN', value: secret }] }] } }],
  }),
  'a project of CodeBuild': JSON.stringify({
    projects: [
      { environment: { image: 'i', environmentVariables: [{ name: 'PLAIN', value: secret, type: 'PLAINTEXT' }] } },
    ],
  }),
  'a job of Batch': JSON.stringify({
    jobDefinitions: [{ containerProperties: { environment: [{ name: 'PLAIN', value: secret }] } }],
  }),
  'a container of Lightsail': JSON.stringify({ containers: { c: { environment: { PLAIN: secret } } } }),
  'a service of App Runner': JSON.stringify({
    ImageConfiguration: { RuntimeEnvironmentVariables: { PLAIN: secret } },
  }),
  'a secure parameter of SSM': JSON.stringify({ Parameter: { Name: 'plain', Type: 'SecureString', Value: secret } }),
  'a key of KMS': JSON.stringify({ KeyId: 'k', Plaintext: Buffer.from(secret).toString('base64') }),
};

const forms: Readonly<Record<string, string>> = {
  'a new database': `Action=CreateDBInstance&Version=2014-10-31&MasterUserPassword=${secret}&DBInstanceIdentifier=d`,
  'a new instance': `Action=RunInstances&Version=2016-11-15&UserData=${encodeURIComponent(encoded)}`,
  'a tag': `Action=CreateTags&Version=2016-11-15&Tag.1.Key=db-password&Tag.1.Value=${secret}`,
  'a list': `Action=X&Version=2016-11-15&Passwords.member.1=${secret}`,
};

function tagsOf(xml: string): readonly string[] {
  return readXmlTokens(xml).flatMap(({ kind, name }) => (name === '' ? [] : [`${kind} ${name}`]));
}

describe('scrubBody of AWS', () => {
  it.each(Object.entries({ ...answers, ...forms }))('holds nothing of %s', (_, body) => {
    const clean = scrubBody(body, '/ec2/eu-west-1/111122223333/');
    expect(clean).not.toContain(secret);
    expect(clean).not.toContain(Buffer.from(secret).toString('base64'));
    expect(clean).not.toContain(encoded);
    expect(clean).not.toContain(encodeURIComponent(encoded));
    if (body.startsWith('<')) expect(tagsOf(clean)).toEqual(tagsOf(body));
    if (body.startsWith('{')) expect(() => JSON.parse(clean)).not.toThrow();
    expect(scrubBody(clean, '/')).toBe(clean);
  });

  it('keeps what names and figures only look like secrets', () => {
    const kept = [
      '<r><metadataOptions><httpTokens>required</httpTokens></metadataOptions></r>',
      '<r><User><PasswordLastUsed>2026-11-01T10:00:00Z</PasswordLastUsed></User></r>',
      '<r><Content>dXNlcixhcm4scGFzc3dvcmRfZW5hYmxlZA0KYWxpY2UsYXJuOmF3czppYW0sdHJ1ZQ0Kb25lVHdvVGhyZWU0NQ==</Content></r>',
      '<r><tagSet><item><key>Name</key><value>web &amp; api</value></item></tagSet></r>',
      '<?xml version="1.0"?>\n<r a="1"><!-- fine --><b/></r>\n',
    ];
    for (const body of kept) expect(scrubBody(body, '/')).toBe(body);
    const build = {
      environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', environmentVariables: [] },
    };
    expect(JSON.parse(scrubBody(JSON.stringify(build), '/'))).toEqual(build);
  });

  it('leaves a figure a figure and bytes bytes, since clients read them as such', () => {
    expect(scrubBody('<r><passwordIndex>123456</passwordIndex></r>', '/')).toBe(
      '<r><passwordIndex>0</passwordIndex></r>',
    );
    const { Plaintext } = JSON.parse(scrubBody('{"Plaintext":"aHVudGVy"}', '/'));
    expect(Buffer.from(Plaintext, 'base64').toString()).toBe('<redacted>');
  });

  it('keeps the page tokens of an answer and of the request for the next page, and no deeper ones', () => {
    const token = `AAMA${'Zx9/+q'.repeat(20)}==`;
    const bodies = [
      `<DescribeVpcsResponse><vpcSet/><nextToken>${token}</nextToken></DescribeVpcsResponse>`,
      `<ListUsersResponse><ListUsersResult><Marker>${token}</Marker></ListUsersResult></ListUsersResponse>`,
      JSON.stringify({ NextPageToken: token, ResultsByTime: [] }),
      `Action=DescribeVpcs&Version=2016-11-15&NextToken=${encodeURIComponent(token)}`,
    ];
    for (const body of bodies) expect(scrubBody(body, '/')).toBe(body);
    const path = `/eks/eu-west-1/111122223333/clusters?nextToken=${encodeURIComponent(token)}`;
    expect(scrubPath(path)).toBe(path);
    expect(scrubBody(JSON.stringify({ items: [{ nextToken: secret }] }), '/')).not.toContain(secret);
  });

  it('asks for a redacted value as it was asked for the real one', () => {
    const ask = (id: string) => `Action=GetAccessKeyLastUsed&Version=2010-05-08&AccessKeyId=${encodeURIComponent(id)}`;
    expect(scrubBody(ask('<redacted>'), '/')).toBe(scrubBody(ask(`AK${'IA'}ABCDEFGHIJKLMNOP`), '/'));
    expect(scrubPath('/a?nextToken=<redacted>')).toBe(scrubPath('/a?nextToken=%3Credacted%3E'));
  });
});

describe('scrubBody of any XML', () => {
  const name = fc.constantFrom('userData', 'value', 'item', 'Key', 'Value', 'password', 'note', 'ns:token', 'member');
  const text = fc.string({
    unit: fc.constantFrom(
      '&lt;',
      '&amp;',
      '&#65;',
      ' ',
      'x',
      '12',
      'password=',
      '"',
      '{"a":',
      'token: ',
      '<![CDATA[',
      ']]>',
    ),
    maxLength: 6,
  });
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      text,
      fc
        .tuple(name, fc.array(tie('node'), { maxLength: 3 }), fc.boolean())
        .map(([tag, inner, isCut]) => `<${tag}>${inner.join('')}${isCut ? '' : `</${tag}>`}`),
    ),
  }));

  it('keeps elements, changes nothing the second time, and keeps nothing under a telling name', () => {
    fc.assert(
      fc.property(node, fc.constantFrom('userData', 'masterUserPassword', 'preSharedKey'), (inner, telling) => {
        const body = `<r>${inner}<${telling}>${secret}</${telling}></r>`;
        const clean = scrubBody(body, '/');
        if (!inner.includes('CDATA')) {
          expect(clean).not.toContain(secret);
          expect(tagsOf(clean)).toEqual(tagsOf(body));
        }
        expect(scrubBody(clean, '/')).toBe(clean);
      }),
      { seed: 7, numRuns: 1500 },
    );
  });

  it.each(['<a>', '<', '<a "', '</a>', '<a><b></a>', '<!--', '<![CDATA[', '&lt;a', '<a b="', '<a b=c '])(
    'takes time in proportion to %j again and again',
    (part) => {
      const body = `<r>${part.repeat(Math.ceil(300_000 / part.length))}`;
      const started = performance.now();
      scrubBody(body, '/');
      expect(performance.now() - started).toBeLessThan(3000);
    },
  );
});
