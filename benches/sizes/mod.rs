//! Scenes of every kind and of any size, for measuring the cost of checking them.
#![allow(dead_code, reason = "the bench and the tests use parts of it")]

use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

use halfminute_engine::nodes::Kind;
use halfminute_render::png::{Compression, encode};

/// The contents of a scene.
#[derive(Clone)]
pub(crate) struct Recipe {
    /// Kind of all nodes; a group contains two texts.
    pub(crate) kind: &'static Kind,
    pub(crate) nodes: usize,
    pub(crate) beats: usize,
    /// Number of entries in each beat's `play`.
    pub(crate) entries: usize,
    /// Number of arrows of the first beat, which the others keep; each joins two nodes.
    pub(crate) arrows: usize,
    pub(crate) stage: Stage,
    pub(crate) play: Play,
}

/// Positions of the nodes in an overlay.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stage {
    /// All nodes in the middle of the stage.
    Stacked,
    /// Scattered around the middle of the stage.
    Scattered,
}

/// The action of all entries, each on another node.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Play {
    Pulse,
    Mark,
    Focus,
    /// Changes the colours, which makes a new state.
    Tone,
    /// Moves a node beside its neighbour.
    Move,
}

/// Size of the pictures that the examples of kinds name.
const PICTURE: (u32, u32) = (32, 18);

/// Writes the pictures that the examples of kinds name.
pub(crate) fn write_pictures(folder: &Path) {
    let mut png = Vec::new();
    encode(&[200; 32 * 18 * 3], PICTURE, Compression::Fast, &mut png);
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><path d="M0 0h320v180z" fill="#456"/></svg>"##;
    fs::write(folder.join("screenshot.png"), png).expect("the folder can be written");
    fs::write(folder.join("network.svg"), svg).expect("the folder can be written");
}

/// Shows the kind by its name only, because its tables are long.
impl fmt::Debug for Recipe {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, nodes, beats, entries, arrows, stage, play } = self;
        let kind = kind.name;
        write!(
            out,
            "{nodes} {kind}, {beats} beats of {entries} entries, {arrows} arrows, {stage:?}, {play:?}"
        )
    }
}

impl Recipe {
    /// The scene as TOML text.
    pub(crate) fn text(&self) -> String {
        let seconds = 3 + self.entries.div_ceil(4);
        let mut text = format!(
            "[clip]\ntitle = \"Sizes\"\nlasts = {}.0\nwindow = [1, 3600]\n\n[node]\n",
            seconds * self.beats
        );
        (0..self.nodes).for_each(|at| self.node(at, &mut text));
        for beat in 0..self.beats {
            let _ = write!(
                text,
                "\n[[beat]]\nlasts = {seconds}.0\ntitle = \"Beat\"\ncaption = \"Words.\"\nsource = \"none\"\n"
            );
            if beat == 0 {
                let members: Vec<String> = (0..self.nodes).map(|at| self.member(at)).collect();
                let _ = writeln!(text, "stage = {{ overlay = [{}] }}", members.join(", "));
                self.arrows(&mut text);
            }
            let entries: Vec<String> = (0..self.entries).map(|at| self.entry(beat + at)).collect();
            let _ = writeln!(text, "play = [{}]", entries.join(", "));
        }
        text
    }

    fn node(&self, at: usize, text: &mut String) {
        let _ = match self.kind.name {
            "group" => writeln!(
                text,
                "a{at} = {{ kind = \"text\", text = \"a {at}\" }}\nb{at} = {{ kind = \"text\", text = \"b {at}\" }}\n\
                 n{at} = {{ kind = \"group\", row = [\"a{at}\", \"b{at}\"] }}"
            ),
            _ => writeln!(text, "n{at} = {}", self.kind.example),
        };
    }

    fn member(&self, at: usize) -> String {
        match self.stage {
            Stage::Stacked => format!("\"n{at}\""),
            Stage::Scattered => {
                // Multiples of an irrational number are spread evenly, whatever their number.
                let share = |step: f64| (at as f64 * step).fract();
                let (x, y) = (0.4 + 0.2 * share(0.618), 0.45 + 0.1 * share(0.755));
                format!("{{ node = \"n{at}\", place = [{x:.4}, {y:.4}] }}")
            }
        }
    }

    fn arrows(&self, text: &mut String) {
        let pair = |at: usize| (at % self.nodes, (at * 7 + 1 + at / self.nodes) % self.nodes);
        let mut pairs: Vec<(usize, usize)> = (0..self.arrows).map(pair).filter(|(a, b)| a != b).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let arrows: Vec<String> = pairs.into_iter().map(|(a, b)| format!("\"n{a} -> n{b}: l\"")).collect();
        let _ = writeln!(text, "arrows = [{}]", arrows.join(", "));
    }

    fn entry(&self, at: usize) -> String {
        let node = at % self.nodes;
        let colourless = self.kind.without().any(|name| name == "tone");
        match self.play {
            Play::Tone if !colourless => {
                let tone = if (at / self.nodes).is_multiple_of(2) { "good" } else { "bad" };
                format!("{{ set = {{ n{node}.tone = \"{tone}\" }}, over = 0.1 }}")
            }
            Play::Move if self.kind.name != "group" && self.nodes > 1 && node > 0 => {
                format!("{{ move = \"n{node}\", to = \"n0\", over = 0.1 }}")
            }
            Play::Mark => format!("{{ mark = \"n{node}\", over = 0.1 }}"),
            Play::Focus => format!("{{ focus = \"n{node}\", over = 0.1, for = 0.01 }}"),
            Play::Pulse | Play::Tone | Play::Move => format!("{{ pulse = \"n{node}\", over = 0.1 }}"),
        }
    }
}
