//! Where things stand, and instances as one.

use super::{BALANCER, SERVICE, changed};

#[test]
fn routes_decide_what_a_subnet_is_not_names() {
    let own = changed(&[], "");
    assert_eq!(own.place(SERVICE), "subnets:.#aws_vpc.main:private");
    let own = changed(
        &[(
            "nat_gateway_id = aws_nat_gateway.main.id",
            "gateway_id = aws_internet_gateway.main.id",
        )],
        "",
    );
    assert_eq!(own.place(SERVICE), "subnets:.#aws_vpc.main:public");
    let own = changed(
        &[(
            "  route {\n    cidr_block     = \"0.0.0.0/0\"\n    nat_gateway_id = aws_nat_gateway.main.id\n  }\n",
            "",
        )],
        "",
    );
    assert_eq!(own.place(SERVICE), "subnets:.#aws_vpc.main:isolated");
    let own = changed(
        &[(
            "subnets         = [aws_subnet.edge.id]",
            "subnets = [aws_subnet.edge.id, aws_subnet.inner.id]",
        )],
        "",
    );
    assert_eq!(own.place(BALANCER), "vpc:.#aws_vpc.main");
    assert!(own.notes(&["do not all lead to the same place"]));
    let own = changed(
        &[("subnets         = [aws_subnet.edge.id]", "subnets = var.subnets")],
        "variable \"subnets\" {}",
    );
    assert_eq!(own.place(BALANCER), "vpc:.#aws_vpc.main");
}

#[test]
fn the_main_table_holds_for_subnets_without_one_of_their_own() {
    let own = changed(
        &[(
            "resource \"aws_route_table_association\" \"inner\" {\n  subnet_id      = aws_subnet.inner.id\n  route_table_id = aws_route_table.inner.id\n}\n",
            "",
        )],
        "resource \"aws_route\" \"main\" {\n  route_table_id         = aws_vpc.main.main_route_table_id\n  destination_cidr_block = \"0.0.0.0/0\"\n  gateway_id             = aws_internet_gateway.main.id\n}\n",
    );
    assert_eq!(own.place(SERVICE), "subnets:.#aws_vpc.main:public");
}

#[test]
fn a_vpc_that_a_variable_names_is_a_boundary() {
    let own = changed(
        &[
            ("vpc_id   = aws_vpc.main.id", "vpc_id = var.vpc"),
            ("vpc_id = aws_vpc.main.id\n  ingress", "vpc_id = var.vpc\n  ingress"),
            ("subnets          = [aws_subnet.inner.id]", "subnets = var.subnets"),
        ],
        "variable \"vpc\" {}\nvariable \"subnets\" {}\n",
    );
    assert_eq!(own.place(SERVICE), "vpc:.#var.vpc");
}

#[test]
fn instances_that_are_alike_are_one() {
    let two = "resource \"aws_sqs_queue\" \"q\" {\n  count = 2\n  name  = \"q${count.index}\"\n}\n";
    let own = changed(&[], two);
    assert_eq!(own.element("queue:.#aws_sqs_queue.q").unwrap().instances, Some(2));
    let named =
        ("environment  = []", "environment = [{ name = \"Q\", value = aws_sqs_queue.q[0].url }]");
    let own = changed(&[named], two);
    assert!(own.element("queue:.#aws_sqs_queue.q").is_none());
    assert!(
        own.element("queue:.#aws_sqs_queue.q[0]").is_some()
            && own.element("queue:.#aws_sqs_queue.q[1]").is_some()
    );
    let own = changed(
        &[],
        "variable \"on\" {\n  type = bool\n}\nresource \"aws_sqs_queue\" \"q\" {\n  count = var.on ? 1 : 0\n  name  = \"q\"\n}\n",
    );
    assert!(own.element("queue:.#aws_sqs_queue.q[0]").is_some());
    let own = changed(
        &[],
        "variable \"n\" {\n  type = number\n}\nresource \"aws_sqs_queue\" \"q\" {\n  count = var.n\n}\n",
    );
    assert_eq!(own.element("queue:.#aws_sqs_queue.q").unwrap().instances, None);
}

#[test]
fn an_image_of_another_account_lies_in_that_account() {
    let provider = |account: &str| {
        format!(
            "provider \"aws\" {{\n  region = \"eu-west-1\"\n  allowed_account_ids = [\"{account}\"]\n}}\n"
        )
    };
    let image = ("nginx:1", "222222222222.dkr.ecr.eu-west-1.amazonaws.com/web:1");
    let id = "registry:222222222222.dkr.ecr.eu-west-1.amazonaws.com";
    assert_eq!(changed(&[image], &provider("111111111111")).place(id), "account:222222222222");
    assert_eq!(changed(&[image], &provider("222222222222")).place(id), "aws");
    // Whose account the unit is in is not known.
    assert_eq!(changed(&[image], "").place(id), "aws");
}

#[test]
fn what_is_looked_up_is_drawn_with_the_reason() {
    let own = changed(
        &[(
            "secrets      = []",
            "secrets = [{ name = \"X\", valueFrom = data.aws_secretsmanager_secret.x.arn }]",
        )],
        "data \"aws_secretsmanager_secret\" \"x\" {\n  name = \"x\"\n}\n",
    );
    let secret = own.element("secret:.#data.aws_secretsmanager_secret.x").unwrap();
    assert!(secret.unknown[0].reason.contains("looked up"), "{:?}", secret.unknown);
    assert_eq!(own.by("R5").len(), 1);
}
