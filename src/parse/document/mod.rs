//! Frontends of configuration formats.

pub(super) mod dockerfile;
pub(super) mod dotenv;
pub(super) mod ini;
pub(super) mod json;
mod lines;
pub(super) mod makefile;
mod mask;
pub(super) mod procfile;
pub(super) mod properties;
pub(super) mod redis_conf;
mod scalar;
pub(super) mod systemd;
pub(crate) mod template;
pub(super) mod toml;
pub(super) mod yaml;

#[cfg(test)]
pub(super) mod show;
