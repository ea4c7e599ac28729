//! What places a resource in the network: VPCs, subnets, route tables and the gateways behind their
//! routes.

use crate::normalize::map::index::Index;
use crate::normalize::map::remade::without;
use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::normalize::tables::network::references::{SUBNET, VPC_REF};
use crate::value::{Data, Entry, Reference, Value};
use std::sync::Arc;

const ROUTE_TABLE: Rule = Rule::Ref(&["ec2.route_table"]);

/// The rows of a route, which has one destination and one target.
const fn routes(destination: &'static str) -> [Field; 12] {
    [
        two(
            "destination",
            destination,
            "DestinationCidrBlock | DestinationIpv6CidrBlock | DestinationPrefixListId",
            Rule::Id,
        ),
        // An internet gateway, a virtual private gateway, or the word `local`.
        two("gateway", "gateway_id", "GatewayId", Rule::Ref(&["ec2.internet_gateway"])),
        two("nat_gateway", "nat_gateway_id", "NatGatewayId", Rule::Ref(&["ec2.nat_gateway"])),
        two(
            "egress_only_gateway",
            "egress_only_gateway_id",
            "EgressOnlyInternetGatewayId",
            Rule::Ref(&["ec2.egress_only_internet_gateway"]),
        ),
        two("transit_gateway", "transit_gateway_id", "TransitGatewayId", Rule::Id),
        two(
            "vpc_peering_connection",
            "vpc_peering_connection_id",
            "VpcPeeringConnectionId",
            Rule::Id,
        ),
        two("vpc_endpoint", "vpc_endpoint_id", "VpcEndpointId", Rule::Ref(&["ec2.vpc_endpoint"])),
        two("network_interface", "network_interface_id", "NetworkInterfaceId", Rule::Id),
        two("instance", "instance_id", "InstanceId", Rule::Ref(&["ec2.instance"])),
        two("carrier_gateway", "carrier_gateway_id", "CarrierGatewayId", Rule::Id),
        two("local_gateway", "local_gateway_id", "LocalGatewayId", Rule::Id),
        two("core_network", "core_network_arn", "CoreNetworkArn", Rule::Id),
    ]
}

/// An inline route of Terraform spells the destination shorter than `aws_route` does.
const ROUTES: &[Field] = &routes(
    "cidr_block | ipv6_cidr_block | destination_cidr_block | destination_ipv6_cidr_block | destination_prefix_list_id",
);
const MAIN_ROUTES: &[Field] =
    &routes("destination_cidr_block | destination_ipv6_cidr_block | destination_prefix_list_id");

const VPC: &[Field] = &[
    two("cidr_block", "=", "CidrBlock", Rule::Id),
    two(
        "further_cidr_blocks",
        "aws_vpc_ipv4_cidr_block_association:cidr_block",
        "AWS::EC2::VPCCidrBlock:CidrBlock",
        Rule::Many(&Rule::Id),
    ),
    // Which table its subnets have that name none, and the routes added to the one it is made with.
    two("main_route_table", "aws_main_route_table_association:route_table_id", "", ROUTE_TABLE),
    two("main_routes", "aws_route:", "", Rule::Objects(MAIN_ROUTES)).unread(),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const SUBNET_FIELDS: &[Field] = &[
    two("vpc", "vpc_id", "VpcId", VPC_REF),
    two("cidr_block", "=", "CidrBlock", Rule::Id),
    two("ipv6_cidr_block", "=", "Ipv6CidrBlock", Rule::Id),
    two("availability_zone", "=", "AvailabilityZone", Rule::Id),
    two("map_public_ip_on_launch", "=", "MapPublicIpOnLaunch", Rule::Bool).good("false"),
    two("assign_ipv6_address_on_creation", "=", "AssignIpv6AddressOnCreation", Rule::Bool)
        .good("false"),
    // Its own one; without, it has the main one of its VPC.
    two(
        "route_table",
        "aws_route_table_association:route_table_id",
        "AWS::EC2::SubnetRouteTableAssociation:RouteTableId",
        ROUTE_TABLE,
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const TABLE: &[Field] = &[
    two("vpc", "vpc_id", "VpcId", VPC_REF),
    two("main", "aws_main_route_table_association:", "", Rule::Present),
    two("routes", "route | aws_route:", "AWS::EC2::Route:", Rule::Objects(ROUTES)).unread(),
    two(
        "subnets",
        "aws_route_table_association:subnet_id",
        "AWS::EC2::SubnetRouteTableAssociation:SubnetId",
        Rule::Many(&SUBNET),
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The VPC whose default table it is.
const OF_VPC: Field = two("vpc", "default_route_table_id", "", VPC_REF);

/// The table that a VPC is made with is its main one. A route says nothing of the table it is in.
fn route_table(walk: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(routes) = entries.get_mut("routes") {
        routes.value = without(&routes.value, &["route_table_id"]);
        find_gateways(walk.index, &mut routes.value);
    }
    if walk.resource.source_type != "aws_default_route_table" {
        return;
    }
    let main = Value::bool(true, walk.resource.place.span);
    entries.entry(Arc::from("main")).or_insert(Entry { key: None, value: main });
    // An id tells nothing of the VPC.
    if let Some(vpc) = walk.extra(&OF_VPC)
        && (vpc.as_str().is_none() || !vpc.references().is_empty())
    {
        entries.insert(Arc::from("vpc"), Entry { key: None, value: vpc });
    }
}

/// Targets of routes that a unit has tables of, and their types.
const GATEWAYS: [(&str, &str); 3] = [
    ("gateway", "ec2.internet_gateway"),
    ("nat_gateway", "ec2.nat_gateway"),
    ("egress_only_gateway", "ec2.egress_only_internet_gateway"),
];

/// A plan says what inline routes refer to for all of them together: a gateway that is made later is
/// the one of its type, where there is one.
fn find_gateways(index: &Index<'_>, routes: &mut Value) {
    let references = routes.references().to_vec();
    let Data::List(list) = &mut routes.data else { return };
    if references.is_empty() {
        return;
    }
    for (name, ty) in GATEWAYS {
        let is_own = |reference: &&Reference| {
            let found = index.find(&reference.to);
            found
                .and_then(|found| index.shapes().of_source(&found.source_type))
                .is_some_and(|shape| shape.ty == ty)
        };
        let mut own: Vec<Reference> = references.iter().filter(is_own).cloned().collect();
        own.dedup_by(|one, other| one.to == other.to);
        if own.len() != 1 {
            continue;
        }
        for route in &mut Arc::make_mut(list).items {
            let Data::Map(map) = &mut route.data else { continue };
            let Some(entry) = Arc::make_mut(map).entries.get_mut(name) else { continue };
            if entry.value.as_unknown().is_some() && entry.value.references().is_empty() {
                entry.value.refs = Some(Arc::from(own.as_slice()));
            }
        }
    }
}

fn vpc(_: &mut Walk<'_>, entries: &mut Entries) {
    if let Some(routes) = entries.get_mut("main_routes") {
        routes.value = without(&routes.value, &["route_table_id"]);
    }
}

const INTERNET_GATEWAY: &[Field] = &[
    two(
        "vpc",
        "vpc_id | aws_internet_gateway_attachment:vpc_id",
        "AWS::EC2::VPCGatewayAttachment:VpcId",
        VPC_REF,
    ),
    two("tags", "=", "Tags", Rule::FreeMap),
];
const EGRESS_ONLY_GATEWAY: &[Field] =
    &[two("vpc", "vpc_id", "VpcId", VPC_REF), two("tags", "=", "Tags", Rule::FreeMap)];
const NAT_GATEWAY: &[Field] = &[
    two("subnet", "subnet_id", "SubnetId", SUBNET),
    two("vpc", "vpc_id", "VpcId", VPC_REF),
    two("connectivity_type", "=", "ConnectivityType", Rule::Lower),
    two("allocation_id", "=", "AllocationId", Rule::Id),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "ec2.route_table",
        &["aws_route_table", "aws_default_route_table", "AWS::EC2::RouteTable"],
        "",
        TABLE,
    )
    .satellites(&[
        satellite("aws_route", "route_table_id"),
        satellite("aws_route_table_association", "route_table_id"),
        satellite("aws_main_route_table_association", "route_table_id"),
        satellite("AWS::EC2::Route", "RouteTableId"),
        satellite("AWS::EC2::SubnetRouteTableAssociation", "RouteTableId"),
    ])
    .finish(route_table),
    Table::new(
        "ec2.subnet",
        &["aws_subnet", "aws_default_subnet", "AWS::EC2::Subnet"],
        "",
        SUBNET_FIELDS,
    )
    .satellites(&[
        satellite("aws_route_table_association", "subnet_id"),
        satellite("AWS::EC2::SubnetRouteTableAssociation", "SubnetId"),
    ]),
    Table::new(
        "ec2.internet_gateway",
        &["aws_internet_gateway", "AWS::EC2::InternetGateway"],
        "",
        INTERNET_GATEWAY,
    )
    .satellites(&[
        satellite("aws_internet_gateway_attachment", "internet_gateway_id"),
        satellite("AWS::EC2::VPCGatewayAttachment", "InternetGatewayId"),
    ]),
    Table::new(
        "ec2.egress_only_internet_gateway",
        &["aws_egress_only_internet_gateway", "AWS::EC2::EgressOnlyInternetGateway"],
        "",
        EGRESS_ONLY_GATEWAY,
    ),
    Table::new("ec2.nat_gateway", &["aws_nat_gateway", "AWS::EC2::NatGateway"], "", NAT_GATEWAY),
    // Behind the route tables: what names none of the unit belongs to one elsewhere.
    Table::new("ec2.vpc", &["aws_vpc", "aws_default_vpc", "AWS::EC2::VPC"], "", VPC)
        .satellites(&[
            satellite("aws_vpc_ipv4_cidr_block_association", "vpc_id"),
            satellite("aws_main_route_table_association", "vpc_id"),
            satellite("aws_route", "route_table_id"),
            satellite("AWS::EC2::VPCCidrBlock", "VpcId"),
        ])
        .finish(vpc),
];

#[cfg(test)]
mod tests;
