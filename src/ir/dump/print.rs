//! The printer: one method a node type.

use std::fmt::Write;

use crate::ir::code::{
    Arg, Assign, AssignOp, BinaryOp, Class, Entry, Expr, ExprKind, Function, Import, Param, Pattern, Record, Stmt,
    StmtKind, TypeRef,
};
use crate::ir::document::{Node, NodeKind, Scalar, ScalarStyle};

/// What `print` writes.
pub(super) fn to_string(print: impl FnOnce(&mut Printer)) -> String {
    let mut printer = Printer { out: String::new() };
    print(&mut printer);
    printer.out
}

/// Collects the text.
pub(super) struct Printer {
    out: String,
}

impl Printer {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn quoted(&mut self, text: &str) {
        write!(self.out, "{text:?}").expect("writing to a string succeeds");
    }

    /// A name as it is, or between bars when it could be mistaken for something else.
    fn word(&mut self, word: &str) {
        let odd = |c: char| c.is_whitespace() || "()[]{}\":;|.".contains(c);
        if word.is_empty() || word.contains(odd) {
            self.out.push('|');
            self.put(word);
            self.out.push('|');
        } else {
            self.put(word);
        }
    }

    fn each<T>(&mut self, before: &str, items: &[T], mut print: impl FnMut(&mut Self, &T)) {
        for item in items {
            self.put(before);
            print(self, item);
        }
    }

    fn joined<T>(&mut self, items: &[T], mut print: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.put(" ");
            }
            print(self, item);
        }
    }

    pub(super) fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(expr) => self.expr(expr),
            StmtKind::Assign(assign) => self.assign(assign, ""),
            StmtKind::Import(import) => self.import(import),
            StmtKind::Function(function) => self.function(function),
            StmtKind::Class(class) => self.class(class),
            StmtKind::Return(value) => {
                self.put("(return");
                self.each(" ", value.as_slice(), Self::expr);
                self.put(")");
            }
            StmtKind::Branch { heads, arms, total } => {
                self.put(if *total { "(branch! (" } else { "(branch (" });
                self.joined(heads, Self::expr);
                self.put(")");
                self.each(" ", arms, |out, arm| out.body(arm));
                self.put(")");
            }
            StmtKind::Loop { target, iter, body } => {
                self.put("(loop ");
                if let Some(target) = target {
                    self.pattern(target);
                    self.put(" in ");
                }
                if let Some(iter) = iter {
                    self.expr(iter);
                    self.put(" ");
                }
                self.body(body);
                self.put(")");
            }
            StmtKind::Block(body) | StmtKind::Module(body) => {
                self.put("(block");
                self.each(" ", body, Self::stmt);
                self.put(")");
            }
        }
    }

    fn body(&mut self, body: &[Stmt]) {
        self.put("{");
        self.joined(body, Self::stmt);
        self.put("}");
    }

    fn assign(&mut self, assign: &Assign, prefix: &str) {
        self.put("(");
        self.put(prefix);
        self.put(match assign.op {
            AssignOp::Set => "= ",
            AssignOp::Add => "+= ",
            AssignOp::Default => "||= ",
            AssignOp::Other => "?= ",
        });
        self.pattern(&assign.target);
        self.annotation(assign.type_.as_ref());
        self.each(" ", assign.value.as_slice(), Self::expr);
        self.put(")");
    }

    fn annotation(&mut self, type_: Option<&TypeRef>) {
        if let Some(type_) = type_ {
            self.put(":");
            self.type_ref(type_);
        }
    }

    fn import(&mut self, import: &Import) {
        self.put(if import.is_local { "(import-local " } else { "(import " });
        self.put(&import.local.name);
        self.put(" ");
        self.put(&import.path.join("."));
        self.put(")");
    }

    fn function(&mut self, function: &Function) {
        self.put("(fn ");
        if let Some(name) = &function.name {
            self.word(&name.name);
            self.put(" ");
        }
        self.put("(");
        if let Some(receiver) = &function.receiver {
            self.put(receiver);
            self.put(if function.params.is_empty() { ";" } else { "; " });
        }
        self.joined(&function.params, Self::param);
        self.put(")");
        if let Some(returns) = &function.returns {
            self.put(" -> ");
            self.type_ref(returns);
        }
        self.each(" @", &function.decorators, Self::expr);
        self.each(" ", &function.body, Self::stmt);
        self.put(")");
    }

    fn param(&mut self, param: &Param) {
        if param.rest {
            self.put("*");
        }
        self.pattern(&param.pattern);
        self.annotation(param.type_.as_ref());
        self.each("=", param.default.as_slice(), Self::expr);
    }

    fn class(&mut self, class: &Class) {
        self.put("(class ");
        self.word(&class.name.name);
        for base in &class.bases {
            self.put(" <");
            self.type_ref(base);
            self.put(">");
        }
        self.each(" @", &class.decorators, Self::expr);
        self.each(" ", &class.body, Self::stmt);
        self.put(")");
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Name(name) => self.word(&name.name),
            Pattern::Place(place) => self.expr(place),
            Pattern::Tuple(items) => {
                self.put("[");
                self.joined(items, Self::pattern);
                self.put("]");
            }
            Pattern::Record(pairs) => {
                self.put("{");
                self.joined(pairs, |out, (key, value)| {
                    out.put(&key.name);
                    out.put(":");
                    out.pattern(value);
                });
                self.put("}");
            }
            Pattern::Variant { type_, fields, .. } => {
                self.put("<");
                self.type_ref(type_);
                self.put(">{");
                self.joined(fields, |out, (key, value)| {
                    out.put(&key.name);
                    out.put(":");
                    out.pattern(value);
                });
                self.put("}");
            }
            Pattern::Other => self.put("_"),
        }
    }

    fn type_ref(&mut self, type_: &TypeRef) {
        if type_.path == ["|"] {
            self.put("(");
            self.types(&type_.args, "|");
            self.put(")");
            return;
        }
        self.put(&type_.path.join("."));
        if !type_.args.is_empty() {
            self.put("<");
            self.types(&type_.args, ",");
            self.put(">");
        }
    }

    fn types(&mut self, types: &[TypeRef], between: &str) {
        for (index, type_) in types.iter().enumerate() {
            if index > 0 {
                self.put(between);
            }
            self.type_ref(type_);
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Text(text) => {
                if text.is_prose {
                    self.put("prose");
                }
                self.quoted(&text.value);
            }
            ExprKind::Number(number) => self.put(number),
            ExprKind::Bool(value) => self.put(if *value { "true" } else { "false" }),
            ExprKind::Null => self.put("null"),
            ExprKind::Template(parts) => self.list("(template", parts),
            ExprKind::Name(name) => self.word(name),
            ExprKind::Member { object, name } => self.member(object, &name.name),
            ExprKind::Index { object, index } => self.pair("[]", object, index),
            ExprKind::Call(call) => {
                self.put(if call.is_new { "(new " } else { "(call " });
                self.expr(&call.callee);
                self.each(" ", &call.args, Self::arg);
                self.put(")");
            }
            ExprKind::List(items) => {
                self.put("[");
                self.joined(items, Self::expr);
                self.put("]");
            }
            ExprKind::Record(record) => self.record(record),
            ExprKind::Binary { op, left, right } => self.pair(operator(*op), left, right),
            ExprKind::Choice { heads, arms } => {
                self.put("(choice (");
                self.joined(heads, Self::expr);
                self.put(")");
                self.each(" ", arms, Self::expr);
                self.put(")");
            }
            ExprKind::Lambda(function) => self.function(function),
            ExprKind::Spread(inner) => {
                self.put("*");
                self.expr(inner);
            }
            ExprKind::Assign(assign) => self.assign(assign, ":"),
            ExprKind::Block(body) => {
                self.put("(do");
                self.each(" ", body, Self::stmt);
                self.put(")");
            }
            ExprKind::Module { path, is_local } => {
                self.put(if *is_local { "(module-local " } else { "(module " });
                self.put(&path.join("."));
                self.put(")");
            }
            ExprKind::Other(inner) => self.list("(?", inner),
        }
    }

    fn list(&mut self, open: &str, items: &[Expr]) {
        self.put(open);
        self.each(" ", items, Self::expr);
        self.put(")");
    }

    fn pair(&mut self, head: &str, left: &Expr, right: &Expr) {
        self.put("(");
        self.put(head);
        self.each(" ", &[left, right], |out, side| out.expr(side));
        self.put(")");
    }

    fn member(&mut self, object: &Expr, name: &str) {
        if object.path().is_some() {
            self.expr(object);
            self.put(".");
            self.word(name);
        } else {
            self.put("(. ");
            self.expr(object);
            self.put(" ");
            self.word(name);
            self.put(")");
        }
    }

    fn arg(&mut self, arg: &Arg) {
        if let Some(name) = &arg.name {
            self.put(&name.name);
            self.put(":");
        }
        self.expr(&arg.value);
    }

    fn record(&mut self, record: &Record) {
        if let Some(type_) = &record.type_ {
            self.expr(type_);
        }
        self.put("{");
        self.joined(&record.entries, |out, entry| match entry {
            Entry::Pair { key, value } => {
                out.expr(key);
                out.put(":");
                out.expr(value);
            }
            Entry::Spread(inner) => {
                out.put("*");
                out.expr(inner);
            }
        });
        self.put("}");
    }

    pub(super) fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Scalar(scalar) => self.scalar(scalar),
            NodeKind::Map(pairs) => {
                self.put("{");
                self.joined(pairs, |out, pair| {
                    out.word(&pair.key.name);
                    out.put(":");
                    out.node(&pair.value);
                });
                self.put("}");
            }
            NodeKind::Seq(items) => {
                self.put("[");
                self.joined(items, Self::node);
                self.put("]");
            }
        }
    }

    fn scalar(&mut self, scalar: &Scalar) {
        if scalar.is_dynamic {
            self.put("~");
        }
        match scalar.style {
            ScalarStyle::Plain if !scalar.is_dynamic => self.word(&scalar.text),
            ScalarStyle::Plain | ScalarStyle::Quoted => self.quoted(&scalar.text),
            ScalarStyle::Block => {
                self.put("|");
                self.quoted(&scalar.text);
            }
        }
    }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Pipe => "pipe",
        BinaryOp::In => "in",
    }
}
