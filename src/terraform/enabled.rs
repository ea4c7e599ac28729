//! OpenTofu's `lifecycle { enabled = ... }`: whether the only instance of a block is there.

use super::convert::convert;
use super::eval::Evaluator;
use super::expand::merge_slots;
use super::instance::{Scope, Slot};
use crate::source::Loss;
use crate::syntax::hcl::ast::Expr;
use crate::unit::Presence;
use crate::value::{Data, Type, Value};

impl Evaluator<'_> {
    /// The instance, or none; it may be there under a condition.
    pub(super) fn enabled(&self, expr: &Expr, scope: &Scope, address: &str) -> Vec<Slot> {
        let value = self.value_of(expr, scope);
        let mut slots = Vec::new();
        self.enabled_slots(&value, expr, scope, &Presence::Always, &mut slots);
        if slots.is_empty() {
            self.note_off(expr, scope, address, None);
        }
        slots
    }

    fn enabled_slots(
        &self,
        value: &Value,
        expr: &Expr,
        scope: &Scope,
        presence: &Presence,
        slots: &mut Vec<Slot>,
    ) {
        if let Data::Either(known) = &value.data {
            for (arm, holds) in [(&known.then, true), (&known.otherwise, false)] {
                let inner = self.both(presence, &Presence::If(known.condition.clone(), holds));
                self.enabled_slots(arm, expr, scope, &inner, slots);
            }
            merge_slots(slots, presence);
            return;
        }
        let known = convert(value.clone(), &Type::Bool).unwrap_or_else(|_| value.clone());
        match &known.data {
            Data::Bool(false) => {}
            Data::Unknown(_) => {
                let (condition, swapped) = self.condition_of(expr, value, scope);
                let presence = self.both(presence, &Presence::If(condition, !swapped));
                slots.push(Slot { presence, ..Slot::only() });
            }
            known => {
                if !matches!(known, Data::Bool(_)) {
                    self.report(Loss::Warning, expr.place, "enabled must be true or false");
                }
                slots.push(Slot { presence: presence.clone(), ..Slot::only() });
            }
        }
    }
}
