/** What the ids of a path's hops begin with, and the type of resource that they name. */
const componentTypes: readonly (readonly [string, string])[] = [
  ['igw-', 'AWS::EC2::InternetGateway'],
  ['rtb-', 'AWS::EC2::RouteTable'],
  ['acl-', 'AWS::EC2::NetworkAcl'],
  ['subnet-', 'AWS::EC2::Subnet'],
  ['eni-', 'AWS::EC2::NetworkInterface'],
  ['sg-', 'AWS::EC2::SecurityGroup'],
  ['i-', 'AWS::EC2::Instance'],
  ['vpc-', 'AWS::EC2::VPC'],
];

/** ASFF, NetworkPath: an id and a type have at most 32 characters. */
const longest = 32;

/** The hops that are resources of AWS, as ASFF's `NetworkPath`; other hops (`internet`, `tcp/22`) have no place in it. */
export function networkPath(hops: readonly string[]): readonly object[] {
  return hops.flatMap((text) => {
    // A hop may say more than its id: `rtb-1 0.0.0.0/0`, `acl-1 rule 100`.
    const [hop = ''] = text.split(' ', 1);
    const known = componentTypes.find(([prefix]) => hop.startsWith(prefix));
    if (known === undefined || hop.length > longest || !/^[a-z]+-[0-9a-z]+$/.test(hop)) return [];
    return [{ ComponentId: hop, ComponentType: known[1] }];
  });
}
