//! The team's own rules and client models, from the folders and the key that the configuration names.

use std::sync::Arc;

use crate::checked_yaml::{self, Origin, Part};
use crate::config::Config;
use crate::lower::model::compile::Models;
use crate::lower::model::raw::RawModel;
use crate::problem::Problem;
use crate::rules::{RawRule, Rule, Values};

/// Adds the team's rules to `rules`, and returns what is wrong with them.
pub(super) fn rules(config: &Config, values: &Values, rules: &mut Vec<Arc<Rule>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in &config.rule_files {
        let (raw, origin) = match checked_yaml::load::<RawRule>(&file.name, &file.text) {
            Ok(loaded) => loaded,
            Err(mut wrong) => {
                problems.append(&mut wrong);
                continue;
            }
        };
        if rules.iter().any(|rule| *rule.id == *raw.id) {
            let message = format!("there is already a rule `{}`", raw.id);
            problems.push(origin.problem(origin.span(&["id"], Part::Value), message, "give it another name"));
            continue;
        }
        match Rule::compile(raw, values) {
            Ok(rule) => rules.push(Arc::new(rule)),
            Err(errors) => problems.extend(errors.iter().map(|error| {
                let span = origin.find(&[], error.text());
                origin.problem(span, error.to_string(), "")
            })),
        }
    }
    problems
}

/// The team's client models; what is wrong with them is added to `problems`.
pub(super) fn models(config: &Config, problems: &mut Vec<Problem>) -> Vec<RawModel> {
    let mut models = Vec::new();
    for file in &config.client_files {
        match checked_yaml::load::<RawModel>(&file.name, &file.text) {
            Ok((model, origin)) => {
                problems.extend(model_problem(&model, &origin, &[]));
                models.push(model);
            }
            Err(mut wrong) => problems.append(&mut wrong),
        }
    }
    models.extend(wrappers(config, problems));
    models
}

/// The models that stand in the configuration itself.
fn wrappers(config: &Config, problems: &mut Vec<Problem>) -> Vec<RawModel> {
    let (Some(written), Some(origin)) = (&config.wrappers, &config.origin) else { return Vec::new() };
    let mut wrong = origin.check::<Vec<RawModel>>(&["wrappers"]);
    if !wrong.is_empty() {
        problems.append(&mut wrong);
        return Vec::new();
    }
    match serde_json::from_value::<Vec<RawModel>>(written.clone()) {
        Ok(models) => {
            for (index, model) in models.iter().enumerate() {
                problems.extend(model_problem(model, origin, &["wrappers", &index.to_string()]));
            }
            models
        }
        Err(error) => {
            problems.push(origin.problem(origin.span(&["wrappers"], Part::Value), error.to_string(), ""));
            Vec::new()
        }
    }
}

/// What is wrong with a model that is well-formed.
fn model_problem(model: &RawModel, origin: &Origin, path: &[&str]) -> Option<Problem> {
    let error = Models::default().add(model).err()?;
    Some(origin.problem(origin.find(path, error.text()), error.to_string(), ""))
}
