//! All integration tests in one binary, so that the engine is linked once.

mod architecture;
mod checks;
mod demo;
mod forms;
mod reads;
