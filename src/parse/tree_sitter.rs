//! What the frontends on tree-sitter grammars share: parsing within a budget, a depth-bounded walk, comments and errors.
//!
//! A frontend declares its [`Grammar`] and calls [`read`] with a function from the root node to the body of the module:
//!
//! ```text
//! static GRAMMAR: Grammar = Grammar { name: "lua", language: || tree_sitter_lua::LANGUAGE.into(), comments: &["comment"] };
//!
//! fn parse(&self, file: &SourceFile) -> Parsed {
//!     tree_sitter::read(&GRAMMAR, file.text(), |walk, root| walk_statements(walk, root))
//! }
//! ```
//!
//! [`read`] collects comments and syntax errors of the whole tree itself, without recursion. The frontend recurses through [`Walk::nested`] or
//! [`Walk::nested_expr`] only, which stop at [`MAX_DEPTH`]; left-deep operator chains go through [`Walk::chain`], wrappers such as parentheses are
//! best stripped in a loop. Children are read with [`named_children`] or [`children`], never by index: `Node::child(i)` counts from the first
//! child, so a loop over it is quadratic.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{Language, ParseOptions, Parser, Tree};

pub(crate) use tree_sitter::Node;

use crate::ir::code::{BinaryOp, Expr, ExprKind, MAX_DEPTH, Module, Stmt};
use crate::ir::{Comment, Parsed, Skipped};
use crate::source::Span;

/// The largest text that is parsed, in bytes; a syntax tree takes some twenty times its text.
const MAX_BYTES: usize = 16 << 20;

/// Progress reports (one for 100 parser operations) that any text may take, and how many more for a kilobyte of it. Ordinary code takes about five
/// for a kilobyte. Counting them, unlike a clock, gives the same result on every machine.
const BASE_REPORTS: usize = 4_000;
const REPORTS_PER_KILOBYTE: usize = 100;

/// A second guard, for texts whose single operations are slow.
const MAX_TIME: Duration = Duration::from_secs(10);

/// A tree-sitter grammar.
pub(crate) struct Grammar {
    /// Its name, unique among the grammars.
    pub(crate) name: &'static str,
    /// Loads its tables: `|| tree_sitter_x::LANGUAGE.into()`.
    pub(crate) language: fn() -> Language,
    /// The node kinds that are comments.
    pub(crate) comments: &'static [&'static str],
}

thread_local! {
    /// One parser for each grammar used on this thread: setting one up costs more than parsing a small file.
    static PARSERS: RefCell<Vec<(&'static str, Parser)>> = const { RefCell::new(Vec::new()) };
}

/// Parses `text` and lowers it: `lower` turns the root node into the statements of the module.
///
/// Comments and syntax errors are collected here. A text that is too large, or that takes the parser beyond its budget, becomes one skipped span.
pub(crate) fn read<'t, F>(grammar: &Grammar, text: &'t str, lower: F) -> Parsed
where
    F: FnOnce(&mut Walk<'t>, Node<'_>) -> Vec<Stmt>,
{
    let mut parsed = Parsed::default();
    let whole = Span::new(0, text.len());
    if text.len() > MAX_BYTES {
        parsed.skipped.push(Skipped { span: whole, reason: "too large".to_owned() });
        return parsed;
    }
    let Some(tree) = tree_of(grammar, text) else {
        parsed.skipped.push(Skipped { span: whole, reason: "too costly to parse".to_owned() });
        return parsed;
    };
    survey(grammar, &tree, text, &mut parsed);
    let mut walk = Walk { text, skipped: Vec::new(), depth: 0 };
    let body = lower(&mut walk, tree.root_node());
    parsed.code = Some(Module { body });
    parsed.skipped.append(&mut walk.skipped);
    parsed.skipped.sort_by_key(|skipped| skipped.span);
    parsed
}

/// Parses `text`, a piece of code inside a literal or a comment, and reads something off its tree; `None` when it is beyond the budget.
pub(crate) fn fragment<T>(grammar: &Grammar, text: &str, read: impl FnOnce(&mut Walk<'_>, Node<'_>) -> T) -> Option<T> {
    let tree = if text.len() > MAX_BYTES { None } else { tree_of(grammar, text) };
    tree.map(|tree| read(&mut Walk { text, skipped: Vec::new(), depth: 0 }, tree.root_node()))
}

/// The syntax tree of `text`; `None` when the budget is used up.
fn tree_of(grammar: &Grammar, text: &str) -> Option<Tree> {
    PARSERS.with(|parsers| {
        // a frontend does not parse while it parses, so the cell is free; were it not, a parser of our own does
        let Ok(mut parsers) = parsers.try_borrow_mut() else { return run(&mut parser(grammar)?, text) };
        let known = parsers.iter().position(|(name, _)| *name == grammar.name);
        let index = known.unwrap_or(parsers.len());
        if known.is_none() {
            parsers.push((grammar.name, parser(grammar)?));
        }
        run(&mut parsers.get_mut(index)?.1, text)
    })
}

/// A parser for `grammar`; `None` if the grammar were built for another tree-sitter, which the tests would show.
fn parser(grammar: &Grammar) -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(&(grammar.language)()).ok()?;
    Some(parser)
}

fn run(parser: &mut Parser, text: &str) -> Option<Tree> {
    let bytes = text.as_bytes();
    let mut reports_left = BASE_REPORTS + bytes.len() / 1024 * REPORTS_PER_KILOBYTE;
    let start = Instant::now();
    let mut progress = |_: &tree_sitter::ParseState| {
        reports_left = reports_left.saturating_sub(1);
        if reports_left == 0 || start.elapsed() > MAX_TIME { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let tree = parser.parse_with_options(&mut |offset, _| bytes.get(offset..).unwrap_or_default(), None, Some(options));
    if tree.is_none() {
        parser.reset(); // otherwise the next text would go on where this one stopped
    }
    tree
}

/// Collects comments and syntax errors by one pass over all nodes, without recursion.
fn survey(grammar: &Grammar, tree: &Tree, text: &str, parsed: &mut Parsed) {
    let language = (grammar.language)();
    let comment_ids: Vec<u16> = grammar.comments.iter().map(|kind| language.id_for_node_kind(kind, true)).collect();
    let root = tree.root_node();
    let mut cursor = root.walk();
    let mut error_end = 0;
    loop {
        let node = cursor.node();
        if comment_ids.contains(&node.kind_id()) {
            parsed.comments.push(Comment { span: span_in(text, node) });
        } else if (node.is_error() || node.is_missing()) && node.end_byte() >= error_end {
            // an error inside an error says nothing new
            if node.start_byte() >= error_end {
                parsed.skipped.push(Skipped { span: span_in(text, node), reason: "syntax error".to_owned() });
            }
            error_end = node.end_byte();
        }
        if cursor.goto_first_child() || cursor.goto_next_sibling() {
            continue;
        }
        loop {
            if !cursor.goto_parent() {
                skip_tail(root, text, parsed);
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
        }
    }
}

/// A scanner that takes a NUL byte for the end of the file leaves a rest.
fn skip_tail(root: Node<'_>, text: &str, parsed: &mut Parsed) {
    let rest = text.get(root.end_byte()..).unwrap_or_default();
    if !rest.trim().is_empty() {
        let span = Span::new(root.end_byte(), text.len());
        parsed.skipped.push(Skipped { span, reason: "syntax error".to_owned() });
    }
}

/// The walk over one tree: its text, how deep it is, what it left out.
pub(crate) struct Walk<'t> {
    /// The text that was parsed.
    pub(crate) text: &'t str,
    skipped: Vec<Skipped>,
    depth: usize,
}

impl<'t> Walk<'t> {
    /// Where `node` stands.
    pub(crate) fn span(&self, node: Node<'_>) -> Span {
        span_in(self.text, node)
    }

    /// The text of `node`.
    pub(crate) fn text(&self, node: Node<'_>) -> &'t str {
        self.slice(node.start_byte(), node.end_byte())
    }

    /// The text between two byte offsets; empty when they are no character boundaries.
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Notes that `span` was not understood, with a `reason` as in [`Skipped::reason`].
    pub(crate) fn skip(&mut self, span: Span, reason: &str) {
        self.skipped.push(Skipped { span, reason: reason.to_owned() });
    }

    /// Runs `lower` one level deeper. At [`MAX_DEPTH`] it notes `node` as skipped instead and gives `None`.
    pub(crate) fn nested<T>(&mut self, node: Node<'_>, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            let span = self.span(node);
            self.skip(span, "nested too deeply");
            return None;
        }
        self.depth += 1;
        let result = lower(self);
        self.depth -= 1;
        Some(result)
    }

    /// The expression at `node`, lowered one level deeper by `lower`; [`ExprKind::Other`] without children when that is too deep.
    pub(crate) fn nested_expr<'n>(&mut self, node: Node<'n>, lower: fn(&mut Self, Node<'n>) -> Expr) -> Expr {
        match self.nested(node, |walk| lower(walk, node)) {
            Some(expr) => expr,
            None => Expr::new(ExprKind::Other(Vec::new()), self.span(node)),
        }
    }

    /// A left-deep chain of binary operators, `a + b + c`, walked without recursion.
    ///
    /// `split` takes a node apart when it is a binary operator (after stripping what may stand around it) and `operand` lowers anything else. A
    /// chain that is longer than half of the depth that is left keeps its last operators; the operands before them stand side by side in an
    /// [`ExprKind::Other`], so that none is lost.
    pub(crate) fn chain<'n>(
        &mut self,
        node: Node<'n>,
        split: impl Fn(&Self, Node<'n>) -> Option<Infix<'n>>,
        operand: fn(&mut Self, Node<'n>) -> Expr,
    ) -> Expr {
        let mut steps = Vec::new();
        let mut head = node;
        while let Some(infix) = split(self, head) {
            steps.push((infix.op, infix.right));
            head = infix.left;
        }
        steps.reverse();
        let mut expr = self.fold(head, &steps, operand);
        expr.span = self.span(node);
        expr
    }

    /// The left-deep tree of `head` and the operators and right sides in `steps`, with the bound of [`Walk::chain`].
    pub(crate) fn fold<'n>(
        &mut self,
        head: Node<'n>,
        steps: &[(Option<BinaryOp>, Node<'n>)],
        operand: fn(&mut Self, Node<'n>) -> Expr,
    ) -> Expr {
        let outer_depth = self.depth;
        // half of the depth that is left stays for what stands inside the operands
        let kept = steps.len().min(MAX_DEPTH.saturating_sub(self.depth + 1) / 2);
        let (flat, kept) = steps.split_at(steps.len() - kept);
        // an operand stands as deep as there are operators behind it
        self.depth = outer_depth + kept.len();
        let mut expr = self.nested_expr(head, operand);
        if !flat.is_empty() {
            let mut operands = vec![expr];
            operands.extend(flat.iter().map(|&(_, right)| self.nested_expr(right, operand)));
            let span = operands.iter().fold(self.span(head), |span, operand| span.cover(operand.span));
            expr = Expr::new(ExprKind::Other(operands), span);
        }
        for (index, &(op, right)) in kept.iter().enumerate() {
            self.depth = outer_depth + kept.len() - 1 - index;
            let right = self.nested_expr(right, operand);
            let span = expr.span.cover(right.span);
            expr = binary(op, expr, right, span);
        }
        self.depth = outer_depth;
        expr
    }
}

/// A binary operator taken apart.
pub(crate) struct Infix<'n> {
    /// Left side.
    pub(crate) left: Node<'n>,
    /// The operator, if analysis understands it.
    pub(crate) op: Option<BinaryOp>,
    /// Right side.
    pub(crate) right: Node<'n>,
}

/// `left op right`; an operator that means nothing to analysis gives [`ExprKind::Other`] with both sides inside.
pub(crate) fn binary(op: Option<BinaryOp>, left: Expr, right: Expr, span: Span) -> Expr {
    let kind = match op {
        Some(op) => ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) },
        None => ExprKind::Other(vec![left, right]),
    };
    Expr::new(kind, span)
}

/// The named children of `node` in order, without comments and other extras; `ERROR` nodes are among them.
pub(crate) fn named_children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| !child.is_extra() || child.is_error()).collect()
}

/// All children of `node` in order, punctuation and extras too, each with the field that it fills.
pub(crate) fn children(node: Node<'_>) -> Vec<(Option<&str>, Node<'_>)> {
    let mut cursor = node.walk();
    let mut all = Vec::new();
    if cursor.goto_first_child() {
        loop {
            all.push((cursor.field_name(), cursor.node()));
            if !cursor.goto_next_sibling() {
                break;
            }
        }
    }
    all
}

/// The children of `node` that fill `field`, in order; separators that a grammar puts into the field are left out.
pub(crate) fn fields<'n>(node: Node<'n>, field: &str) -> Vec<Node<'n>> {
    let mut cursor = node.walk();
    node.children_by_field_name(field, &mut cursor).filter(Node::is_named).collect()
}

/// The first child that fills `field`.
///
/// Not by `Node::child_by_field_name`, which recurses through rules that a grammar hides behind an alias: a long `typeof a.b.c…` overflows the stack.
pub(crate) fn field<'n>(node: Node<'n>, field: &str) -> Option<Node<'n>> {
    let id = node.language().field_id_for_name(field)?;
    let mut cursor = node.walk();
    if !cursor.goto_first_child() {
        return None;
    }
    while cursor.field_id() != Some(id) || cursor.node().is_extra() {
        if !cursor.goto_next_sibling() {
            return None;
        }
    }
    Some(cursor.node())
}

/// The span of `node`, moved inwards to character boundaries should error recovery have cut a character.
fn span_in(text: &str, node: Node<'_>) -> Span {
    let mut start = node.start_byte().min(text.len());
    let mut end = node.end_byte().min(text.len());
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::code::StmtKind;

    static LUA: Grammar =
        Grammar { name: "lua", language: || tree_sitter_lua::LANGUAGE.into(), comments: &["comment"] };

    /// Every node as an expression: operators as chains, the rest as their children.
    fn expr<'n>(walk: &mut Walk<'_>, node: Node<'n>) -> Expr {
        let split = |walk: &Walk<'_>, node: Node<'n>| {
            (node.kind() == "binary_expression").then_some(())?;
            let op = children(node).into_iter().find(|(name, _)| *name == Some("operator")).map(|(_, node)| node);
            let op = op.filter(|op| walk.text(*op) == "..").map(|_| BinaryOp::Add);
            Some(Infix { left: field(node, "left")?, op, right: field(node, "right")? })
        };
        if split(walk, node).is_some() {
            return walk.chain(node, split, expr);
        }
        let inner = named_children(node).into_iter().map(|child| walk.nested_expr(child, expr)).collect();
        Expr::new(ExprKind::Other(inner), walk.span(node))
    }

    fn parse(text: &str) -> Parsed {
        read(&LUA, text, |walk, root| {
            let statement = |expr: Expr| Stmt { span: expr.span, kind: StmtKind::Expr(expr) };
            named_children(root).into_iter().map(|node| statement(walk.nested_expr(node, expr))).collect()
        })
    }

    /// Depth of the tree and number of nodes.
    fn size(expr: &Expr) -> (usize, usize) {
        let inner: Vec<&Expr> = match &expr.kind {
            ExprKind::Other(inner) => inner.iter().collect(),
            ExprKind::Binary { left, right, .. } => vec![left, right],
            _ => Vec::new(),
        };
        let sizes = inner.into_iter().map(size);
        let (depth, count) = sizes.fold((0, 0), |(depth, count), (d, c)| (depth.max(d), count + c));
        (depth + 1, count + 1)
    }

    fn measure(text: &str) -> (usize, usize) {
        let parsed = parse(text);
        let body = parsed.code.expect("parsed within the budget").body;
        let sizes = body.iter().map(|stmt| match &stmt.kind {
            StmtKind::Expr(expr) => size(expr),
            _ => (0, 0),
        });
        sizes.fold((0, 0), |(depth, count), (d, c)| (depth.max(d), count + c))
    }

    fn reasons(text: &str) -> Vec<String> {
        parse(text).skipped.into_iter().map(|skipped| skipped.reason).collect()
    }

    #[test]
    fn comments_and_errors_are_found_everywhere() {
        let text = "-- ä\nf(1, --[[ b ]] 2)\nlocal = = 3 -- c\n";
        let parsed = parse(text);
        let comments: Vec<&str> = parsed.comments.iter().map(|comment| &text[comment.span.range()]).collect();
        assert_eq!(comments, ["-- ä", "--[[ b ]]", "-- c"]);
        assert!(!parsed.skipped.is_empty());
        assert!(parsed.skipped.iter().all(|skipped| skipped.reason == "syntax error"));
        assert_eq!(reasons("f(1)"), [""; 0]);
    }

    #[test]
    fn depth_is_bounded() {
        let text = format!("f{}{}", "(g".repeat(10_000), ")".repeat(10_000));
        assert!(measure(&text).0 <= MAX_DEPTH + 1);
        assert_eq!(reasons(&text), ["nested too deeply"]);
    }

    #[test]
    fn long_chains_lose_no_operand() {
        let text = format!("x = f({}1)", "1 .. ".repeat(10_000));
        // `..` is right-associative in Lua, `+` is left-associative
        let (depth, count) = measure(&text.replace("..", "+"));
        assert!(depth <= MAX_DEPTH + 1, "{depth}");
        assert!(count > 10_000, "{count}");
        assert!(measure(&text).0 <= MAX_DEPTH + 1);
        let short = measure("x = f(1 + 2 + 3)");
        assert_eq!(short.1, measure("x = f(1 .. 2 .. 3)").1);
    }

    #[test]
    fn a_text_beyond_the_budget_is_skipped_whole() {
        assert_eq!(reasons(&" ".repeat(MAX_BYTES + 1)), ["too large"]);
        let parsed = parse("f(1)");
        assert!(parsed.skipped.is_empty(), "the parser is usable again");
    }

    #[test]
    fn odd_bytes_do_no_harm() {
        for text in ["", "\u{feff}f(1)", "f(1)\0g(2)", "f('ß", "\r\nf(1)\r\n", "\u{2028}", "f(\u{0}"] {
            let parsed = parse(text);
            for skipped in parsed.skipped {
                assert!(text.get(skipped.span.range()).is_some(), "{text:?}");
            }
        }
    }
}
