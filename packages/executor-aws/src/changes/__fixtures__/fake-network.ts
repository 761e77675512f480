import type { FakeWorld, Handler } from './fake-world.ts';
import { account, filtered, listed, tagsIn, tagXml } from './fake-xml.ts';

let made = 0;

/** Operations on networks, their routes and endpoints. */
export function networkHandlers(world: FakeWorld): Readonly<Record<string, Handler>> {
  const items = (texts: readonly string[]): string => texts.map((text) => `<item>${text}</item>`).join('');
  return {
    DescribeVpcs: (form) =>
      `<vpcSet>${items(filtered(form).map((id) => `<vpcId>${id}</vpcId><ownerId>${account}</ownerId>`))}</vpcSet>`,
    DescribeRouteTables: (form) => {
      const values = filtered(form);
      const found = world.tables.filter(({ id }) => values.includes(id) || values.includes('vpc-1'));
      const xml = found.map(({ id, subnets, routes }) => {
        const route = Object.entries(routes).map(
          ([to, nat]) => `<destinationCidrBlock>${to}</destinationCidrBlock><natGatewayId>${nat}</natGatewayId>`,
        );
        return `<routeTableId>${id}</routeTableId><vpcId>vpc-1</vpcId><routeSet>${items(route)}</routeSet><associationSet>${items(subnets.map((subnet) => `<subnetId>${subnet}</subnetId>`))}</associationSet>`;
      });
      return `<routeTableSet>${items(xml)}</routeTableSet>`;
    },
    DescribeSubnets: () =>
      `<subnetSet>${items(Object.entries(world.zones).map(([id, zone]) => `<subnetId>${id}</subnetId><availabilityZone>${zone}</availabilityZone>`))}</subnetSet>`,
    DescribeNatGateways: () =>
      `<natGatewaySet>${items(Object.entries(world.nats).map(([id, subnet]) => `<natGatewayId>${id}</natGatewayId><subnetId>${subnet}</subnetId><state>available</state>`))}</natGatewaySet>`,
    ReplaceRoute: (form) => {
      const [table, to, nat] = [
        form.get('RouteTableId'),
        form.get('DestinationCidrBlock') ?? '',
        form.get('NatGatewayId') ?? '',
      ];
      world.tables = world.tables.map((one) =>
        one.id === table ? { ...one, routes: { ...one.routes, [to]: nat } } : one,
      );
      return '<return>true</return>';
    },
    DescribeVpcEndpoints: () => {
      const xml = world.endpoints.map(
        ({ id, service, tables, tags }) =>
          `<vpcEndpointId>${id}</vpcEndpointId><serviceName>${service}</serviceName><state>available</state><routeTableIdSet>${items(tables)}</routeTableIdSet>${tagXml(tags)}`,
      );
      return `<vpcEndpointSet>${items(xml)}</vpcEndpointSet>`;
    },
    CreateVpcEndpoint: (form) => {
      made += 1;
      const service = form.get('ServiceName') ?? '';
      const endpoint = { id: `vpce-new${made}`, service, tables: listed(form, 'RouteTableId'), tags: tagsIn(form) };
      world.endpoints = [...world.endpoints, endpoint];
      return `<vpcEndpoint><vpcEndpointId>${endpoint.id}</vpcEndpointId></vpcEndpoint>`;
    },
    ModifyVpcEndpoint: (form) => {
      const [added, removed] = [listed(form, 'AddRouteTableId'), listed(form, 'RemoveRouteTableId')];
      world.endpoints = world.endpoints.map((one) => {
        const tables = [...one.tables.filter((table) => !removed.includes(table)), ...added];
        return one.id === form.get('VpcEndpointId') ? { ...one, tables } : one;
      });
      return '<return>true</return>';
    },
    DeleteVpcEndpoints: (form) => {
      const ids = listed(form, 'VpcEndpointId');
      world.endpoints = world.endpoints.filter(({ id }) => !ids.includes(id));
      return '<unsuccessful/>';
    },
  };
}
