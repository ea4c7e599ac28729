# Protected; the members of a cluster follow it.

resource "aws_db_instance" "on" {
  engine                              = "postgres"
  instance_class                      = "db.t4g.medium"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  publicly_accessible                 = false
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  db_subnet_group_name                = "private"
  username                            = "app"
  allocated_storage                   = 20
}

resource "aws_rds_cluster" "cluster" {
  engine                              = "aurora-postgresql"
  storage_encrypted                   = true
  backup_retention_period             = 30
  deletion_protection                 = true
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  master_username                     = "app"
}

resource "aws_rds_cluster_instance" "member" {
  cluster_identifier = aws_rds_cluster.cluster.id
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
}
