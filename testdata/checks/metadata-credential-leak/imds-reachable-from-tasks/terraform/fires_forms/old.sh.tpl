#!/bin/bash
echo ECS_CLUSTER=${cluster} >> /etc/ecs/ecs.config # expect: metadata-credential-leak.imds-reachable-from-tasks
