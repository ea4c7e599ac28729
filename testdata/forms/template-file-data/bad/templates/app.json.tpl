[
  {
    "name": "${name}",
    "image": "${image}",
    "cpu": ${cpu},
    "memory": ${memory},
    "essential": true,
    "user": "10001:10001",
    "privileged": ${privileged},
    "readonlyRootFilesystem": ${readonly},
    "portMappings": [
      { "containerPort": 8080, "hostPort": 8080, "protocol": "tcp" }
    ],
    "environment": [
      { "name": "APP_ENV", "value": "production" },
      { "name": "DB_PASSWORD", "value": "${login}" }
    ],
    "secrets": [],
    "linuxParameters": {
      "initProcessEnabled": true,
      "capabilities": { "drop": ["ALL"] }
    },
    "logConfiguration": {
      "logDriver": "awslogs",
      "options": {
        "awslogs-group": "/ecs/shop-app",
        "awslogs-region": "eu-central-1",
        "awslogs-stream-prefix": "${name}"
      }
    }
  }
]
