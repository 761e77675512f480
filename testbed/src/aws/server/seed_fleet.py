"""Fills one account and region with many groups, rules and interfaces inside moto: over HTTP it would take minutes."""

import random
import time

from moto.ec2.models import ec2_backends

#: Ports that rules open, most of them to private addresses, as in a large account that grew for years.
ports = [22, 80, 443, 3306, 3389, 5432, 6379, 8080, 8443, 9200, 11211, 27017]
private_sources = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "10.20.0.0/16", "100.64.0.0/10"]
vpc_count = 20


def create_network(backend, index):
    vpc = backend.create_vpc(f"10.{index}.0.0/16")
    gateway = backend.create_internet_gateway()
    backend.attach_internet_gateway(gateway.id, vpc.id)
    table = backend.create_route_table(vpc.id)
    backend.create_route(table.id, "0.0.0.0/0", gateway_id=gateway.id)
    zone = f"{backend.region_name}a"
    public = backend.create_subnet(vpc.id, f"10.{index}.0.0/18", availability_zone=zone)
    private = backend.create_subnet(vpc.id, f"10.{index}.64.0/18", availability_zone=zone)
    backend.associate_route_table(table.id, subnet_id=public.id)
    return vpc, public, private


def choose_rule(chance, number):
    port = chance.choice(ports)
    share = chance.random()
    if share < 0.02:
        source = {"CidrIp": "0.0.0.0/0"}
    elif share < 0.03:
        source = {"CidrIpv6": "::/0"}
    elif share < 0.05:
        source = {"CidrIp": f"{chance.randint(11, 99)}.{chance.randint(0, 255)}.{number % 256}.0/24"}
    else:
        source = {"CidrIp": chance.choice(private_sources)}
    source["Description"] = f"rule {number}"
    return port, source


def add_rules(backend, group, count, chance):
    """Authorizes `count` ingress rules that differ from each other."""
    for number in range(count):
        port, source = choose_rule(chance, number)
        backend.authorize_security_group_ingress(
            group_name_or_id=group.id,
            ip_protocol="tcp",
            from_port=port + number * 100,
            to_port=port + number * 100,
            ip_ranges=[source],
            vpc_id=group.vpc_id,
        )


def seed(options):
    """Seeds `{account, region, groups, rules, interfaces, seed?}`; `rules` counts ingress rules.

    Returns what was made and how long it took.
    """
    begun = time.monotonic()
    backend = ec2_backends[options["account"]][options["region"]]
    chance = random.Random(options.get("seed", 1))
    networks = [create_network(backend, index) for index in range(vpc_count)]
    wanted, rules = options["groups"], options["rules"]
    each, more = divmod(rules, max(wanted, 1))
    groups = []
    for number in range(wanted):
        vpc, _, _ = networks[number % vpc_count]
        group = backend.create_security_group(f"fleet-{number:05}", "part of a fleet", vpc_id=vpc.id, force=True)
        add_rules(backend, group, each + (1 if number < more else 0), chance)
        groups.append(group)
    for number in range(options["interfaces"]):
        _, public, private = networks[number % vpc_count]
        own = groups[number % len(groups)]
        eni = backend.create_network_interface(
            public if chance.random() < 0.3 else private,
            private_ip_address=f"10.{number % vpc_count}.{number // 250 % 64}.{number % 250 + 4}",
            group_ids=[own.id],
            description="part of a fleet",
        )
        if chance.random() < 0.2:
            address = backend.allocate_address("vpc")
            address.eni = eni
            eni.public_ip = address.public_ip
    return {"groups": wanted, "rules": rules, "interfaces": options["interfaces"], "seconds": time.monotonic() - begun}
