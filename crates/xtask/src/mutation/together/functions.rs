// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a source file has of functions, and what it calls where the compiler computes.

use crate::run::Done;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::ops::Range;
use syn::visit::{self, Visit};

/// A function, by the name under which it is called: `Type::name`, or `name` alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Callee {
    /// The type before the name; of a method call it is not known.
    of: Option<String>,
    name: String,
}

/// What the type of a function says of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Output {
    /// A type with a name: any body may have it.
    Named,
    /// `impl Iterator`: a body behind a pointer is one. Here are the bounds, in bytes, and whether one of them is
    /// a lifetime.
    Iterator(Range<usize>, bool),
    /// Another type that is known by the body alone: two bodies would have two types.
    Opaque,
}

/// A function with a body.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) callee: Callee,
    /// The body with its braces, in bytes.
    pub(super) body: Range<usize>,
    /// The word `const`, where the function has it.
    pub(super) constant: Option<Range<usize>>,
    pub(super) output: Output,
    /// What it calls, where it is a `const fn`.
    calls: BTreeSet<Callee>,
}

/// The functions of a file in their order, and what constants call.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) functions: Vec<Function>,
    /// What is called where the compiler must know the answer.
    demanded: BTreeSet<Callee>,
}

impl File {
    /// Reads the text of a file.
    pub(super) fn read(text: &str) -> Done<Self> {
        let mut reader = Reader::default();
        reader.visit_file(&syn::parse_file(text)?);
        Ok(reader.file)
    }
}

impl Callee {
    /// Whether a call may be one of this function: where no type stands, the name decides.
    fn is_called_by(&self, call: &Self) -> bool {
        self.name == call.name && (self.of == call.of || call.of.is_none())
    }
}

/// The functions that constants call somewhere in `files`, directly or through other `const fn`.
pub(super) fn demanded(files: &[File]) -> BTreeSet<Callee> {
    let constant: Vec<&Function> = files
        .iter()
        .flat_map(|file| &file.functions)
        .filter(|function| function.constant.is_some())
        .collect();
    let mut open: Vec<&Callee> = files.iter().flat_map(|file| &file.demanded).collect();
    let mut demanded = BTreeSet::new();
    while let Some(call) = open.pop() {
        for function in &constant {
            if function.callee.is_called_by(call) && demanded.insert(function.callee.clone()) {
                open.extend(&function.calls);
            }
        }
    }
    demanded
}

#[derive(Default)]
struct Reader {
    file: File,
    /// The type whose `impl` is read.
    of: Option<String>,
    /// The calls of the `const fn` that is read.
    calls: Option<BTreeSet<Callee>>,
    /// How deep in constants.
    depth: usize,
}

impl Reader {
    fn function(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let place = self.file.functions.len();
        self.file.functions.push(Function {
            callee: Callee {
                of: self.of.clone(),
                name: signature.ident.to_string(),
            },
            body: body.brace_token.span.join().byte_range(),
            constant: signature
                .constness
                .as_ref()
                .map(|word| word.span.byte_range()),
            output: output(signature, body),
            calls: BTreeSet::new(),
        });
        let outer = self.calls.take();
        self.calls = signature.constness.as_ref().map(|_| BTreeSet::new());
        visit::visit_signature(self, signature);
        visit::visit_block(self, body);
        let calls = std::mem::replace(&mut self.calls, outer);
        if let (Some(function), Some(calls)) = (self.file.functions.get_mut(place), calls) {
            function.calls = calls;
        }
    }

    fn in_constant(&mut self, read: impl FnOnce(&mut Self)) {
        self.depth += 1;
        read(self);
        self.depth -= 1;
    }

    fn call(&mut self, of: Option<String>, name: String) {
        let of = match of {
            Some(own) if own == "Self" => self.of.clone(),
            other => other,
        };
        let callee = Callee { of, name };
        if self.depth > 0 {
            self.file.demanded.insert(callee.clone());
        }
        if let Some(calls) = &mut self.calls {
            calls.insert(callee);
        }
    }

    /// Every word of a macro may be a call.
    fn words(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(word) => self.call(None, word.to_string()),
                TokenTree::Group(group) => self.words(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let of = self.of.take();
        self.function(&item.sig, &item.block);
        self.of = of;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.sig, body);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let outer = self.of.replace(name_of(&item.self_ty).unwrap_or_default());
        visit::visit_item_impl(self, item);
        self.of = outer;
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.in_constant(|reader| visit::visit_item_const(reader, item));
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.in_constant(|reader| visit::visit_impl_item_const(reader, item));
    }

    fn visit_trait_item_const(&mut self, item: &'ast syn::TraitItemConst) {
        self.in_constant(|reader| visit::visit_trait_item_const(reader, item));
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.in_constant(|reader| visit::visit_item_static(reader, item));
    }

    fn visit_expr_const(&mut self, item: &'ast syn::ExprConst) {
        self.in_constant(|reader| visit::visit_expr_const(reader, item));
    }

    fn visit_type_array(&mut self, item: &'ast syn::TypeArray) {
        self.in_constant(|reader| visit::visit_type_array(reader, item));
    }

    fn visit_expr_repeat(&mut self, item: &'ast syn::ExprRepeat) {
        self.visit_expr(&item.expr);
        self.in_constant(|reader| reader.visit_expr(&item.len));
    }

    fn visit_variant(&mut self, item: &'ast syn::Variant) {
        self.in_constant(|reader| visit::visit_variant(reader, item));
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(function) = &*call.func {
            let mut names = function.path.segments.iter().rev();
            let name = names.next().map(|segment| segment.ident.to_string());
            let before = names.next().map(|segment| segment.ident.to_string());
            // A module is written small, and its functions are known without it.
            let of = before.filter(|name| name.starts_with(char::is_uppercase));
            let of = of.or_else(|| function.qself.as_ref().and_then(|own| name_of(&own.ty)));
            self.call(of, name.unwrap_or_default());
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.call(None, call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.words(item.tokens.clone());
    }
}

/// The last name of a type's path.
fn name_of(own: &syn::Type) -> Option<String> {
    match own {
        syn::Type::Path(path) => path.path.segments.last().map(|name| name.ident.to_string()),
        _ => None,
    }
}

fn output(signature: &syn::Signature, body: &syn::Block) -> Output {
    let mut found = Parts::default();
    found.visit_return_type(&signature.output);
    if !found.has_impl {
        return Output::Named;
    }
    let syn::ReturnType::Type(_, own) = &signature.output else {
        return Output::Opaque;
    };
    found.visit_block(body);
    match &**own {
        syn::Type::ImplTrait(own) if !found.returns && is_iterator(own) => {
            let condition = signature.generics.where_clause.as_ref();
            let end = condition.map_or(body.brace_token.span.open(), |word| word.where_token.span);
            let bounds = own.impl_token.span.byte_range().end..end.byte_range().start;
            let is_lifetime = |bound| matches!(bound, &syn::TypeParamBound::Lifetime(_));
            Output::Iterator(bounds, own.bounds.iter().any(is_lifetime))
        }
        _ => Output::Opaque,
    }
}

/// Whether it is an iterator and nothing else, but for a lifetime.
fn is_iterator(own: &syn::TypeImplTrait) -> bool {
    own.bounds.iter().all(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => {
            let name = bound.path.segments.last();
            name.is_some_and(|name| name.ident == "Iterator")
        }
        syn::TypeParamBound::Lifetime(_) => true,
        _ => false,
    })
}

/// What is looked for in a function.
#[derive(Default)]
struct Parts {
    has_impl: bool,
    /// It may end elsewhere than at its end.
    returns: bool,
}

impl<'ast> Visit<'ast> for Parts {
    fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
        self.has_impl = true;
    }

    fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
        self.returns = true;
    }
}

#[cfg(test)]
mod tests;
