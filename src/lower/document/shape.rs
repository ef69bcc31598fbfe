//! What kind of document it is, where that decides what a port in it means: an application's settings, or the description of where programs run.

use crate::ir::document::{Document, Node};
use crate::source::{Language, SourceFile};

use super::vocabulary::{Shape, vocabulary};

/// The kind of a document by its keys, its name and its folder; the language's own name for settings of an application.
///
/// `kubernetes`, `compose`, `pipeline` (CI), `chart` (Helm and other templates), `deployment` (Ansible, `CloudFormation` and their kin).
pub(super) fn shape(file: &SourceFile, document: &Document) -> &'static str {
    let language = file.language();
    if !matches!(language, Language::Yaml | Language::Json) {
        return language.name();
    }
    let root = &document.root;
    let has = |keys: &[&str]| keys.iter().any(|key| root.get(key).is_some());
    if has(&["apiVersion"]) || root.get("kind").is_some() && has(&["metadata", "items"]) {
        return "kubernetes";
    }
    if has(&["jobs", "stages", "workflows", "pipeline", "pipelines", "steps"]) {
        return "pipeline";
    }
    if has(&["services"]) && root.get("services").is_some_and(are_services) {
        return "compose";
    }
    let is_cloud = has(&["AWSTemplateFormatVersion", "Resources", "containerDefinitions", "provider"]);
    if is_cloud || language == Language::Yaml && !root.items().is_empty() {
        return "deployment";
    }
    by_path(file.path()).unwrap_or(if document.is_template { "chart" } else { language.name() })
}

/// Whether the entries below `services` are containers: Compose, and the files that override one.
fn are_services(services: &Node) -> bool {
    let is_container = |node: &Node| {
        ["image", "build", "ports", "environment", "command", "depends_on", "extends", "volumes"]
            .iter()
            .any(|key| node.get(key).is_some())
    };
    services.pairs().iter().any(|pair| is_container(&pair.value))
}

/// What the names of a file and its folders say.
fn by_path(path: &str) -> Option<&'static str> {
    let path = path.to_ascii_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let is_one = |shape: &&Shape| {
        folders.split('/').any(|folder| shape.folders.contains(folder))
            || shape.starts.iter().any(|start| name.starts_with(start))
            || shape.contains.iter().any(|part| name.contains(part))
    };
    vocabulary().shapes.iter().find(is_one).map(|shape| shape.kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &str) {
        let language = Language::detect(path, "").expect(path);
        let file = SourceFile::new(path, text, language);
        let parsed = parse(&file);
        assert_eq!(shape(&file, &parsed.documents[0]), expected, "{path}\n{text}");
    }

    #[test]
    fn descriptions_of_where_programs_run_are_told_from_settings() {
        check("a.yaml", "apiVersion: v1\nkind: Service\n", "kubernetes");
        check("a.json", r#"{"apiVersion": "v1", "kind": "Service"}"#, "kubernetes");
        check("stack.yml", "services:\n  app: {image: a}\n", "compose");
        check("a.yml", "on: push\njobs: {a: {}}\n", "pipeline");
        check(".gitlab-ci.yml", "test: {script: [make]}\n", "pipeline");
        check("charts/app/values.yaml", "redis: {port: 1}\n", "chart");
        check("prod/values-eu.yaml", "redis: {port: 1}\n", "chart");
        check("site.yml", "- hosts: all\n", "deployment");
        check("roles/app/defaults/main.yml", "redis_port: 1\n", "deployment");
        check("config/application.yaml", "spring: {redis: {port: 1}}\n", "yaml");
        check("settings.yaml", "services:\n  redis: {port: 1}\n", "yaml");
        check("config.json", r#"{"redis": {"port": 1}}"#, "json");
        check("app.toml", "[jobs]\na = 1\n", "toml");
    }
}
