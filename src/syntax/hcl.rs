//! HCL: bodies, blocks, attributes and expressions with byte spans, and recovery at top-level blocks.
