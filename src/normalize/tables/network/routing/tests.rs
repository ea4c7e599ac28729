use crate::normalize::tests::{Fixture, one};
use serde_json::{Value as J, json};

fn printed(resources: &[(&str, &str, J)]) -> J {
    let mut fixture = Fixture::new("x");
    for (ty, name, values) in resources {
        fixture.add(ty, name, values);
    }
    fixture.printed()["resources"].clone()
}

fn to(address: &str, attribute: &str) -> J {
    json!({"$ref": [address, attribute]})
}

#[test]
fn subnets_and_gateways_read_alike() {
    for (terraform, own, cloudformation, other, ty) in [
        (
            "aws_subnet",
            json!({"vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24", "availability_zone": "eu-west-1a", "map_public_ip_on_launch": true, "ipv6_cidr_block": "2001:db8::/64", "assign_ipv6_address_on_creation": false, "tags": {"Tier": "web"}}),
            "AWS::EC2::Subnet",
            json!({"VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-west-1a", "MapPublicIpOnLaunch": "true", "Ipv6CidrBlock": "2001:db8::/64", "AssignIpv6AddressOnCreation": false, "Tags": [{"Key": "Tier", "Value": "web"}]}),
            "ec2.subnet",
        ),
        (
            "aws_nat_gateway",
            json!({"subnet_id": "subnet-1", "allocation_id": "eipalloc-1", "connectivity_type": "public"}),
            "AWS::EC2::NatGateway",
            json!({"SubnetId": "subnet-1", "AllocationId": "eipalloc-1", "ConnectivityType": "public"}),
            "ec2.nat_gateway",
        ),
        (
            "aws_egress_only_internet_gateway",
            json!({"vpc_id": "vpc-1"}),
            "AWS::EC2::EgressOnlyInternetGateway",
            json!({"VpcId": "vpc-1"}),
            "ec2.egress_only_internet_gateway",
        ),
    ] {
        let (own, other) = (one(terraform, &own), one(cloudformation, &other));
        assert_eq!(own["values"], other["values"], "{ty}");
        assert_eq!((&own["type"], &other["type"]), (&json!(ty), &json!(ty)));
    }
}

#[test]
fn a_table_has_its_routes_and_subnets_however_they_are_written() {
    let route = json!({"destination": "0.0.0.0/0", "gateway": "igw-1"});
    let inline = one(
        "aws_route_table",
        // As a plan has it: what is not given is the empty string.
        &json!({"vpc_id": "vpc-1", "route": [{"cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "gateway_id": "igw-1", "nat_gateway_id": ""}]}),
    );
    assert_eq!(inline["values"], json!({"vpc": "vpc-1", "routes": [route]}));
    let terraform = printed(&[
        ("aws_route_table", "t", json!({"vpc_id": "vpc-1"})),
        ("aws_subnet", "s", json!({"vpc_id": "vpc-1"})),
        (
            "aws_route",
            "r",
            json!({"route_table_id": to("aws_route_table.t", "id"), "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}),
        ),
        (
            "aws_route_table_association",
            "a",
            json!({"route_table_id": to("aws_route_table.t", "id"), "subnet_id": to("aws_subnet.s", "id")}),
        ),
    ]);
    let cloudformation = printed(&[
        ("AWS::EC2::RouteTable", "T", json!({"VpcId": "vpc-1"})),
        ("AWS::EC2::Subnet", "S", json!({"VpcId": "vpc-1"})),
        (
            "AWS::EC2::Route",
            "R",
            json!({"RouteTableId": to("T", ""), "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}),
        ),
        (
            "AWS::EC2::SubnetRouteTableAssociation",
            "A",
            json!({"RouteTableId": to("T", ""), "SubnetId": to("S", "")}),
        ),
    ]);
    for (found, table, subnet) in
        [(&terraform, "aws_route_table.t", "aws_subnet.s"), (&cloudformation, "T", "S")]
    {
        assert_eq!(found[table]["type"], "ec2.route_table");
        assert_eq!(found[table]["values"]["routes"], json!([route]));
        assert_eq!(found[table]["refs"]["/subnets/0"][0]["to"], subnet);
        assert_eq!(found[subnet]["refs"]["/route_table"][0]["to"], table);
    }
}

#[test]
fn the_main_table_of_a_vpc_is_known() {
    let found = printed(&[
        ("aws_vpc", "v", json!({"cidr_block": "10.0.0.0/16"})),
        (
            "aws_default_route_table",
            "d",
            json!({"default_route_table_id": to("aws_vpc.v", "default_route_table_id"), "route": [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": to("aws_nat_gateway.n", "id")}]}),
        ),
        ("aws_nat_gateway", "n", json!({"subnet_id": "subnet-1"})),
        ("aws_default_route_table", "other", json!({"default_route_table_id": "rtb-1"})),
        ("aws_route_table", "t", json!({"vpc_id": to("aws_vpc.w", "id")})),
        ("aws_vpc", "w", json!({})),
        (
            "aws_main_route_table_association",
            "m",
            json!({"vpc_id": to("aws_vpc.w", "id"), "route_table_id": to("aws_route_table.t", "id")}),
        ),
        (
            "aws_route",
            "r",
            json!({"route_table_id": to("aws_vpc.v", "main_route_table_id"), "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}),
        ),
        (
            "aws_vpc_ipv4_cidr_block_association",
            "c",
            json!({"vpc_id": to("aws_vpc.v", "id"), "cidr_block": "10.1.0.0/16"}),
        ),
    ]);
    let default = &found["aws_default_route_table.d"];
    assert_eq!(default["values"]["main"], true);
    assert_eq!(default["refs"]["/vpc"][0]["to"], "aws_vpc.v");
    assert_eq!(default["refs"]["/routes/0/nat_gateway"][0]["to"], "aws_nat_gateway.n");
    assert!(found["aws_default_route_table.other"]["values"].get("vpc").is_none());
    assert_eq!(found["aws_route_table.t"]["values"]["main"], true);
    assert_eq!(found["aws_vpc.w"]["refs"]["/main_route_table"][0]["to"], "aws_route_table.t");
    assert_eq!(
        found["aws_vpc.v"]["values"]["main_routes"],
        json!([{"destination": "0.0.0.0/0", "gateway": "igw-1"}])
    );
    assert_eq!(found["aws_vpc.v"]["values"]["further_cidr_blocks"], json!(["10.1.0.0/16"]));
}

#[test]
fn a_gateway_is_attached_to_its_vpc() {
    let found = printed(&[
        ("aws_vpc", "v", json!({})),
        ("aws_internet_gateway", "own", json!({"vpc_id": to("aws_vpc.v", "id")})),
        ("aws_internet_gateway", "attached", json!({})),
        (
            "aws_internet_gateway_attachment",
            "a",
            json!({"internet_gateway_id": to("aws_internet_gateway.attached", "id"), "vpc_id": to("aws_vpc.v", "id")}),
        ),
        ("AWS::EC2::VPC", "V", json!({"CidrBlock": "10.0.0.0/16"})),
        ("AWS::EC2::InternetGateway", "G", json!({})),
        (
            "AWS::EC2::VPCGatewayAttachment",
            "A",
            json!({"InternetGatewayId": to("G", ""), "VpcId": to("V", "")}),
        ),
    ]);
    for (gateway, vpc) in [
        ("aws_internet_gateway.own", "aws_vpc.v"),
        ("aws_internet_gateway.attached", "aws_vpc.v"),
        ("G", "V"),
    ] {
        assert_eq!(found[gateway]["type"], "ec2.internet_gateway");
        assert_eq!(found[gateway]["refs"]["/vpc"][0]["to"], vpc, "{gateway}");
    }
}

#[test]
fn a_table_that_may_have_further_routes_says_so() {
    let found = printed(&[
        ("aws_route_table", "t", json!({})),
        (
            "aws_route",
            "r",
            json!({"route_table_id": {"$unknown": "var.table has no default"}, "destination_cidr_block": "0.0.0.0/0"}),
        ),
    ]);
    assert!(found["aws_route_table.t"]["values"]["routes"].get("$unknown").is_some());
}

#[test]
fn what_belongs_to_a_table_elsewhere_says_to_which() {
    let found = printed(&[
        (
            "aws_route",
            "r",
            json!({"route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}),
        ),
        (
            "AWS::EC2::Route",
            "R",
            json!({"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}),
        ),
    ]);
    for route in ["aws_route.r", "R"] {
        assert_eq!(found[route]["type"], "ec2.route_table");
        assert_eq!(
            found[route]["values"],
            json!({"routes": [{"destination": "0.0.0.0/0", "gateway": "igw-1"}], "owner": "rtb-1"})
        );
    }
}

#[test]
fn several_subnets_share_a_table_that_a_stack_exports() {
    // Each association is of its table; none of them is told twice.
    let association = |subnet: &str| json!({"route_table_id": to("aws_route_table.t", "id"), "subnet_id": subnet});
    let found = printed(&[
        ("aws_route_table", "t", json!({})),
        ("aws_route_table_association", "a", association("subnet-1")),
        ("aws_route_table_association", "b", association("subnet-2")),
    ]);
    assert_eq!(found["aws_route_table.t"]["values"]["subnets"], json!(["subnet-1", "subnet-2"]));
    assert_eq!(found["aws_route_table_association.b"]["type"], "aws_route_table_association");
}

#[test]
fn inline_routes_of_a_plan_lead_to_the_gateway_that_they_name() {
    let mut fixture = Fixture::new("x");
    fixture.add("aws_internet_gateway", "g", &json!({}));
    let later = json!({"$unknown": "known after apply"});
    let table = fixture.add(
        "aws_route_table",
        "t",
        &json!({"route": [{"cidr_block": "0.0.0.0/0", "gateway_id": later, "nat_gateway_id": ""}]}),
    );
    let crate::value::Data::Map(map) = &mut table.values.data else { panic!("no map") };
    let route = std::sync::Arc::make_mut(map).entries.get_mut("route").unwrap();
    let to = |attribute: &str| crate::value::Reference {
        to: "aws_internet_gateway.g".into(),
        attribute: attribute.into(),
    };
    route.value.refs = Some(std::sync::Arc::from([to("id"), to("")]));
    let found = fixture.printed()["resources"]["aws_route_table.t"].clone();
    assert_eq!(found["refs"]["/routes/0/gateway"][0]["to"], "aws_internet_gateway.g");
}
