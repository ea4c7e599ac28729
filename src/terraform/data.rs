//! Data sources (and old resources) that can be rendered without asking anyone.

use super::eval::Evaluator;
use super::functions::{Host, call};
use super::instance::Placed;
use crate::value::{StepKind, Value};

impl Evaluator<'_> {
    /// Attributes of a data source that follow from what is written.
    pub(super) fn rendered(&self, key: &str, placed: &Placed) -> Vec<(&'static str, Value)> {
        let mut parts = key.rsplit('.');
        let (_, ty, data) = (parts.next(), parts.next().unwrap_or_default(), parts.next() == Some("data"));
        match ty {
            "template_file" => self.template_file(placed).map(|text| ("rendered", text)).into_iter().collect(),
            _ if !data => Vec::new(),
            _ => Vec::new(),
        }
    }

    /// `template_file`: the template's text with its variables.
    fn template_file(&self, placed: &Placed) -> Option<Value> {
        let template = placed.values.get("template")?;
        let vars = placed.values.get("vars").cloned().unwrap_or_else(|| Value::map(indexmap::IndexMap::new(), None));
        let root = self.root.borrow().clone()?;
        let scope = super::instance::Scope::of(&root, None);
        let text = self.host(&scope).render_template(template, &vars);
        let _ = call;
        match text {
            Ok(text) => Some(text.through(StepKind::DataSource, placed.address.clone(), placed.values.place.span)),
            Err(error) => {
                self.report(crate::source::Loss::Warning, template.place.span, error.message.clone());
                Some(Value::unknown(error.message, template.place.span))
            }
        }
    }
}
