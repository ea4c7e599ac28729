//! What a value is set by, where that is no argument of the resource, and what is told to do there.

/// What stands at the place of the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Setter {
    /// The default of a variable (`var.x`).
    VariableDefault(String),
    /// The default of an attribute in the type of a variable.
    AttributeDefault {
        /// The attribute.
        attribute: String,
        /// The variable.
        variable: String,
    },
    /// A variable file.
    VariableFile(String),
    /// An argument of a module's call.
    Argument {
        /// Its name.
        argument: String,
        /// The call's address.
        call: String,
    },
    /// An argument that a module's call leaves out.
    ModelDefault {
        /// Its name.
        argument: String,
        /// The call's address.
        call: String,
    },
    /// The call of a module, whose own text is not here to be changed.
    Call(String),
    /// A local value.
    Local(String),
    /// Another resource.
    Resource(String),
    /// The default of a template's parameter.
    ParameterDefault(String),
    /// What a stack is given for a parameter of its template.
    StackParameter {
        /// The parameter.
        parameter: String,
        /// The nested stack.
        stack: String,
    },
}

/// What a value decides that is not the resource's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Switch {
    /// It leaves the setting out.
    LeavesOut,
    /// It decides which of two settings holds.
    Decides,
}

impl Setter {
    /// What is to be done, as a sentence part: `change the default of var.x, or set the variable`.
    pub(super) fn told(&self, switch: Option<Switch>) -> String {
        let which = match switch {
            Some(Switch::LeavesOut) => ", which leaves this out",
            Some(Switch::Decides) => ", which decides this",
            None => "",
        };
        let or = |set: &str| {
            let comma = if which.is_empty() { "" } else { "," };
            format!("{which}{comma} or set the {set}")
        };
        match self {
            Setter::VariableDefault(name) => {
                format!("change the default of `{name}`{}", or("variable"))
            }
            Setter::AttributeDefault { attribute, variable } => format!(
                "change the default of `{attribute}` in the type of `{variable}`{}",
                or("attribute")
            ),
            Setter::VariableFile(name) => format!("change the value of `{name}`{which}"),
            Setter::Argument { argument, call } => {
                format!("change `{argument}` in the `{call}` block{which}")
            }
            Setter::ModelDefault { argument, call } => {
                format!("set `{argument}` in the `{call}` block")
            }
            Setter::Call(call) => {
                format!("set it by an argument of `{call}`, if its module has one for it")
            }
            Setter::Local(name) => format!("change `{name}`{which}"),
            Setter::Resource(address) => format!("change the value in `{address}`{which}"),
            Setter::ParameterDefault(name) => {
                format!("change the default of parameter `{name}`{}", or("parameter"))
            }
            Setter::StackParameter { parameter, stack } => {
                format!("change parameter `{parameter}` of stack `{stack}`{which}")
            }
        }
    }

    /// What stands in front of the value there; `None` where the value is no text of its own.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Setter::VariableDefault(_) => Some("default"),
            Setter::ParameterDefault(_) => Some("Default"),
            Setter::Argument { argument, .. } => Some(argument),
            Setter::StackParameter { parameter, .. } => Some(parameter),
            Setter::Local(name) => name.rsplit('.').next(),
            Setter::VariableFile(name) => name.strip_prefix("var."),
            Setter::AttributeDefault { .. }
            | Setter::ModelDefault { .. }
            | Setter::Call(_)
            | Setter::Resource(_) => None,
        }
    }

    /// Whether it stands in a `module` block.
    pub(super) fn is_in_call(&self) -> bool {
        matches!(self, Setter::Argument { .. } | Setter::ModelDefault { .. } | Setter::Call(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sets_a_value_is_named_with_what_is_to_be_done() {
        let told = |kind: Setter, switch| Setter::told(&kind, switch);
        let default = Setter::VariableDefault("var.on".to_owned());
        assert_eq!(
            told(default.clone(), None),
            "change the default of `var.on` or set the variable"
        );
        assert_eq!(
            told(default, Some(Switch::LeavesOut)),
            "change the default of `var.on`, which leaves this out, or set the variable"
        );
        let argument = Setter::Argument { argument: "on".into(), call: "module.a".into() };
        assert_eq!(told(argument, None), "change `on` in the `module.a` block");
    }
}
