//! The operations of an API's OpenAPI definition (API Gateway developer guide, "OpenAPI extensions
//! for API Gateway").

use super::api::{kind, present, scheme};
use super::grants::At;
use crate::cloudformation::stack::Stack;
use crate::gap::GapKind;
use crate::unit::Resource;
use crate::value::{Cause, Place, Value};

/// The definition of an API's operations.
pub(super) enum Definition {
    /// The events are the definition.
    None,
    Known(Value),
    /// It stands elsewhere, for the reason given.
    Unread(Cause),
}

impl Stack<'_> {
    /// The operations of an API: in the template, in a file of the tree, or elsewhere.
    pub(super) fn definition(&mut self, id: &str, properties: &Value) -> Definition {
        let written =
            self.root.get("Resources").and_then(|all| all.get(id)?.get("Properties")).cloned();
        let include = written.as_ref().and_then(|own| {
            own.get("DefinitionBody")?.get("Fn::Transform")?.get("Parameters")?.get("Location")
        });
        let location = match (
            include.cloned(),
            present(properties, "DefinitionBody"),
            present(properties, "DefinitionUri"),
        ) {
            (Some(location), _, _) => self.value(&location),
            (None, Some(body), _) if body.entries().is_some() => {
                return Definition::Known(body.clone());
            }
            (None, Some(_), _) => {
                return Definition::Unread(Cause::Part("the API's definition is not known"));
            }
            (None, None, Some(location)) => location.clone(),
            (None, None, None) => return Definition::None,
        };
        let file = location
            .as_str()
            .and_then(|path| self.beside(path))
            .and_then(|path| self.tree.load(&path).ok().map(|(id, file)| (path, id, file)));
        let name = location.as_str().map(str::to_owned);
        let unread = |stack: &mut Self| {
            stack.gap_of(
                GapKind::ContentsUnknown,
                &location,
                format!("the API's definition {}", name.as_deref().unwrap_or("elsewhere")),
                ("it is not in the tree", "put the file beside the template, then scan again"),
                None,
            );
            Definition::Unread(Cause::File(
                "the API's definition stands in a file that is not read".into(),
            ))
        };
        let Some((path, id, file)) = file else { return unread(self) };
        self.shared.files.insert(path);
        match crate::cloudformation::stack::read(id, &file) {
            Ok((body, _)) => Definition::Known(self.value(&body)),
            Err(_) => unread(self),
        }
    }

    /// A method for each operation of an OpenAPI definition.
    pub(super) fn operations(
        &mut self,
        api: &Resource,
        body: &Value,
        http: bool,
        reference: &Value,
    ) -> Vec<Resource> {
        let kind = kind(http);
        let of_api = api.values.get("Auth").cloned().unwrap_or_else(|| Value::null(None));
        let mut out = Vec::new();
        for (path, item) in body.get("paths").and_then(Value::entries).cloned().unwrap_or_default()
        {
            for (verb, operation) in item.value.entries().cloned().unwrap_or_default() {
                let verb = match &*verb {
                    "get" | "put" | "post" | "delete" | "options" | "head" | "patch" => {
                        verb.to_ascii_uppercase()
                    }
                    // API Gateway's own word for all verbs.
                    "x-amazon-apigateway-any-method" => "ANY".to_owned(),
                    _ => continue,
                };
                let at =
                    At(Place { span: operation.key.or(operation.value.place.span), chain: None });
                let (authorization, key) = security(&operation.value, body, &of_api, &at);
                let mut values =
                    vec![(kind.parent, reference.clone()), ("AuthorizationType", authorization)];
                if http {
                    values.push(("RouteKey", at.text(&format!("{verb} {path}"))));
                } else {
                    values.push(("HttpMethod", at.text(&verb)));
                    values.extend(key.map(|key| ("ApiKeyRequired", key)));
                    let integration = operation
                        .value
                        .get("x-amazon-apigateway-integration")
                        .and_then(|integration| integration.get("type"));
                    values.extend(
                        integration.map(|ty| ("Integration", at.map(vec![("Type", ty.clone())]))),
                    );
                }
                let name: String = path.chars().filter(char::is_ascii_alphanumeric).collect();
                let values = at.map(values);
                out.push(self.made(
                    api,
                    &format!("{}{verb}{name}", api.name),
                    kind.method,
                    values,
                    at.0,
                ));
            }
        }
        out
    }
}

/// How an operation's callers identify themselves, and whether they need a key.
fn security(operation: &Value, body: &Value, of_api: &Value, at: &At) -> (Value, Option<Value>) {
    if let Some(ty) = operation.get("x-amazon-apigateway-auth").and_then(|auth| auth.get("type")) {
        return (ty.clone(), None);
    }
    // What the operation says stands before what the document says, that before the API's default.
    let Some(written) = operation.get("security").or_else(|| body.get("security")) else {
        return match present(of_api, "DefaultAuthorizer") {
            Some(default) => (scheme(default, of_api), None),
            None => (at.text("NONE"), None),
        };
    };
    let place = At::of(written);
    let schemes = |name: &str| {
        let swagger = body.get("securityDefinitions").and_then(|all| all.get(name));
        swagger.or_else(|| body.get("components")?.get("securitySchemes")?.get(name)).cloned()
    };
    let mut key = None;
    for name in written
        .items()
        .into_iter()
        .flatten()
        .filter_map(Value::entries)
        .flat_map(|entry| entry.keys())
    {
        // A scheme that the document does not describe is one of SAM's own authorizers.
        let Some(known) = schemes(name) else {
            return (scheme(&place.text(name), of_api), key);
        };
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase()
        };
        let kind = text(known.get("x-amazon-apigateway-authtype"));
        let authorizer = known.get("x-amazon-apigateway-authorizer");
        let ty = match (
            kind.as_str(),
            text(authorizer.and_then(|authorizer| authorizer.get("type"))).as_str(),
        ) {
            ("awssigv4", _) => "AWS_IAM",
            (_, "cognito_user_pools") => "COGNITO_USER_POOLS",
            (_, "jwt") => "JWT",
            // An API key meters callers, it does not authorize them.
            ("", "") if text(known.get("type")) == "apikey" => {
                key = Some(place.put(Value::bool(true, None)));
                continue;
            }
            _ => "CUSTOM",
        };
        return (place.text(ty), key);
    }
    (place.text("NONE"), key)
}
