{
  "family": "shop",
  "networkMode": "awsvpc",
  "cpu": "${CPU}",
  "containerDefinitions": [
    {"name": "app", "image": "${IMAGE}", "essential": true, "user": "1000", "privileged": true}
  ]
}
