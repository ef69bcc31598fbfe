//! Expressions.

use super::block::Tail;
use super::reader::{Outer, Reader, block_value, whole};
use crate::ir::code::{
    Arg, Assign, AssignOp, BinaryOp, Call, Entry, Expr, ExprKind, Function, Param, Pattern, Record, Stmt, StmtKind,
};
use crate::source::Span;

/// `[x; n]` of a literal up to this long is written out.
const REPEAT: usize = 8;

impl Reader<'_> {
    /// An expression.
    pub(super) fn expr(&mut self, expr: &syn::Expr) -> Expr {
        self.outer(expr).0
    }

    /// An expression with the span of all that was stripped from it.
    pub(super) fn outer(&mut self, expr: &syn::Expr) -> Outer {
        match self.deeper(expr, Self::shallow) {
            Some(outer) => outer,
            None => whole(ExprKind::Other(Vec::new()), self.around(expr)),
        }
    }

    fn shallow(&mut self, expr: &syn::Expr) -> Outer {
        match expr {
            syn::Expr::Lit(literal) => {
                let value = self.literal(&literal.lit);
                let span = value.span;
                (value, span)
            }
            syn::Expr::Path(path) => self.path(path.qself.as_ref(), &path.path),
            syn::Expr::Macro(call) => self.macro_call(&call.mac),
            syn::Expr::Call(call) => self.call(call),
            syn::Expr::MethodCall(call) => self.method_call(call),
            syn::Expr::Field(field) => {
                let (object, span) = self.outer(&field.base);
                let name = self.member(&field.member);
                let span = span.cover(name.span);
                whole(ExprKind::Member { object: Box::new(object), name }, span)
            }
            syn::Expr::Index(index) => {
                let (object, span) = self.outer(&index.expr);
                let key = self.expr(&index.index);
                let span = span.cover(self.at(index.bracket_token.span.close()));
                whole(ExprKind::Index { object: Box::new(object), index: Box::new(key) }, span)
            }
            syn::Expr::Struct(record) => self.record(record),
            syn::Expr::Array(array) => self.list(&array.elems, self.at(array.bracket_token.span.join())),
            syn::Expr::Tuple(tuple) if tuple.elems.is_empty() => {
                whole(ExprKind::Null, self.at(tuple.paren_token.span.join()))
            }
            syn::Expr::Tuple(tuple) => self.list(&tuple.elems, self.at(tuple.paren_token.span.join())),
            syn::Expr::Repeat(repeat) => {
                let span = self.at(repeat.bracket_token.span.join());
                (self.repeat(&repeat.expr, &repeat.len, span), span)
            }
            syn::Expr::Binary(binary) => self.binary(binary),
            syn::Expr::Assign(assign) => {
                let (target, start) = self.place(&assign.left);
                let (value, end) = self.outer(&assign.right);
                let assign = Assign { target, type_: None, value: Some(value), op: AssignOp::Set };
                whole(ExprKind::Assign(Box::new(assign)), start.cover(end))
            }
            syn::Expr::Let(test) => {
                let target = self.pattern(&test.pat);
                let (value, end) = self.outer(&test.expr);
                let assign = Assign { target, type_: None, value: Some(value), op: AssignOp::Set };
                whole(ExprKind::Assign(Box::new(assign)), self.at(test.let_token.span).cover(end))
            }
            syn::Expr::Closure(closure) => self.closure(closure),
            syn::Expr::If(_)
            | syn::Expr::Match(_)
            | syn::Expr::While(_)
            | syn::Expr::ForLoop(_)
            | syn::Expr::Loop(_)
            | syn::Expr::Return(_) => match self.control_value(expr) {
                Some(outer) => outer,
                None => self.other(expr),
            },
            syn::Expr::Block(block) => self.block_expr(&block.block, None),
            syn::Expr::Unsafe(block) => self.block_expr(&block.block, Some(block.unsafe_token.span)),
            syn::Expr::Async(block) => self.block_expr(&block.block, Some(block.async_token.span)),
            syn::Expr::Const(block) => self.block_expr(&block.block, Some(block.const_token.span)),
            syn::Expr::TryBlock(block) => self.block_expr(&block.block, Some(block.try_token.span)),
            _ => self.stripped(expr),
        }
    }

    /// What is replaced by what stands inside, and the rest.
    fn stripped(&mut self, expr: &syn::Expr) -> Outer {
        match expr {
            syn::Expr::Paren(paren) => {
                let (inner, _) = self.outer(&paren.expr);
                (inner, self.at(paren.paren_token.span.join()))
            }
            syn::Expr::Group(group) => self.outer(&group.expr),
            syn::Expr::Reference(reference) => self.prefixed(reference.and_token.span, &reference.expr),
            syn::Expr::RawAddr(reference) => self.prefixed(reference.and_token.span, &reference.expr),
            syn::Expr::Try(question) => {
                let (inner, span) = self.outer(&question.expr);
                (inner, span.cover(self.at(question.question_token.span)))
            }
            syn::Expr::Await(await_) => {
                let (inner, span) = self.outer(&await_.base);
                (inner, span.cover(self.at(await_.await_token.span)))
            }
            syn::Expr::Cast(cast) => {
                let (inner, span) = self.outer(&cast.expr);
                let end = self.around(&cast.ty);
                (inner, span.cover(end))
            }
            syn::Expr::Unary(unary) => match unary.op {
                syn::UnOp::Deref(star) => self.prefixed(star.span, &unary.expr),
                syn::UnOp::Neg(minus) => {
                    let (inner, span) = self.outer(&unary.expr);
                    let span = self.at(minus.span).cover(span);
                    match inner.kind {
                        ExprKind::Number(number) => whole(ExprKind::Number(format!("-{number}")), span),
                        _ => whole(ExprKind::Other(vec![inner]), span),
                    }
                }
                _ => {
                    let inner = self.expr(&unary.expr);
                    let span = self.at(syn::spanned::Spanned::span(&unary.op)).cover(inner.span);
                    whole(ExprKind::Other(vec![inner]), span)
                }
            },
            _ => self.other(expr),
        }
    }

    fn prefixed(&mut self, prefix: proc_macro2::Span, expr: &syn::Expr) -> Outer {
        let (inner, span) = self.outer(expr);
        (inner, self.at(prefix).cover(span))
    }

    /// Expressions without a value that anyone follows.
    fn other(&mut self, expr: &syn::Expr) -> Outer {
        let mut inner = Vec::new();
        match expr {
            syn::Expr::Break(jump) => inner.extend(jump.expr.as_ref().map(|value| self.expr(value))),
            syn::Expr::Yield(give) => inner.extend(give.expr.as_ref().map(|value| self.expr(value))),
            syn::Expr::Range(range) => {
                for side in [&range.start, &range.end].into_iter().flatten() {
                    inner.push(self.expr(side));
                }
            }
            syn::Expr::Verbatim(tokens) => inner = self.loose(tokens),
            _ => {}
        }
        let span = match (inner.first(), expr) {
            (Some(only), syn::Expr::Break(jump)) => self.at(jump.break_token.span).cover(only.span),
            (Some(first), _) if inner.len() > 1 => inner.iter().map(|inner| inner.span).fold(first.span, Span::cover),
            _ => self.around(expr),
        };
        whole(ExprKind::Other(inner), span)
    }

    /// A path as a chain of members; `None` is null, `Self` its type, turbofish is dropped.
    pub(super) fn path(&mut self, self_type: Option<&syn::QSelf>, path: &syn::Path) -> Outer {
        let mut names: Vec<_> = path.segments.iter().map(|segment| self.ident(&segment.ident)).collect();
        let mut start = names.first().map_or_else(|| self.around(path), |first| first.span);
        if let Some(qualified) = self_type {
            // `<redis::Client as Open>::open` is `redis::Client::open`
            start = self.at(qualified.lt_token.span);
            if let syn::Type::Path(type_) = &*qualified.ty {
                let kept = names.split_off(qualified.position.min(names.len()));
                names = type_.path.segments.iter().map(|segment| self.ident(&segment.ident)).collect();
                names.extend(kept);
            }
        }
        let is_none = matches!(names.as_slice(), [.., last] if last.name == "None")
            && names.iter().rev().nth(1).is_none_or(|outer| outer.name == "Option");
        if is_none {
            return whole(ExprKind::Null, names.iter().fold(start, |span, name| span.cover(name.span)));
        }
        let mut names = names.into_iter();
        let Some(first) = names.next() else { return whole(ExprKind::Other(Vec::new()), start) };
        let head = match &self.self_type {
            Some(self_type) if first.name == "Self" => self_type.clone(),
            _ => first.name,
        };
        let mut object = Expr::new(ExprKind::Name(head), first.span);
        let mut span = start.cover(first.span);
        for name in names {
            span = span.cover(name.span);
            object = Expr::new(ExprKind::Member { object: Box::new(object), name }, span);
        }
        (object, span)
    }

    fn call(&mut self, call: &syn::ExprCall) -> Outer {
        let (callee, start) = self.outer(&call.func);
        let span = start.cover(self.at(call.paren_token.span.close()));
        let mut args = self.args(&call.args);
        if args.len() == 1
            && is_transparent(&callee)
            && let Some(arg) = args.pop()
        {
            return (arg.value, span);
        }
        whole(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), span)
    }

    fn method_call(&mut self, call: &syn::ExprMethodCall) -> Outer {
        // a link of a chain is two levels of the tree
        let (object, start) = match self.deeper(call, |reader, call| reader.outer(&call.receiver)) {
            Some(outer) => outer,
            None => whole(ExprKind::Other(Vec::new()), self.around(&call.receiver)),
        };
        let name = self.ident(&call.method);
        let callee = start.cover(name.span);
        let callee = Expr::new(ExprKind::Member { object: Box::new(object), name }, callee);
        let span = start.cover(self.at(call.paren_token.span.close()));
        let args = self.args(&call.args);
        whole(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), span)
    }

    fn args<'e>(&mut self, args: impl IntoIterator<Item = &'e syn::Expr>) -> Vec<Arg> {
        args.into_iter().map(|arg| Arg { name: None, value: self.expr(arg) }).collect()
    }

    fn list<'e>(&mut self, items: impl IntoIterator<Item = &'e syn::Expr>, span: Span) -> Outer {
        let items = items.into_iter().map(|item| self.expr(item)).collect();
        whole(ExprKind::List(items), span)
    }

    /// `[item; len]`: written out where it is short and repeats nothing that runs, else a list of any length.
    pub(super) fn repeat(&mut self, item: &syn::Expr, len: &syn::Expr, span: Span) -> Expr {
        let item = self.expr(item);
        let len = self.expr(len);
        let count = match &len.kind {
            ExprKind::Number(number) => number.parse::<usize>().ok(),
            _ => None,
        };
        let items = match count {
            Some(count) if count <= REPEAT && super::control::is_cheap(&item) => vec![item; count],
            _ => {
                let inner = Box::new(Expr::new(ExprKind::Other(vec![item, len]), span));
                vec![Expr::new(ExprKind::Spread(inner), span)]
            }
        };
        Expr::new(ExprKind::List(items), span)
    }

    fn record(&mut self, record: &syn::ExprStruct) -> Outer {
        let (type_, start) = self.path(record.qself.as_ref(), &record.path);
        let mut entries = Vec::new();
        for field in &record.fields {
            let key = self.member(&field.member);
            let key = Expr::text(key.name, key.span);
            entries.push(Entry::Pair { key, value: self.expr(&field.expr) });
        }
        if let Some(rest) = &record.rest {
            let rest = self.expr(rest);
            entries.push(Entry::Spread(defaults(&rest).unwrap_or(rest)));
        }
        let span = start.cover(self.at(record.brace_token.span.close()));
        whole(ExprKind::Record(Box::new(Record { type_: Some(type_), entries })), span)
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> Outer {
        let op = match binary.op {
            syn::BinOp::AddAssign(_) => Some(AssignOp::Add),
            syn::BinOp::SubAssign(_)
            | syn::BinOp::MulAssign(_)
            | syn::BinOp::DivAssign(_)
            | syn::BinOp::RemAssign(_)
            | syn::BinOp::BitXorAssign(_)
            | syn::BinOp::BitAndAssign(_)
            | syn::BinOp::BitOrAssign(_)
            | syn::BinOp::ShlAssign(_)
            | syn::BinOp::ShrAssign(_) => Some(AssignOp::Other),
            _ => None,
        };
        if let Some(op) = op {
            let (target, start) = self.place(&binary.left);
            let (value, end) = self.outer(&binary.right);
            let assign = Assign { target, type_: None, value: Some(value), op };
            return whole(ExprKind::Assign(Box::new(assign)), start.cover(end));
        }
        let (left, start) = self.outer(&binary.left);
        let (right, end) = self.outer(&binary.right);
        let kind = match binary.op {
            syn::BinOp::Add(_) => ExprKind::Binary { op: BinaryOp::Add, left: Box::new(left), right: Box::new(right) },
            _ => ExprKind::Other(vec![left, right]),
        };
        whole(kind, start.cover(end))
    }

    /// The left side of an assignment.
    fn place(&mut self, expr: &syn::Expr) -> (Pattern, Span) {
        match expr {
            syn::Expr::Tuple(tuple) => {
                let items = tuple.elems.iter().map(|elem| self.place(elem).0).collect();
                (Pattern::Tuple(items), self.at(tuple.paren_token.span.join()))
            }
            syn::Expr::Infer(infer) => (Pattern::Other, self.at(infer.underscore_token.span)),
            _ => {
                let (place, span) = self.outer(expr);
                let pattern = match place.kind {
                    ExprKind::Name(name) => Pattern::Name(crate::ir::code::Ident { name, span: place.span }),
                    _ => Pattern::Place(Box::new(place)),
                };
                (pattern, span)
            }
        }
    }

    fn closure(&mut self, closure: &syn::ExprClosure) -> Outer {
        let params = closure.inputs.iter().map(|input| self.closure_param(input)).collect();
        let returns = self.returned(&closure.output);
        let (body, end) = match &*closure.body {
            syn::Expr::Block(block) => {
                (self.block(&block.block, Tail::Return), self.at(block.block.brace_token.span.close()))
            }
            // the function's result is what the block gives
            syn::Expr::Async(block) => {
                (self.block(&block.block, Tail::Return), self.at(block.block.brace_token.span.close()))
            }
            body => {
                let (value, span) = self.outer(body);
                (vec![Stmt { kind: StmtKind::Return(Some(value)), span }], span)
            }
        };
        let first = [
            closure.asyncness.map(|token| token.span),
            closure.capture.map(|token| token.span),
            Some(closure.or1_token.span),
        ];
        let start = first.into_iter().flatten().next().map_or(end, |span| self.at(span));
        let span = start.cover(end);
        let function = Function { name: None, params, receiver: None, returns, decorators: Vec::new(), body, span };
        whole(ExprKind::Lambda(Box::new(function)), span)
    }

    fn closure_param(&mut self, input: &syn::Pat) -> Param {
        let type_ = match input {
            syn::Pat::Type(typed) => self.type_ref(&typed.ty),
            _ => None,
        };
        Param { pattern: self.pattern(input), type_, default: None, rest: false }
    }

    fn block_expr(&mut self, block: &syn::Block, keyword: Option<proc_macro2::Span>) -> Outer {
        let span = self.at(block.brace_token.span.join());
        let span = keyword.map_or(span, |keyword| self.at(keyword).cover(span));
        (block_value(self.block(block, Tail::Value), span), span)
    }
}

/// `Default::default()` and `T::default()` hold no field that is written anywhere: `T {}`.
fn defaults(rest: &Expr) -> Option<Expr> {
    let ExprKind::Call(call) = &rest.kind else { return None };
    let ExprKind::Member { object, name } = &call.callee.kind else { return None };
    if name.name != "default" || !call.args.is_empty() || object.path().is_none() {
        return None;
    }
    let record = Record { type_: Some((**object).clone()), entries: Vec::new() };
    Some(Expr::new(ExprKind::Record(Box::new(record)), rest.span))
}

/// `Some`, `Ok`: a call of them is its argument.
fn is_transparent(callee: &Expr) -> bool {
    match callee.path().as_deref() {
        Some(["Some" | "Ok"]) => true,
        Some([.., outer, name]) => matches!((*outer, *name), ("Option", "Some") | ("Result", "Ok")),
        _ => false,
    }
}
