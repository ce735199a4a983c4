//! A file of the programme and the findings in it.

use std::cell::RefCell;
use std::path::Path;

use halfminute_check::ReadError;
use halfminute_engine::diagnostic::{Diagnostics, Source, Span};
use halfminute_engine::document::{self, Findings, Table};
use halfminute_engine::film::{Report, decode};
use halfminute_engine::scene::Limit;
use halfminute_files as files;

/// A text and its place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) text: String,
    pub(super) span: Span,
}

/// A file's text and findings. Readers and rules add findings, and [`File::report`] takes them all.
#[derive(Debug)]
pub(super) struct File {
    pub(super) source: Source,
    pub(super) findings: Findings,
    /// Places of keys in the text, which reports must not publish.
    secrets: RefCell<Vec<Span>>,
}

impl File {
    /// Reads a text file. If it is not text or too large, it has a finding and no text.
    pub(super) fn read(path: &Path) -> Result<Self, ReadError> {
        let failed = |error| ReadError { path: path.to_owned(), error };
        let (text, found) = decode(files::read_input(path, Limit::FILE.most).map_err(failed)?);
        let broken = found.has_errors();
        let too_large = text.len() > Limit::FILE.most;
        let file = Self::new(path, if too_large { String::new() } else { text }, found);
        if too_large && !broken {
            let message = format!("the file is larger than {} bytes", Limit::FILE.most);
            file.findings.error_help(
                "too-many",
                &(0..0),
                message,
                "split it, or take out what it need not hold",
            );
        }
        Ok(file)
    }

    /// Reads a TOML file, whose table messages call `what`, and its content with `read`. If the file cannot be
    /// parsed, `read` gets an empty table, and what it reports is dropped.
    pub(super) fn read_toml<T>(
        path: &Path,
        what: &str,
        read: impl FnOnce(&Table<'_>) -> T,
    ) -> Result<(Self, T), ReadError> {
        let mut file = Self::read(path)?;
        let mut entries = None;
        if !file.findings.has_errors() {
            let mut found = Diagnostics::default();
            entries = document::parse(file.text(), &mut found);
            file.findings = Findings::new(found);
        }
        let dropped = Findings::default();
        let findings = if entries.is_some() { &file.findings } else { &dropped };
        let entries = entries.unwrap_or_default();
        let root = Table::new(findings, &entries, 0..0, what);
        let content = read(&root);
        root.finish();
        Ok((file, content))
    }

    /// A file of which only the name or the metadata is judged. If it cannot be read, that is a finding,
    /// because its content is unknown.
    pub(super) fn nameless(path: &Path) -> Self {
        let file = Self::new(path, String::new(), Diagnostics::default());
        if let Err(error) = files::open_input(path) {
            let help = "make it readable, or take it away";
            file.findings.error_help(
                "unreadable",
                &(0..0),
                format!("the file cannot be read: {error}"),
                help,
            );
        }
        file
    }

    pub(super) fn new(path: &Path, text: String, found: Diagnostics) -> Self {
        let source = Source { path: path.to_owned(), text: text.into() };
        Self { source, findings: Findings::new(found), secrets: RefCell::default() }
    }

    pub(super) fn text(&self) -> &str {
        &self.source.text
    }

    /// Name of the file, for messages about the file as a whole.
    pub(super) fn name(&self) -> String {
        self.source.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Hides the text at `span` in the report.
    pub(super) fn conceal(&self, span: Span) {
        self.secrets.borrow_mut().push(span);
    }

    /// The report of all findings; `None` if there are none.
    pub(super) fn report(self) -> Option<Report> {
        let mut source = self.source;
        for span in self.secrets.into_inner() {
            let mut text = source.text.to_string();
            if text.get(span.clone()).is_some() {
                text.replace_range(span.clone(), &"*".repeat(span.len()));
                source.text = text.into();
            }
        }
        let report = Report::new(source, self.findings.into_inner());
        (!report.diagnostics.is_empty()).then_some(report)
    }
}
