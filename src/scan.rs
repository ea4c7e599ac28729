//! The scan: all stages over all units. The only place with parallelism.
