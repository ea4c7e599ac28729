#!/bin/bash
set -e
cat <<'CONFIG' >> /etc/ecs/ecs.config
ECS_CLUSTER=prod # expect: metadata-credential-leak.imds-reachable-from-tasks
CONFIG
