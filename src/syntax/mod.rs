//! Text to located nodes: HCL, YAML, JSON. Nothing here knows what they mean.
