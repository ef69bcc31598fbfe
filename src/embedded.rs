//! The files under `rules/`, compiled into the program.
//!
//! The build script has turned each YAML file into JSON: whoever needs one deserialises it lazily with `serde_json`, so that starting costs nothing. The
//! YAML text is kept for messages that point into it.

/// One file of `rules/`.
#[derive(Debug)]
pub(crate) struct Embedded {
    /// Path below `rules/` without extension: `clients/python/redis-py`.
    pub(crate) name: &'static str,
    /// The content as compact JSON.
    pub(crate) json: &'static str,
    /// The same without the large parts of a client model: what a file is about.
    pub(crate) head: &'static str,
    /// The text as written.
    #[cfg_attr(not(test), allow(dead_code, reason = "tests hold it against the JSON"))]
    pub(crate) yaml: &'static str,
}

mod generated {
    include!(concat!(env!("OUT_DIR"), "/embedded_files.rs"));
}

/// All files, sorted by name.
pub(crate) fn files() -> &'static [Embedded] {
    generated::FILES
}

/// The file of this name.
pub(crate) fn file(name: &str) -> Option<&'static Embedded> {
    let at = files().binary_search_by(|file| file.name.cmp(name)).ok()?;
    files().get(at)
}

/// The files whose name starts with `prefix`, sorted: `under("clients/")`.
pub(crate) fn under(prefix: &str) -> impl Iterator<Item = &'static Embedded> {
    let start = files().partition_point(|file| file.name < prefix);
    files()[start..].iter().take_while(move |file| file.name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_unique() {
        assert!(files().windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn files_are_found_by_name_and_prefix() {
        assert!(file("commands").is_some_and(|found| found.yaml.contains("XADD")));
        assert!(file("command").is_none());
        assert!(file("commands.yaml").is_none());
        assert_eq!(under("commands").next().map(|found| found.name), Some("commands"));
        assert_eq!(under("").count(), files().len());
        assert_eq!(under("nothing/").count(), 0);
    }

    #[test]
    fn every_file_is_json_and_says_what_its_yaml_says() {
        for file in files() {
            let json: serde_json::Value = serde_json::from_str(file.json).expect(file.name);
            let mut yaml: serde_yaml::Value = serde_yaml::from_str(file.yaml).expect(file.name);
            yaml.apply_merge().expect(file.name);
            assert_eq!(serde_json::to_value(yaml).expect(file.name), json, "{}", file.name);
        }
    }
}
