//! A chat window: the user's messages at the right, the application's at the left.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::window::{self, Look};
use super::{HiddenParts, Kind, Panel, Pen, Room, State, part, plain_fill, state};
use crate::choice::choices;
use crate::display::Color;
use crate::text::{Align, Face, TextBlock};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "A chat window: the user's messages at the right, the application's at the left.",
    example: "{ kind = \"chat\", title = \"app.py\", messages = [{ id = \"ask\", who = \"user\", text = \"Hello\" }] }",
    wraps: true,
    hidden_parts: HiddenParts::MakeRoom,
    ..Kind::of::<Chat>("chat")
};

choices! {
    /// The one who says a message.
    enum Who { User = "user", App = "app" }
}

state! {
    /// A window with messages from the user and the application.
    pub(super) struct Chat(tone, size, strike) {
        title: Arc<str> = line("written in the window's title bar"),
    }
    parts messages: Message
}

part! {
    /// A message from the user or the application.
    pub(super) struct Message(tone, strike) {
        who: Who = choice("who says it; the user where only a text is written"),
        text: Arc<str> = text("what is said"),
    }
    array: [who, text],
    answers_to: [text],
    noun: "message",
    doc: "a text that the user says, [user or app, text], or { id, who, text }",
}

/// Natural width of a window; a row may make it narrower, and `grow` or `width` override it.
const WIDTH: f64 = 620.0;
const LEAST_WIDTH: f64 = 360.0;

/// Largest width of a bubble, as a share of the window's inner width.
const SHARE: f64 = 0.78;

const BUBBLE_X: f64 = 24.0;
const BUBBLE_Y: f64 = 14.0;
const GAP: f64 = 18.0;

struct Bubble<'a> {
    message: &'a Message,
    block: Arc<TextBlock>,
}

impl Bubble<'_> {
    fn size(&self) -> Size {
        Size::new(self.block.width + 2.0 * BUBBLE_X, self.block.height + 2.0 * BUBBLE_Y)
    }
}

impl State for Chat {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let pad = pen.theme.space.pad;
        let style = pen.style(Face::Sans, self.size);
        let wanted = room.filled_width(room.width.clamp(LEAST_WIDTH, WIDTH));
        let measure = ((wanted - 2.0 * pad) * SHARE - 2.0 * BUBBLE_X).max(1.0);
        let bubbles: Vec<Bubble<'_>> = self
            .messages
            .iter()
            .filter(|message| !message.hidden)
            .map(|message| Bubble { message, block: pen.set(&message.text, style, measure, Align::Start) })
            .collect();
        let widest = bubbles.iter().map(|bubble| bubble.size().width).fold(0.0, f64::max);
        let title = &self.title;
        let width = wanted.max(widest + 2.0 * pad).max(window::least_width(title, pen));
        let bubbles_height: f64 = bubbles.iter().map(|bubble| bubble.size().height + GAP).sum();
        let size =
            Size::new(width, room.filled_height(window::BAR + 2.0 * pad + (bubbles_height - GAP).max(0.0)));

        window::draw(title, size, &look(self, pen), pen);
        let mut y = window::BAR + pad;
        for bubble in &bubbles {
            let x = if is_users(bubble.message) { width - pad - bubble.size().width } else { pad };
            paint(self, bubble, Point::new(x, y), pen);
            y += bubble.size().height + GAP;
        }
        size
    }
}

fn look(chat: &Chat, pen: &Pen<'_>) -> Look {
    let tone = pen.theme.tone(chat.tone);
    let title = if chat.tone == Tone::Plain { pen.theme.color.soft } else { tone.ink };
    Look { surface: pen.surface(tone), dots: pen.theme.color.line, title, rule: pen.theme.color.line }
}

fn is_users(message: &Message) -> bool {
    message.who == Who::User
}

/// Background and text colour of a message. The user's bubble is the darkest, so that question and answer
/// differ even without their sides.
fn colors(message: &Message, pen: &Pen<'_>) -> (Panel, Color) {
    let theme = pen.theme;
    match (message.tone, is_users(message)) {
        (Tone::Plain, true) => (plain_fill(theme.color.ink, BUBBLE_X), theme.color.panel),
        (Tone::Plain, false) => (plain_fill(theme.color.band, BUBBLE_X), theme.color.ink),
        (tone, _) => {
            let tone = theme.tone(tone);
            (Panel { radius: BUBBLE_X, shadow: 0.0, ..pen.surface(tone) }, tone.ink)
        }
    }
}

fn paint(chat: &Chat, bubble: &Bubble<'_>, at: Point, pen: &mut Pen<'_>) {
    let message = bubble.message;
    let (panel, ink) = colors(message, pen);
    let rect = Rect::from_origin_size(at, bubble.size());
    pen.part(message.uid);
    pen.region(rect);
    pen.panel("bubble", rect, panel);
    let struck = chat.strike || message.strike;
    pen.struck_text(struck, "text", &bubble.block, at + kurbo::Vec2::new(BUBBLE_X, BUBBLE_Y), ink);
}
