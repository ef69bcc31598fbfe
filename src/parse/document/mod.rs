//! Frontends of configuration formats.

pub(crate) mod template;
