//! `no-effect`: every key has an effect in its place.

use std::sync::Arc;

use super::{Collector, Finding, Subject};
use halfminute_engine::nodes::{Arrives, FieldValue, Idle, Picture, STRIKE};
use halfminute_engine::scene::{Container, Content, Effect, Entrance, IdleKey, Node, NodeId, Scene};

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let scene = subject.scene;
    if let Some(span) = scene.clip.seed_span.as_ref().filter(|_| !pours(scene)) {
        let message = "`seed` has no effect: no dots come out of anything";
        found.push(Finding::new(span, message, "leave it out, or `show` the parts of `bins` with `from`"));
    }
    for (id, node) in scene.cast.iter().enumerate() {
        of_node(subject, id, node).into_iter().for_each(|finding| found.push(finding.of_node(id)));
    }
    for container in scene.cast.iter().filter_map(|node| node.arrangement.as_ref()) {
        within(container, &mut |key| found.push(finding(key)));
    }
    for (at, beat) in subject.beats() {
        let own_stage = at.checked_sub(1).is_none_or(|at| !Arc::ptr_eq(&scene.beats[at].stage, &beat.stage));
        let mut report = |key: &IdleKey| found.push(finding(key).in_beat(at));
        if own_stage {
            within(&beat.stage, &mut report);
        }
        beat.idle.iter().for_each(report);
        for act in &beat.acts {
            let Effect::Change { node, .. } = act.effect else { continue };
            if subject.timeline.is_together(at, node, act.time.start) {
                let message =
                    format!("`each` has no effect: parts of `{}` change their places", subject.id(node));
                let help = "leave `each` out; values alone can change one after another";
                found.push(Finding::new(&act.span, message, help).of_node(node).in_beat(at));
            }
        }
    }
}

/// The fields of a node that have no effect in the whole clip. One that is written as it is without it
/// says nothing wrong.
fn of_node(subject: &Subject<'_>, id: NodeId, node: &Node) -> Vec<Finding> {
    let mut idle = (node.kind.idle)(&node.states);
    if is_struck(node) && draws_no_strike(subject, id) {
        let why = "the node has no text that a line could go through";
        idle.push(Idle { field: STRIKE, why, help: "leave it out" });
    }
    let finding = |idle: &Idle| {
        let field = node.written.iter().find(|field| field.name == idle.field)?;
        let off = match node.states.first()?.field(field.name)? {
            FieldValue::Flag(on) => !on,
            FieldValue::Text(text) => text.is_empty(),
            FieldValue::Choice(choice) => *choice == 0,
            _ => false,
        };
        let message = format!("`{}` has no effect: {}", field.name, idle.why);
        (!off).then(|| Finding::new(&field.span, message, idle.help))
    };
    idle.iter().filter_map(finding).collect()
}

fn is_struck(node: &Node) -> bool {
    node.states.first().is_some_and(|state| state.flag(STRIKE))
}

/// True if a node that is on stage somewhere has no line through a text in any of its pictures.
fn draws_no_strike(subject: &Subject<'_>, id: NodeId) -> bool {
    let mut places = subject.layout.beats.iter().filter_map(|beat| beat.place(id)).peekable();
    let strikes = |picture: &Arc<Picture>| picture.elements.iter().any(|element| element.key.role == STRIKE);
    places.peek().is_some() && !places.any(|place| place.pictures.iter().any(strikes))
}

fn finding(key: &IdleKey) -> Finding {
    Finding::new(&key.span, &key.message, &key.help)
}

/// Calls `found` for the keys without effect in a container and in the containers within it.
fn within(container: &Container, found: &mut dyn FnMut(&IdleKey)) {
    container.idle.iter().for_each(&mut *found);
    for child in &container.children {
        if let Content::Container(inner) = &child.content {
            within(inner, found);
        }
    }
}

/// True if dots come out of something, so that `seed` has an effect on their order.
fn pours(scene: &Scene) -> bool {
    scene.beats.iter().flat_map(|beat| &beat.acts).any(|act| {
        let dots =
            || act.steps.iter().any(|step| scene.cast[step.target.node].kind.arrives == Arrives::DotByDot);
        matches!(act.effect, Effect::Appear(Entrance::Emerge(_))) && dots()
    })
}
