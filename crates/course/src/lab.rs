//! A lab sheet: its title, its sections, and the code in it.

use std::path::Path;

use halfminute_check::ReadError;
use halfminute_engine::diagnostic::Span;

use super::file::{File, Placed};
use super::markdown::{self, BlockKind, Item, TextRun};

/// The content below one heading.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: Placed,
    /// Number of numbered lists.
    pub(super) steps: usize,
    /// Number of boxes to tick.
    pub(super) tasks: usize,
    pub(super) has_table: bool,
    pub(super) is_empty: bool,
}

/// The lab sheet of one required anchor.
#[derive(Debug)]
pub(super) struct Lab {
    pub(super) file: File,
    /// Id of the anchor, which is also the name of the file.
    pub(super) id: String,
    pub(super) titles: Vec<Placed>,
    pub(super) sections: Vec<Section>,
    pub(super) runs: Vec<TextRun>,
    pub(super) html: Vec<Span>,
    /// Destinations of links and pictures.
    pub(super) links: Vec<Placed>,
}

impl Lab {
    /// Reads a sheet; errors in its form are reported in its file's findings.
    pub(super) fn open(path: &Path, id: &str) -> Result<Self, ReadError> {
        let file = File::read(path)?;
        let mut lab = Self {
            file,
            id: id.to_owned(),
            titles: Vec::new(),
            sections: Vec::new(),
            runs: Vec::new(),
            html: Vec::new(),
            links: Vec::new(),
        };
        let text = lab.file.text();
        let items = match lab.file.findings.has_errors() {
            true => Vec::new(),
            false => markdown::read(text, 0..text.len(), &lab.file.findings),
        };
        for item in items {
            lab.add(item);
        }
        Ok(lab)
    }

    fn add(&mut self, item: Item) {
        let section = self.sections.last_mut();
        match item {
            Item::Text(run) => {
                let heading = || Placed { text: run.text.clone(), span: run.span.clone() };
                match (run.kind, section) {
                    (BlockKind::Heading(1), _) => self.titles.push(heading()),
                    (BlockKind::Heading(2), _) => self.sections.push(Section {
                        name: heading(),
                        steps: 0,
                        tasks: 0,
                        has_table: false,
                        is_empty: true,
                    }),
                    (kind, Some(section)) => {
                        section.is_empty = false;
                        section.has_table |= kind == BlockKind::Table;
                    }
                    (_, None) => {}
                }
                self.runs.push(run);
            }
            Item::Step => section.into_iter().for_each(|section| section.steps += 1),
            Item::Task => section.into_iter().for_each(|section| section.tasks += 1),
            Item::Html(span) | Item::Comment(span) => self.html.push(span),
            Item::Link { destination, span, .. } => self.links.push(Placed { text: destination, span }),
            Item::Rule(_) | Item::Body => {}
        }
    }

    /// True if code in the sheet names the file at `path`.
    pub(super) fn names(&self, path: &str) -> bool {
        let part = |c: char| c.is_ascii_alphanumeric() || "_-/.".contains(c);
        self.runs.iter().filter(|run| run.is_code()).any(|run| {
            run.text.match_indices(path).any(|(at, _)| {
                let (before, after) = (&run.text[..at], &run.text[at + path.len()..]);
                !before.ends_with(part) && !after.starts_with(part)
            })
        })
    }
}
