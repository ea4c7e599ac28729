//! `-v`: what the stages tell of their work, on standard error. Nothing is told, and next to
//! nothing is paid, without it.
//!
//! The stages name files and reasons in events, and put their work into spans (`tracing`). The
//! clock of `-vv` is read here, where a span begins and ends, and nowhere in a stage: no result
//! can depend on it.

use super::say;
use crate::printable::plain;
use std::fmt::{Debug, Write as _};
use std::time::{Duration, Instant};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// Begins to tell: with one `-v` which files are taken or passed over and why, with two also how
/// long each unit and each stage takes.
pub fn start(times: u8) {
    let level = match times {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    // It fails only where somebody set another one before, and then that one is wanted.
    let _ = tracing::subscriber::set_global_default(Registry::default().with(Told { level }));
}

/// Prints events and the times of spans.
struct Told {
    level: LevelFilter,
}

/// A span that has not ended.
struct Begun {
    at: Instant,
    /// What it works on, for a span that names that.
    about: String,
    /// The spans that ended in it.
    parts: Vec<(&'static str, Duration)>,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Told {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        *metadata.level() <= self.level && metadata.target().starts_with(env!("CARGO_PKG_NAME"))
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Words::default();
        event.record(&mut words);
        line(&words.about, &words.message);
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut words = Words::default();
        attributes.record(&mut words);
        let begun = Begun { at: Instant::now(), about: words.about, parts: Vec::new() };
        span.extensions_mut().insert(begun);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let Some(begun) = span.extensions_mut().remove::<Begun>() else { return };
        let took = begun.at.elapsed();
        if let Some(around) = span.parent()
            && let Some(around) = around.extensions_mut().get_mut::<Begun>()
        {
            around.parts.push((span.name(), took));
        }
        if begun.about.is_empty() && span.parent().is_some() {
            return;
        }
        let mut message = format!("{} took {}", span.name(), milliseconds(took));
        for (at, (name, took)) in begun.parts.iter().enumerate() {
            let before = if at == 0 { ": " } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(message, "{before}{name} {}", milliseconds(*took));
        }
        line(&begun.about, &message);
    }
}

fn milliseconds(took: Duration) -> String {
    format!("{:.1} ms", took.as_secs_f64() * 1_000.0)
}

/// One line. Names come from the input and command no terminal.
fn line(about: &str, message: &str) {
    let place = if about.is_empty() { String::new() } else { format!("{about}: ") };
    say(&plain(&format!("{place}{message}")));
}

/// The fields of an event or a span.
#[derive(Default)]
struct Words {
    /// The sentence.
    message: String,
    /// The file, folder or unit.
    about: String,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" {
            self.message = text;
        } else {
            self.about = text;
        }
    }
}
