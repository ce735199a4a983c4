//! The files that a scene names: found within its folder, read up to a size limit, decoded once.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::asset::{Bitmap, Drawing, PIXELS, Work};
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{Findings, Table};
use crate::nodes::{FieldValue, Item, Kind, Takes};
use crate::scene::limits::Limit;
use crate::scene::model::AssetFile;
use crate::source::{Files, Unavailable};

/// The picture files of one scene.
pub(crate) struct Assets<'a> {
    source: &'a dyn Files,
    /// Values read so far, by file and by the kind of value; none where reading failed.
    read: RefCell<Vec<(PathBuf, Takes, Option<FieldValue>)>>,
    /// The files read so far, in the order of reading.
    files: RefCell<Vec<AssetFile>>,
    /// Number of pixels that the remaining pictures may have in total.
    budget: Cell<u64>,
    /// The work that the remaining drawings may take in total.
    work: RefCell<Work>,
}

impl<'a> Assets<'a> {
    /// Assets of a scene, none of them read yet.
    pub(crate) fn new(source: &'a dyn Files) -> Self {
        let (read, files) = (RefCell::default(), RefCell::default());
        Self { source, read, files, budget: Cell::new(PIXELS), work: RefCell::new(Work::of_scene()) }
    }

    /// The files that were read, in the order in which the scene names them.
    pub(crate) fn files(&self) -> Vec<AssetFile> {
        self.files.borrow().clone()
    }

    /// Replaces the paths in a newly read node by the decoded pictures, or reports why a file cannot be used.
    pub(crate) fn load(&self, kind: &'static Kind, table: &Table<'_>, item: &mut Item) {
        for field in kind.fields.iter().filter(|field| matches!(field.takes, Takes::Bitmap | Takes::Drawing))
        {
            let Some(node) = table.get(field.name) else { continue };
            let Some(name) = node.as_text() else { continue };
            if let Some(value) = self.value(name, field.takes, &node.span, table.findings()) {
                item.set(field, value);
            }
        }
    }

    fn value(&self, name: &str, takes: Takes, span: &Span, findings: &Findings) -> Option<FieldValue> {
        let file = match self.source.find(name) {
            Ok(file) => file,
            Err(Unavailable { code, reason, help }) => {
                findings.error_help(code, span, format!("`{name}` {reason}"), help);
                return None;
            }
        };
        let known =
            self.read.borrow().iter().find(|(path, as_what, _)| *path == file && *as_what == takes).cloned();
        if let Some((_, _, value)) = known {
            return value;
        }
        if !Limit::ASSETS.check(self.read.borrow().len() + 1, span, findings) {
            return None;
        }
        let value = self.read(&file, name, takes, span, findings);
        self.read.borrow_mut().push((file, takes, value.clone()));
        value
    }

    fn read(
        &self,
        file: &Path,
        name: &str,
        takes: Takes,
        span: &Span,
        findings: &Findings,
    ) -> Option<FieldValue> {
        let bytes = match self.source.read(file, Limit::ASSET.most) {
            Ok(bytes) if bytes.len() > Limit::ASSET.most => {
                let message = format!("`{name}` is larger than {} bytes", Limit::ASSET.most);
                findings.error_help("too-many", span, message, "scale it down, or compress it more");
                return None;
            }
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("cannot read `{name}`: {error}");
                findings.error_help("unreadable", span, message, "check the path");
                return None;
            }
        };
        self.note(name, &bytes, span);
        let decoded = match takes {
            Takes::Drawing => {
                Drawing::decode(&bytes, &mut self.work.borrow_mut()).map(|(drawing, simplifications)| {
                    let list: Vec<String> = simplifications.iter().map(ToString::to_string).collect();
                    if !list.is_empty() {
                        let message =
                            format!("`{name}` is drawn more simply than it is: {}", list.join(", "));
                        let help = "export it with plain fills, and texts as paths, or as PNG";
                        findings.push(Diagnostic::warning("simplified", span.clone(), message).help(help));
                    }
                    FieldValue::Drawing(Arc::new(drawing))
                })
            }
            _ => Bitmap::decode(&bytes, self.budget.get()).map(|bitmap| {
                let pixels = u64::from(bitmap.width) * u64::from(bitmap.height);
                self.budget.set(self.budget.get().saturating_sub(pixels));
                FieldValue::Bitmap(Arc::new(bitmap))
            }),
        };
        decoded
            .map_err(|reject| {
                findings.error_help("bad-asset", span, format!("`{name}` {}", reject.reason), reject.help);
            })
            .ok()
    }

    /// Adds a file to the list; one that is read as two kinds of value is listed once.
    fn note(&self, name: &str, bytes: &[u8], span: &Span) {
        let digest = blake3::hash(bytes).to_hex().to_string();
        let mut files = self.files.borrow_mut();
        if !files.iter().any(|file| file.name == name && file.digest == digest) {
            files.push(AssetFile { name: name.to_owned(), digest, span: span.clone() });
        }
    }
}
