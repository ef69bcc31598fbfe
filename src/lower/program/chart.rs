//! `helm install NAME CHART --set KEY=VALUE`: values of a chart that installs a server.

use super::Line;
use super::facts::{Meta, Out, value_literal};
use super::model::{Program, Role};
use super::scan::scan;
use super::words::Flat;
use crate::lower::image::Reference;
use crate::lower::naming;
use crate::usage::{FactKind, Given, LiteralRole};

const LIBRARY: &str = "helm";

/// Lowers an installation. What the chart itself brings along is not known.
pub(super) fn lower(program: &Program, line: &Line, out: &mut Out) {
    let scanned = scan(program, line.args, 2);
    let Some(chart) = scanned.operands.last() else { return };
    let chart = Flat::new(chart, out.host);
    // `oci://registry/path/redis`, `bitnami/redis`
    let path = chart.text.split_once("://").map_or(chart.text.as_str(), |(_, path)| path);
    let Some(reference) = Reference::parse(path) else { return };
    let is_server = reference.server().is_some();
    for found in scanned.all(Role::Env) {
        let Some(value) = found.value else { continue };
        let flat = Flat::new(value.word, out.host);
        let mut start = value.skip;
        for part in flat.text.get(value.skip..).unwrap_or_default().split(',') {
            if let Some((key, text)) = part.split_once('=') {
                let at = start + key.len() + 1;
                let inside = Flat::new(&flat.word(at, at + text.len()), out.host);
                set(key, &inside, is_server.then_some(&reference), line, out);
            }
            start += part.len() + 1;
        }
    }
}

/// One value that is set. Without `chart` it counts only below a key that names Redis.
fn set(key: &str, value: &Flat, chart: Option<&Reference<'_>>, line: &Line, out: &mut Out) {
    let keys: Vec<&str> = chart.is_some().then_some("redis").into_iter().chain(key.split('.')).collect();
    if let ([.., "image", "tag"], Some(chart)) = (keys.as_slice(), chart)
        && keys.len() == 3
        && let Some(server) = chart.server()
    {
        let word = value.word(0, value.text.len());
        let mut image = chart.image(server, None);
        image.tag = match word.as_text() {
            Some(tag) if !super::facts::is_filled_in(tag) => Given::Literal(tag.to_owned(), word.span),
            _ => Given::Dynamic,
        };
        out.fact(FactKind::Image(image), word.span, LIBRARY, line.confidence);
        return;
    }
    let Some(meaning) = naming::meaning(&keys) else { return };
    let meta = Meta { place: "argument", name: key, library: LIBRARY, confidence: meaning.confidence };
    match meaning.role {
        naming::Role::Password => value_literal(LiteralRole::Password, value, 0, &meta, out),
        naming::Role::Port => value_literal(LiteralRole::Port, value, 0, &meta, out),
        _ => {}
    }
}
