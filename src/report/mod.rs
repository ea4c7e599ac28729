//! Reports: one file per format, one `match`.
