//! Documents: what Compose files, Kubernetes manifests, charts, pipelines, application settings and `.env` files say about Redis.
//!
//! Two things are looked at. Names: a key path such as `spring.redis.port` or a variable `REDIS_URL` says what its value is (`lower::naming`). Shapes: a
//! container whose image is a server, a Service in front of it, a probe, a script. Shapes are recognised by their own keys, not by the kind of file, so that
//! fragments, overlays and charts are read too. A 6379 for which nothing speaks is not reported.

mod chart;
mod conf;
mod container;
mod dockerfile;
mod embedded;
mod kubernetes;
mod makefile;
mod mounts;
#[cfg(test)]
mod process_tests;
mod procfile;
mod shape;
mod sink;
mod systemd;
mod vocabulary;
mod walk;

use std::sync::Arc;

use crate::ir::document::Document;
use crate::source::{Language, SourceFile};

use super::{Embedded, Lowered};
pub(crate) use conf::looks_like_redis_conf;
use sink::Sink;
use walk::Walker;

/// Lowers the documents of one file, or of a text that is `embedded` in it.
pub(crate) fn lower(file: &SourceFile, documents: &[Document], embedded: Option<&Embedded>) -> Lowered {
    let mut sink = Sink::new(file);
    if !is_generated(file.path()) {
        if file.language() == Language::RedisConf {
            conf::lower(file, documents, embedded, &mut sink);
        } else {
            for (index, document) in documents.iter().enumerate() {
                sink.scope = u32::try_from(index).unwrap_or(u32::MAX);
                sink.library = Arc::from(shape::shape(file, document));
                match file.language() {
                    Language::Dockerfile => dockerfile::lower(document, &mut sink),
                    Language::Makefile => makefile::lower(document, &mut sink),
                    Language::Procfile => procfile::lower(document, &mut sink),
                    Language::Systemd => systemd::lower(document, &mut sink),
                    _ => Walker::new(&mut sink, document).document(),
                }
            }
            if file.language() == Language::Ini {
                // `.cfg` is also what HAProxy and others call their own grammars
                conf::other(file, &mut sink);
            }
        }
    }
    sink.finish()
}

/// Files that a tool writes: nobody would mend them.
fn is_generated(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let files = &vocabulary::vocabulary().files;
    files.generated.contains(&name) || files.generated_ends.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests;
