"""What EC2 does and moto 5.2 does not, computed from moto's own state and added to its classes."""

from datetime import datetime, timezone

from moto.core.responses import ActionResult
from moto.core.utils import aws_api_matches
from moto.ec2.exceptions import (
    DependencyViolationError,
    EC2ClientError,
    InvalidParameterValueError,
    MissingParameterError,
)
from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models import elastic_ip_addresses
from moto.ec2.models.flow_logs import FlowLogsBackend
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupBackend, SecurityGroupRule
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.responses import EC2Response
from moto.ec2.utils import random_public_ip
from moto.iam import models as iam_models
from moto.kafka.models import FakeKafkaCluster
from moto.logs.models import logs_backends

#: By (account, region): what BlockPublicAccess is set to, and which VPCs a group is associated with besides its own.
public_access = {}
associations = {}


def all_groups(backend):
    return [group for groups in backend.groups.values() for group in groups.values()]


def find_group(account, region, group_id):
    return ec2_backends[account][region].get_security_group_from_id(group_id)


def active_peerings(backend):
    """Each active peering as (id, one VPC, the other); a peering is kept by both sides, so it is seen from either."""
    return [
        (peering.id, peering.vpc.id, peering.peer_vpc.id)
        for peering in backend.vpc_pcxs.values()
        if peering._status.code == "active"
    ]


def are_peered(backend, one, other):
    return any({one, other} == {left, right} for _, left, right in active_peerings(backend))


def is_stale(backend, group, pair):
    """A reference is stale when its group is gone, or lies in a VPC that is no longer peered with this one.

    Of another account's group nothing is known here, so that a reference to it is not called stale.
    """
    if pair.get("UserId") not in (None, backend.account_id):
        return False
    target = find_group(backend.account_id, backend.region_name, pair["GroupId"])
    if target is None:
        return True
    return target.vpc_id != group.vpc_id and not are_peered(backend, group.vpc_id, target.vpc_id)


def stale_permissions(backend, group, rules):
    found = []
    for rule in rules:
        if not rule.source_group.get("GroupId") or not is_stale(backend, group, rule.source_group):
            continue
        pair = {key: rule.source_group[key] for key in ("GroupId", "UserId") if rule.source_group.get(key)}
        permission = {"IpProtocol": rule.ip_protocol, "UserIdGroupPairs": [pair]}
        if rule.from_port is not None:
            permission.update({"FromPort": rule.from_port, "ToPort": rule.to_port})
        found.append(permission)
    return found


def describe_stale_security_groups(self):
    vpc_id = self._get_param("VpcId")
    if not vpc_id:
        raise MissingParameterError("VpcId")
    backend = self.ec2_backend
    backend.get_vpc(vpc_id) or backend.raise_error("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")
    found = []
    for group in backend.groups.get(vpc_id, {}).values():
        ingress = stale_permissions(backend, group, group.ingress_rules)
        egress = stale_permissions(backend, group, group.egress_rules)
        if ingress or egress:
            found.append(
                {
                    "GroupId": group.id,
                    "GroupName": group.name,
                    "Description": group.description,
                    "VpcId": vpc_id,
                    "StaleIpPermissions": ingress,
                    "StaleIpPermissionsEgress": egress,
                }
            )
    return ActionResult({"StaleSecurityGroupSet": found})


def describe_security_group_references(self):
    wanted = self._get_param("GroupId", [])
    backend = self.ec2_backend
    found = []
    for group_id in wanted:
        own = backend.get_security_group_from_id(group_id)
        if own is None:
            backend.raise_error("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
        for peering_id, left, right in active_peerings(backend):
            if own.vpc_id not in (left, right):
                continue
            other = right if own.vpc_id == left else left
            if vpc_refers_to(other, group_id):
                found.append(
                    {"GroupId": group_id, "ReferencingVpcId": other, "VpcPeeringConnectionId": peering_id}
                )
    return ActionResult({"SecurityGroupReferenceSet": found})


def vpc_refers_to(vpc_id, group_id):
    """Looks in every account and region, since a peer may be another's."""
    for regions in list(ec2_backends.values()):
        for backend in list(regions.values()):
            for group in backend.groups.get(vpc_id, {}).values():
                rules = [*group.ingress_rules, *group.egress_rules]
                if any(rule.source_group.get("GroupId") == group_id for rule in rules):
                    return True
    return False


def associated(self):
    return associations.setdefault((self.current_account, self.region), {})


def describe_security_group_vpc_associations(self):
    filters = {entry["Name"]: entry["Values"] for entry in self._get_param("Filters", [])}
    known = {"group-id", "vpc-id", "group-owner-id", "vpc-owner-id", "state"}
    for name in filters.keys() - known:
        raise InvalidParameterValueError(name)
    account = self.current_account
    found = []
    for group_id, vpc_id in sorted(associated(self)):
        item = {"GroupId": group_id, "VpcId": vpc_id, "State": "associated"}
        item.update({"GroupOwnerId": account, "VpcOwnerId": account})
        keys = {"group-id": "GroupId", "vpc-id": "VpcId", "state": "State"}
        keys.update({"group-owner-id": "GroupOwnerId", "vpc-owner-id": "VpcOwnerId"})
        if all(item[keys[name]] in values for name, values in filters.items()):
            found.append(item)
    return ActionResult({"SecurityGroupVpcAssociations": found})


def associate_security_group_vpc(self):
    self.error_on_dryrun()
    associated(self)[(self._get_param("GroupId"), self._get_param("VpcId"))] = True
    return ActionResult({"State": "associating"})


def disassociate_security_group_vpc(self):
    self.error_on_dryrun()
    associated(self).pop((self._get_param("GroupId"), self._get_param("VpcId")), None)
    return ActionResult({"State": "disassociating"})


def get_security_groups_for_vpc(self):
    vpc_id = self._get_param("VpcId")
    extra = {group_id for group_id, vpc in associated(self) if vpc == vpc_id}
    groups = [group for group in all_groups(self.ec2_backend) if group.vpc_id == vpc_id or group.id in extra]
    found = [
        {
            "GroupId": group.id,
            "GroupName": group.name,
            "Description": group.description,
            "OwnerId": group.owner_id,
            "PrimaryVpcId": group.vpc_id,
            "Tags": group.get_tags(),
        }
        for group in groups
    ]
    return ActionResult({"SecurityGroupForVpcs": found})


def block_public_access(self):
    mode = public_access.get((self.current_account, self.region), "off")
    return {
        "VpcBlockPublicAccessOptions": {
            "AwsAccountId": self.current_account,
            "AwsRegion": self.region,
            "State": "default-state" if mode == "off" else "update-complete",
            "InternetGatewayBlockMode": mode,
            "ManagedBy": "account",
            "ExclusionsAllowed": "allowed",
        }
    }


def describe_vpc_block_public_access_options(self):
    return ActionResult(block_public_access(self))


def modify_vpc_block_public_access_options(self):
    self.error_on_dryrun()
    mode = self._get_param("InternetGatewayBlockMode")
    if mode not in ("off", "block-bidirectional", "block-ingress"):
        raise InvalidParameterValueError(mode)
    public_access[(self.current_account, self.region)] = mode
    return ActionResult(block_public_access(self))


def describe_vpc_block_public_access_exclusions(self):
    return ActionResult({"VpcBlockPublicAccessExclusions": []})


def accumulating(direction):
    """moto answers with the rules of the last permission only."""
    name = f"authorize_security_group_{direction}"

    def authorize(self):
        self.error_on_dryrun()
        added = []
        for given in self._process_rules_from_querystring():
            rules, _ = getattr(self.ec2_backend, name)(**given)
            added.extend(rules)
        return ActionResult({"Return": True, "SecurityGroupRules": added})

    return authorize


def rule_filter(direction, read):
    def matches(self, values):
        rules = getattr(self, f"{direction}_rules")
        return any(aws_api_matches(value, read(rule) or "") for value in values for rule in rules)

    return matches


def delete_group(original):
    """EC2 refuses to delete a group that an interface or another group of its VPC uses."""

    def delete(self, vpc_id, group_id):
        own = self.groups[vpc_id or self.default_vpc.id][group_id]
        used = any(group.id == group_id for eni in self.enis.values() for group in eni.group_set)
        referenced = any(
            rule.source_group.get("GroupId") == group_id
            for group in self.groups[own.vpc_id].values()
            if group.id != group_id
            for rule in [*group.ingress_rules, *group.egress_rules]
        )
        if used or referenced:
            raise DependencyViolationError(f"resource {group_id} has a dependent object")
        return original(self, vpc_id, group_id)

    return delete


def add_source_group(original):
    """A pair that names another account is taken as EC2 takes it for a peer: the group is looked up there."""

    def add(self, source_groups, vpc_id):
        own, foreign = [], []
        for pair in source_groups or []:
            other = pair.get("UserId")
            (foreign if other and other != self.account_id else own).append(pair)
        for pair in foreign:
            pair.setdefault("OwnerId", pair["UserId"])
        return [*original(self, own, vpc_id), *foreign]

    return add


def strict_filter(original):
    """An unknown filter is an error of the caller; moto fails on it."""

    def matches(self, key, values):
        try:
            return original(self, key, values)
        except (AttributeError, KeyError):
            raise EC2ClientError("InvalidParameterValue", f"The filter '{key}' is invalid") from None

    return matches


def keep_description(original):
    """moto drops the description of a rule whose source is a prefix list or a group."""

    def create(self, *given, **named):
        original(self, *given, **named)
        group, prefix_list = [*given, None, None, None][6:8] if len(given) > 6 else (None, None)
        source = prefix_list or group or named.get("prefix_list_id") or named.get("source_group") or {}
        self.other_description = source.get("Description")

    return create


def describe_rule(self):
    return self.ip_range.get("Description") or getattr(self, "other_description", None)


def state_zone(original):
    """moto writes times without a zone, which RFC 3339 does not allow and the SDK refuses."""

    def create(self, *given, **named):
        original(self, *given, **named)
        self.creation_time = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

    return create


def make_log_group(original):
    """EC2 makes the log group that flow logs go to; without one moto reports that delivery failed."""

    def create(self, *given, **named):
        name = named.get("log_group_name")
        logs = logs_backends[self.account_id][self.region_name]
        if name and name not in logs.groups:
            logs.create_log_group(name, {})
        return original(self, *given, **named)

    return create


def without_groups(original):
    """The interface of a NAT gateway is in no group; moto puts it into the default one."""

    def create(self, *given, **named):
        original(self, *given, **named)
        self._eni._group_set = []

    return create


def with_acls(original):
    """A VPC takes its NACLs with it; moto leaves the default one behind."""

    def delete(self, vpc_id):
        deleted = original(self, vpc_id)
        for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id]:
            del self.network_acls[acl.id]
        return deleted

    return delete


def install():
    """Adds everything to moto; to be called once, before the first request."""
    for operation in (
        describe_stale_security_groups,
        describe_security_group_references,
        describe_security_group_vpc_associations,
        associate_security_group_vpc,
        disassociate_security_group_vpc,
        get_security_groups_for_vpc,
        describe_vpc_block_public_access_options,
        modify_vpc_block_public_access_options,
        describe_vpc_block_public_access_exclusions,
    ):
        setattr(EC2Response, operation.__name__, operation)
    for direction in ("ingress", "egress"):
        setattr(EC2Response, f"authorize_security_group_{direction}", accumulating(direction))
        prefix = "filter_ip_permission" if direction == "ingress" else "filter_egress__ip_permission"
        setattr(SecurityGroup, f"{prefix}__ipv6_cidr", rule_filter(direction, lambda rule: rule.cidr_ipv6))
        setattr(SecurityGroup, f"{prefix}__prefix_list_id", rule_filter(direction, lambda rule: rule.prefix_list_id))
    SecurityGroupRule.__init__ = keep_description(SecurityGroupRule.__init__)
    SecurityGroupRule.description = property(describe_rule)
    # Every call for credentials makes a key; AWS allows two for a user.
    iam_models.LIMIT_KEYS_PER_USER = 10_000
    NatGateway.__init__ = without_groups(NatGateway.__init__)
    VPCBackend.delete_vpc = with_acls(VPCBackend.delete_vpc)
    FlowLogsBackend.create_flow_logs = make_log_group(FlowLogsBackend.create_flow_logs)
    # Its own addresses are of 127.0.0.0/8, which nobody reaches.
    elastic_ip_addresses.random_ip = random_public_ip
    FakeKafkaCluster.__init__ = state_zone(FakeKafkaCluster.__init__)
    for kind in (SecurityGroup, SecurityGroupRule):
        kind.matches_filter = strict_filter(kind.matches_filter)
    SecurityGroupBackend._delete_security_group = delete_group(SecurityGroupBackend._delete_security_group)
    SecurityGroupBackend._add_source_group = add_source_group(SecurityGroupBackend._add_source_group)
    assert issubclass(EC2Backend, SecurityGroupBackend)
