//! Which language a file is written in, told by its name or its first line.

use serde::{Deserialize, Serialize};

/// A language or document format that redlint reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each variant is the language's own name")]
pub enum Language {
    Rust,
    Python,
    #[serde(rename = "javascript")]
    JavaScript,
    #[serde(rename = "typescript")]
    TypeScript,
    Tsx,
    Shell,
    Lua,
    Yaml,
    Dotenv,
    Toml,
    Json,
    Ini,
    Properties,
    Dockerfile,
    RedisConf,
    Procfile,
    Makefile,
    Systemd,
}

impl Language {
    /// Every language, in the order of declaration.
    pub const ALL: [Language; 18] = [
        Language::Rust,
        Language::Python,
        Language::JavaScript,
        Language::TypeScript,
        Language::Tsx,
        Language::Shell,
        Language::Lua,
        Language::Yaml,
        Language::Dotenv,
        Language::Toml,
        Language::Json,
        Language::Ini,
        Language::Properties,
        Language::Dockerfile,
        Language::RedisConf,
        Language::Procfile,
        Language::Makefile,
        Language::Systemd,
    ];

    /// Name as rule files, fixtures and configuration write it: `rust`, `javascript`, `redis-conf`.
    pub fn name(self) -> &'static str {
        match self {
            Language::Rust => "rust",
            Language::Python => "python",
            Language::JavaScript => "javascript",
            Language::TypeScript => "typescript",
            Language::Tsx => "tsx",
            Language::Shell => "shell",
            Language::Lua => "lua",
            Language::Yaml => "yaml",
            Language::Dotenv => "dotenv",
            Language::Toml => "toml",
            Language::Json => "json",
            Language::Ini => "ini",
            Language::Properties => "properties",
            Language::Dockerfile => "dockerfile",
            Language::RedisConf => "redis-conf",
            Language::Procfile => "procfile",
            Language::Makefile => "makefile",
            Language::Systemd => "systemd",
        }
    }

    /// A path that has the language's usual form and no meaning of its own, for examples.
    pub fn usual_path(self) -> &'static str {
        match self {
            Language::Rust => "src/example.rs",
            Language::Python => "example.py",
            Language::JavaScript => "example.js",
            Language::TypeScript => "example.ts",
            Language::Tsx => "example.tsx",
            Language::Shell => "example.sh",
            Language::Lua => "example.lua",
            Language::Yaml => "example.yaml",
            Language::Dotenv => ".env",
            Language::Toml => "example.toml",
            Language::Json => "example.json",
            Language::Ini => "example.ini",
            Language::Properties => "example.properties",
            Language::Dockerfile => "Dockerfile",
            Language::RedisConf => "redis.conf",
            Language::Procfile => "Procfile",
            Language::Makefile => "Makefile",
            Language::Systemd => "example.service",
        }
    }

    /// Whether files of it are programs, not configuration.
    pub fn is_code(self) -> bool {
        matches!(
            self,
            Language::Rust
                | Language::Python
                | Language::JavaScript
                | Language::TypeScript
                | Language::Tsx
                | Language::Shell
                | Language::Lua
        )
    }

    /// The language called `name`, if there is one.
    pub fn by_name(name: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.name() == name)
    }

    /// Tells the language of a file from its path and, where the name says nothing, from its first line.
    ///
    /// `None` for a file that redlint does not read.
    pub fn detect(path: &str, first_line: &str) -> Option<Language> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        Self::by_file_name(name)
            .or_else(|| Self::by_extension(name))
            .or_else(|| Self::by_template(name))
            .or_else(|| Self::by_shebang(name, first_line))
    }

    /// `redis.conf.j2`, `application.yml.example`: a document from which one is made. Templates of programs are left alone: they are no programs.
    fn by_template(name: &str) -> Option<Language> {
        let (stem, suffix) = name.rsplit_once('.')?;
        let is_suffix = matches!(
            suffix.to_ascii_lowercase().as_str(),
            "example"
                | "sample"
                | "dist"
                | "default"
                | "template"
                | "tmpl"
                | "tpl"
                | "gotmpl"
                | "tftpl"
                | "j2"
                | "jinja"
                | "jinja2"
                | "erb"
                | "in"
        );
        let language = if is_suffix { Self::by_file_name(stem).or_else(|| Self::by_extension(stem)) } else { None };
        language.filter(|language| {
            matches!(
                language,
                Language::Yaml
                    | Language::Dotenv
                    | Language::Toml
                    | Language::Json
                    | Language::Ini
                    | Language::Properties
                    | Language::Dockerfile
                    | Language::RedisConf
            )
        })
    }

    fn by_file_name(name: &str) -> Option<Language> {
        let lower = name.to_ascii_lowercase();
        let language = match lower.as_str() {
            "dockerfile" | "containerfile" => Language::Dockerfile,
            "makefile" | "gnumakefile" | "justfile" => Language::Makefile,
            "procfile" => Language::Procfile,
            ".bashrc" | ".bash_profile" | ".profile" | ".zshrc" | "pkgbuild" => Language::Shell,
            "users.acl" => Language::RedisConf,
            ".env" => Language::Dotenv,
            "pipfile" => Language::Toml,
            _ if lower.starts_with("dockerfile.")
                || lower.starts_with("containerfile.")
                || lower.ends_with(".dockerfile") =>
            {
                Language::Dockerfile
            }
            _ if lower.starts_with("makefile.") => Language::Makefile,
            _ if lower.starts_with("procfile.") => Language::Procfile,
            // .env.example, .env.local, prod.env, env.sample
            _ if lower.starts_with(".env.") || lower.starts_with(".env-") => Language::Dotenv,
            _ if [".env.example", ".env.sample"].iter().any(|end| lower.ends_with(end)) => Language::Dotenv,
            _ => match lower.rsplit_once('.') {
                Some((_, "env" | "envrc")) => Language::Dotenv,
                // env.sample, but not env.py
                Some(("env", end)) if !matches!(end, "py" | "ts" | "js" | "rs") => Language::Dotenv,
                _ => return None,
            },
        };
        Some(language)
    }

    fn by_extension(name: &str) -> Option<Language> {
        let (_, extension) = name.rsplit_once('.')?;
        let language = match extension.to_ascii_lowercase().as_str() {
            "rs" => Language::Rust,
            "py" | "pyi" | "pyw" => Language::Python,
            "js" | "jsx" | "mjs" | "cjs" => Language::JavaScript,
            "ts" | "mts" | "cts" => Language::TypeScript,
            "tsx" => Language::Tsx,
            "sh" | "bash" | "zsh" | "ksh" | "bats" => Language::Shell,
            "lua" => Language::Lua,
            "yml" | "yaml" => Language::Yaml,
            "toml" => Language::Toml,
            "json" | "jsonc" | "json5" => Language::Json,
            "ini" | "cfg" => Language::Ini,
            "properties" => Language::Properties,
            "conf" => Language::RedisConf,
            "mk" | "mak" => Language::Makefile,
            "service" => Language::Systemd,
            _ => return None,
        };
        Some(language)
    }

    fn by_shebang(name: &str, first_line: &str) -> Option<Language> {
        if name.contains('.') && !name.starts_with('.') {
            return None;
        }
        let line = first_line.trim_start_matches('\u{feff}').strip_prefix("#!")?;
        let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
        let mut program = words.next()?;
        if program == "env" {
            program = words.find(|word| !word.starts_with('-') && !word.contains('='))?;
        }
        let program = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        match program {
            "sh" | "bash" | "dash" | "zsh" | "ksh" | "ash" => Some(Language::Shell),
            "python" | "pypy" => Some(Language::Python),
            "node" | "nodejs" | "bun" => Some(Language::JavaScript),
            "deno" | "ts-node" | "tsx" => Some(Language::TypeScript),
            "lua" | "luajit" => Some(Language::Lua),
            "make" => Some(Language::Makefile),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_before_extensions_before_shebangs() {
        let detect = |path: &str| Language::detect(path, "");
        assert_eq!(detect("a/b/Dockerfile.dev"), Some(Language::Dockerfile));
        assert_eq!(detect(".env.local"), Some(Language::Dotenv));
        assert_eq!(detect("k8s/redis.yaml"), Some(Language::Yaml));
        assert_eq!(detect("src/main.rs"), Some(Language::Rust));
        assert_eq!(detect("README.md"), None);
        assert_eq!(detect("redis.conf.j2"), Some(Language::RedisConf));
        assert_eq!(detect("config/redis.yml.example"), Some(Language::Yaml));
        assert_eq!(detect("main.py.tmpl"), None);
        assert_eq!(detect("notes.example"), None);
        assert_eq!(Language::detect("bin/run", "#!/usr/bin/env -S python3 -u"), Some(Language::Python));
        assert_eq!(Language::detect("bin/run", "#!/bin/bash"), Some(Language::Shell));
        for language in Language::ALL {
            assert_eq!(Language::by_name(language.name()), Some(language));
            let written = serde_json::to_value(language).ok();
            assert_eq!(written.as_ref().and_then(|value| value.as_str()), Some(language.name()));
        }
    }
}
