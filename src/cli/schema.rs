//! `redlint schema`: JSON schemas of what redlint reads and writes.

use clap::ValueEnum;
use serde_json::Value;

use super::Status;
use super::output::Output;
use super::rules::pretty;
use crate::config::Config;
use crate::lower::model::raw::RawModel;
use crate::lower::model::wrapper::RawWrappers;
use crate::report;
use crate::rules::RawRule;

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// `redlint.yaml`
    Config,
    /// A rule file of `rules-dir`
    Rule,
    /// A client model of `clients-dir`
    Client,
    /// What `check --format json` prints
    Findings,
}

pub(super) fn run(kind: Kind, output: &mut Output) -> Status {
    let text = pretty(&schema(kind));
    output.write(|out| out.write_all(text.as_bytes()));
    Status::Clean
}

fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Config => config(),
        Kind::Rule => schemars::schema_for!(RawRule).to_value(),
        Kind::Client => schemars::schema_for!(RawModel).to_value(),
        Kind::Findings => report::findings_schema(),
    }
}

/// The configuration does not know what helpers look like; client models do.
fn config() -> Value {
    let mut schema = schemars::schema_for!(Config).to_value();
    let mut wrappers = schemars::schema_for!(RawWrappers).to_value();
    let inner = wrappers.as_object_mut().and_then(|wrappers| {
        wrappers.remove("$schema");
        wrappers.remove("title");
        wrappers.remove("$defs")
    });
    if let Some(Value::Object(inner)) = inner {
        let defs = schema
            .as_object_mut()
            .map(|schema| schema.entry("$defs").or_insert_with(|| Value::Object(serde_json::Map::new())));
        if let Some(Value::Object(defs)) = defs {
            defs.extend(inner);
        }
    }
    if let Some(place) = schema.pointer_mut("/properties/wrappers") {
        if let (Some(about), Some(wrappers)) = (place.get("description").cloned(), wrappers.as_object_mut()) {
            wrappers.insert("description".to_owned(), about);
        }
        *place = wrappers;
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_of_every_schema_leads_somewhere() {
        for kind in Kind::value_variants() {
            let schema = schema(*kind);
            let text = schema.to_string();
            let references = text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next());
            for reference in references {
                assert!(schema.pointer(reference).is_some(), "{kind:?}: {reference}");
            }
        }
        assert!(config().pointer("/properties/wrappers/additionalProperties").is_some());
    }
}
