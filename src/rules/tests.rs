use super::*;

#[test]
fn built_in_rules_are_named_like_their_files() {
    for file in embedded::under("conventions/") {
        let rule: RawRule = serde_json::from_str(file.json).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        assert_eq!(file.name, format!("conventions/{}", rule.id));
    }
}
